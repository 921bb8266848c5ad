import { compile, type HtmlToTextOptions, type SelectorDefinition } from 'html-to-text';
import { shallowHtml } from './shallow-html.ts';

/** Long HTML is cut before it is read: the words of a person come first. */
const longestHtml = 150_000;
/** Marks and white space before each line make it longer than it was. */
const longestPlain = 300_000;

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const skipped = (selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format: 'skip' }));

const plain: SelectorDefinition[] = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  { selector: 'blockquote', format: 'block' },
  ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
  ...skipped(['img', 'style', 'script', 'title', 'head']),
];

/** Where mail programs quote the mail that is answered: these lines get the ">" that plain text has. */
const quotes = [
  'blockquote[type="cite"]',
  'blockquote.gmail_quote',
  'blockquote.protonmail_quote',
  'blockquote.tutanota_quote',
  'blockquote#blockquote_zmail',
  'blockquote[style*="border-left"]',
].map((selector): SelectorDefinition => ({ selector, format: 'blockquote' }));

/** The line above a quote ("On … wrote:"), in whatever language, and containers that hold nothing else than the quote. */
const announcements = ['div.gmail_attr', 'div.moz-cite-prefix', 'div.yahoo_quoted', 'div.x_gmail_attr'];
const signatures = [
  'div.gmail_signature',
  'div.moz-signature',
  'pre.moz-signature',
  'div#Signature',
  'div.protonmail_signature_block',
];

const reader = (selectors: SelectorDefinition[]): ((html: string) => string) => {
  const options: HtmlToTextOptions = {
    wordwrap: false,
    limits: { maxDepth: 200, maxChildNodes: 20_000, maxInputLength: longestHtml },
    selectors,
  };
  const read = compile(options);
  return (html) => {
    try {
      return read(shallowHtml(html.slice(0, longestHtml)))
        .slice(0, longestPlain)
        .replaceAll('\u00a0', ' ');
    } catch {
      return '';
    }
  };
};

/** The words of an HTML mail; '' where it cannot be read. */
export const htmlToPlain = reader([...plain]);

/** The same, quotes marked by ">" and without the lines that announce them. */
export const htmlToMarked = reader([...plain, ...quotes, ...skipped(announcements)]);

/** The same, and without what mail programs mark as a signature. */
export const htmlToUnsigned = reader([...plain, ...quotes, ...skipped([...announcements, ...signatures])]);
