import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  Modal,
  Notification,
  Table,
  Tooltip,
} from '@mantine/core';

/** Calm and legible: one green, dark enough for white text (AA) in both schemes; badges are outlined, with a dot for the state. */
export const theme = createTheme({
  primaryColor: 'door',
  primaryShade: { light: 8, dark: 8 },
  colors: {
    door: [
      '#eff7f3',
      '#dcebe3',
      '#b6d6c5',
      '#8dc0a5',
      '#6fb38f',
      '#52a178',
      '#459b6e',
      '#35875d',
      '#2a7550',
      '#1f6446',
    ],
  },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontFamily: 'Charter, "Bitstream Charter", "Iowan Old Style", Georgia, serif', fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'default', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: 'right',
        closeButtonProps: { 'aria-label': 'Close' },
        // Their heads are no banners of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'xs', horizontalSpacing: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, events: { hover: true, focus: true, touch: true } } }),
  },
});

/** Mantine's dimmed text and error red miss AA on our backgrounds; these meet it. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a636b',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#69727a',
    '--ajar-line': '#e3e7e5',
    '--ajar-quiet': '#f6f8f7',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#939aa1',
    '--ajar-line': '#3a3f42',
    '--ajar-quiet': '#1f2223',
  },
});
