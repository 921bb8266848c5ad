/**
 * The look of a letter: a page somebody typed. Both schemes name text and background together, since a client that
 * honours `color-scheme` stops inverting colours on its own and would leave dark text on a dark page.
 */
export const light = { page: '#ffffff', text: '#1f2328', quiet: '#59636e', link: '#0b57a4', rule: '#d0d7de' } as const;
export const dark = { page: '#1c1c1e', text: '#ececec', quiet: '#aab2bb', link: '#8ab8f0', rule: '#48484a' } as const;

const family = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

export const style = {
  body: { margin: 0, padding: '28px 24px 32px', backgroundColor: light.page, color: light.text, fontFamily: family },
  /** Left, as a mail typed by hand is; a client without max-width (Outlook) simply runs the lines wider. */
  column: { maxWidth: '560px', width: '100%', margin: 0, textAlign: 'left' },
  paragraph: { marginTop: 0, marginBottom: '18px', fontSize: '16px', lineHeight: '26px' },
  lead: { marginTop: 0, marginBottom: '6px', fontSize: '16px', lineHeight: '26px' },
  item: {
    marginTop: 0,
    marginBottom: '6px',
    padding: '0 0 0 14px',
    fontSize: '16px',
    lineHeight: '26px',
    textIndent: '-14px',
  },
  lastItem: {
    marginTop: 0,
    marginBottom: '18px',
    padding: '0 0 0 14px',
    fontSize: '16px',
    lineHeight: '26px',
    textIndent: '-14px',
  },
  inset: { margin: '0 0 18px', padding: '2px 0 2px 16px', borderLeft: `3px solid ${light.rule}` },
  insetLine: { marginTop: 0, marginBottom: '8px', fontSize: '16px', lineHeight: '26px' },
  insetLast: { marginTop: 0, marginBottom: 0, fontSize: '16px', lineHeight: '26px' },
  signature: { marginTop: 0, marginBottom: '28px', fontSize: '16px', lineHeight: '26px' },
  rule: { width: '100%', margin: '0 0 16px', border: 'none', borderTop: `1px solid ${light.rule}` },
  quiet: { marginTop: 0, marginBottom: '10px', fontSize: '14px', lineHeight: '21px', color: light.quiet },
  link: { color: light.link, textDecorationLine: 'underline' },
  quietLink: { color: light.quiet, textDecorationLine: 'underline' },
  hidden: { display: 'none', overflow: 'hidden', lineHeight: '1px', opacity: 0, maxHeight: 0, maxWidth: 0 },
} as const;

/** For clients that show a dark page and read style sheets (Apple Mail); the others invert the light one themselves. */
export const darkSheet = [
  '@media (prefers-color-scheme: dark) {',
  `.page, .page td { background-color: ${dark.page} !important; color: ${dark.text} !important; }`,
  `.quiet, .quiet a { color: ${dark.quiet} !important; }`,
  `.link { color: ${dark.link} !important; }`,
  `.rule { border-color: ${dark.rule} !important; }`,
  '}',
].join(' ');
