import { compile } from 'html-to-text';
import { Marked } from 'marked';
import { cleanLine, shorten } from './clean.ts';

/** An item is told in many letters, and read once. */
const known = new Map<string, string[]>();
const mostKnown = 200;
const mostDeep = 100;

const markdown = new Marked({
  gfm: true,
  renderer: {
    br: () => ' ',
    checkbox: () => '',
    // A footnote is not of the Markdown that is read here, and a mark without its note leads nowhere.
    text(token) {
      const words = 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : token.text;
      return words.replaceAll(/\[\^[^\]\s]+\]:?/g, '');
    },
    tablerow: ({ text }) => `<p>${text.replace(/, $/, '')}</p>`,
    tablecell(token) {
      const words = this.parser.parseInline(token.tokens);
      return words === '' ? '' : `${words}, `;
    },
    table(token) {
      return token.rows
        .map((cells) => this.tablerow({ text: cells.map((cell) => this.tablecell(cell)).join('') }))
        .join('');
    },
  },
});

/** A block is a line: nothing is wrapped, marked or underlined. */
const wordsOf = compile({
  wordwrap: false,
  limits: { maxDepth: mostDeep },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', format: 'skip' },
    { selector: 'blockquote', format: 'block' },
    { selector: 'ul', options: { itemPrefix: ' ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/**
 * The Markdown of a news item as plain paragraphs. Nothing of it becomes markup: tags and images go, links keep their
 * words, lists and rows of tables become lines. The components' own Markdown lets scripts through, so a letter never
 * uses it.
 */
export function newsParagraphs(markdownText: string): readonly string[] {
  let found = known.get(markdownText);
  if (found === undefined) {
    if (known.size >= mostKnown) known.clear();
    found = readParagraphs(markdownText.slice(0, 20_000));
    known.set(markdownText, found);
  }
  return found;
}

function readParagraphs(text: string): string[] {
  return plainOf(text)
    .split('\n')
    .map(cleanLine)
    .filter((line) => line !== undefined)
    .map((line) => shorten(line, 1000));
}

function plainOf(text: string): string {
  try {
    return wordsOf(markdown.parse(text, { async: false }));
  } catch {
    // Thousands of quotes within each other overflow the stack, and nobody wrote them as a text: its words are left.
    return text.replaceAll(/[^\p{L}\p{N}\p{M}\s.,:;'’-]+/gu, ' ');
  }
}
