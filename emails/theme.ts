/**
 * The look of a letter: a page somebody typed. Both schemes name text and background together, since a client that
 * honours `color-scheme` stops inverting colours on its own and would leave dark text on a dark page.
 */
export const light = { page: '#ffffff', text: '#1f2328', quiet: '#59636e', link: '#0b57a4', rule: '#b9c1ca' } as const;
export const dark = { page: '#1c1c1e', text: '#ececec', quiet: '#aab2bb', link: '#8ab8f0', rule: '#636366' } as const;

// Word takes the first family it has, and falls back to Times where it knows none of the first ones.
const family = "'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, Helvetica, Arial, sans-serif";

/** A finger needs more than the height of the letters; padding within a line moves nothing. */
const touch = { padding: '9px 0', textDecorationLine: undefined, textDecoration: 'underline' } as const;

export const style = {
  /** Little of its own around it: mail programs put a letter where a typed one would stand. */
  body: {
    margin: 0,
    padding: '20px 16px 24px',
    backgroundColor: light.page,
    // A word longer than the line is broken, or a phone would scroll sideways; also counted in the width of tables.
    wordBreak: 'break-word',
  },
  /** Left, as a mail typed by hand is; a table, since Word knows max-width of tables alone. */
  column: { maxWidth: '560px', width: '100%', textAlign: 'left' },
  /** Said in each cell, since Word hands nothing on to a table within a table; paragraphs have it from their cell. */
  cell: { color: light.text, fontFamily: family, fontSize: '16px', lineHeight: '24px' },
  paragraph: { margin: '0 0 16px' },
  lead: { margin: '0 0 4px' },
  /** Word knows no padding of lists, Gmail no negative indent of lines. */
  list: { margin: '0 0 16px 22px', padding: 0 },
  item: { margin: '0 0 4px' },
  /** A cell in a table in a block: Word draws borders and padding reliably in cells alone, and margins around blocks. */
  aside: { margin: '0 0 16px' },
  inset: { padding: '2px 0 2px 16px', borderLeft: `3px solid ${light.rule}` },
  insetLine: { margin: '0 0 8px' },
  insetLast: { margin: 0 },
  signature: { margin: '0 0 24px' },
  rule: { width: '100%', margin: '0 0 16px', border: 'none', borderTop: `1px solid ${light.rule}` },
  quiet: { margin: '0 0 12px', fontSize: '14px', lineHeight: '21px', color: light.quiet },
  /** 36 px from one link to the next, so that a finger hits one. */
  quietWay: { margin: '0 0 12px', fontSize: '14px', lineHeight: '24px', color: light.quiet },
  link: { ...touch, color: light.link },
  quietLink: { ...touch, color: light.quiet },
  /** One that ignores `display` (Gmail in a phone's browser) heeds the height; Word hides it by its own property. */
  hidden: { display: 'none', overflow: 'hidden', lineHeight: '1px', maxHeight: 0, msoHide: 'all' },
} as const;

/**
 * What no attribute can say: Word keeps the line height it is given; Apple's mail programs make telephone numbers and
 * dates into links, which look like the text around them; and the dark page for programs that show one and read style
 * sheets (Apple Mail). The others turn the light one around themselves, and must see none of this.
 */
export const sheet = [
  'p, li { mso-line-height-rule: exactly; }',
  ':root { color-scheme: light dark; supported-color-schemes: light dark; }',
  'a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }',
  '@media (prefers-color-scheme: dark) {',
  `.page, .page td { background-color: ${dark.page} !important; color: ${dark.text} !important; }`,
  `.quiet, .quiet a { color: ${dark.quiet} !important; }`,
  `.link { color: ${dark.link} !important; }`,
  `.rule { border-color: ${dark.rule} !important; }`,
  '}',
].join(' ');
