import { convert } from 'html-to-text';
import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

/** The words that are answered, as they stand below an answer. */
export interface QuotedWords {
  /** Who wrote them: the name, else the address. */
  name: string;
  at: Date;
  text: string;
}

export interface AnswerInput {
  /** What the rep wrote, Markdown. */
  body: string;
  quote: QuotedWords | null;
  /** Of the person who gets it: how the line above the quote is written. */
  locale: string;
  zone: string;
}

const longestQuote = 20_000;
const markdown = new Marked({ gfm: true, breaks: true });
const fonts = "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

/**
 * What a rep writes to one person, as letters: nothing but their words, the way a mail program would write them, and what
 * they answer below. Markdown gives paragraphs, lists, emphasis and links; any other markup in it is only text.
 */
export function renderAnswer({ body, quote, locale, zone }: AnswerInput): { html: string; text: string } {
  const words = answerHtml(body);
  const head = quote === null ? '' : quoteLine(quote, locale, zone);
  const quoted = quote?.text.slice(0, longestQuote).trim() ?? '';
  const below =
    quote === null
      ? ''
      : `<p style="color:#555">${escape(head)}</p><blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex;color:#555">${escape(quoted).replaceAll('\n', '<br>')}</blockquote>`;
  return {
    html: `<!doctype html><html lang="${escape(locale)}"><head><meta charset="utf-8"></head><body style="font-family:${escape(fonts)};font-size:15px;line-height:1.5">${words}${below}</body></html>`,
    text: `${plainText(words)}${quote === null ? '' : `\n\n${head}\n${quoted.replaceAll(/^/gm, '> ').replaceAll(/^> (?=>)/gm, '>')}`}\n`,
  };
}

/** Markdown as the few elements of a mail that somebody typed. Tags that stand in it are shown, not obeyed. */
function answerHtml(body: string): string {
  const html = markdown.parse(body.replaceAll(/</g, '&lt;'), { async: false });
  return sanitizeHtml(html, {
    allowedTags: ['p', 'br', 'strong', 'em', 'del', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre'],
    allowedAttributes: { a: ['href'], ol: ['start'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    nestingLimit: 20,
    // A heading in a mail is a line in bold; a table or a picture is its words.
    transformTags: Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, 'p'])),
  }).trim();
}

function plainText(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      { selector: 'ul', options: { itemPrefix: '- ' } },
    ],
  }).trim();
}

function quoteLine({ name, at }: QuotedWords, locale: string, zone: string): string {
  const german = locale.startsWith('de');
  const day = new Intl.DateTimeFormat(german ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeZone: zone }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone }).format(at);
  return german ? `Am ${day} um ${time} schrieb ${name}:` : `On ${day} at ${time}, ${name} wrote:`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
