import { compile, type HtmlToTextOptions, type SelectorDefinition } from 'html-to-text';

/** Long HTML is cut before it is read: the words of a person come first. */
const longestHtml = 300_000;

/** Where mail programs put the mail that is answered. */
const quoteContainers = [
  'div.gmail_quote',
  'div.gmail_quote_container',
  'blockquote.gmail_quote',
  'blockquote[type="cite"]',
  'div.moz-cite-prefix',
  'div.yahoo_quoted',
  'div#yahoo_quoted',
  'div.protonmail_quote',
  'blockquote.protonmail_quote',
  'div.zmail_extra',
  'blockquote#blockquote_zmail',
  'div.tutanota_quote',
  'blockquote.tutanota_quote',
  'div#mail-editor-reference-message-container',
  'div#OLK_SRC_BODY_SECTION',
  'blockquote#MAC_OUTLOOK_ATTRIBUTION_BLOCKQUOTE',
  'div.mail_quote',
  'div.quoted-text',
];

const plain: SelectorDefinition[] = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
  { selector: 'style', format: 'skip' },
  { selector: 'script', format: 'skip' },
  { selector: 'title', format: 'skip' },
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  { selector: 'blockquote', options: { leadingLineBreaks: 2, trailingLineBreaks: 2, trimEmptyLines: true } },
];

const common: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: 200, maxChildNodes: 20_000, maxInputLength: longestHtml },
};

const whole = compile({ ...common, selectors: plain });
const withoutQuotes = compile({
  ...common,
  selectors: [...plain, ...quoteContainers.map((selector) => ({ selector, format: 'skip' }))],
});

/** The words of an HTML mail; '' where it cannot be read. */
export function htmlToPlain(html: string): string {
  return convert(whole, html);
}

/** The same without the containers in which mail programs quote the mail that is answered. */
export function htmlWithoutQuotes(html: string): string {
  return convert(withoutQuotes, html);
}

function convert(read: (html: string) => string, html: string): string {
  try {
    return read(html.slice(0, longestHtml)).replaceAll('\u00a0', ' ');
  } catch {
    return '';
  }
}
