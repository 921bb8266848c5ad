import { expect, it } from 'vitest';
import { everyLetter } from './every-letter.ts';

const isUrl = (line: string | undefined): boolean => /^https?:\/\/\S+$/.test(line ?? '');

it.each(everyLetter)('$name reads as a letter: one line a paragraph, a blank line between', ({ letter }) => {
  expect(letter.text).toMatch(/^\S[^\n]*,\n\n/);
  expect(letter.text).toMatch(/\S\n$/);
  expect(letter.text).not.toMatch(/\n{3}|[ \t]\n|\n[ \t]|\r|\t/);
});

// Programs for plain text wrap at their own width; lines broken by us would be broken twice on a phone.
it.each(everyLetter.filter(({ size }) => size !== 'longest'))(
  '$name has paragraphs that stay readable where lines are wrapped: at most six lines of 76',
  ({ letter }) => expect(letter.text.split('\n').filter((line) => line.length > 6 * 76)).toEqual([]),
);

it.each(everyLetter)('$name names each address on the line above it, and has at most one before the footer', (of) => {
  const [words, footer] = of.letter.text.split('\n----------\n') as [string, string];
  for (const part of [words, footer]) {
    part.split('\n').forEach((line, at, lines) => {
      if (isUrl(line)) expect(lines[at - 1]).toMatch(/^[^\s:][^:]*[^\s:.]:$/u);
    });
  }
  const alone = (part: string) => part.split('\n').filter(isUrl);
  expect(alone(words).length).toBeLessThanOrEqual(1);
  expect(alone(footer)).toHaveLength(2);
});

it.each(everyLetter)(
  '$name ends with why it came, who wrote it, and the way to stop, in this order',
  ({ letter, locale, props }) => {
    const parts = letter.text.split('\n----------\n');
    expect(parts).toHaveLength(2);
    const footer = parts[1]!.trim().split('\n\n');
    const [stop, choose] =
      locale === 'de'
        ? ['Keine Briefe mehr:', 'Weniger Briefe oder eine Pause:']
        : ['Stop all letters:', 'Fewer letters, or a pause:'];
    expect(footer).toEqual([
      expect.stringMatching(
        locale === 'de' ? /^Sie erhalten diesen Brief, weil .+\.$/ : /^You get this letter because .+\.$/,
      ),
      expect.stringContaining('Ireland'),
      `${stop}\n${new URL(props.links.stop).href}`,
      `${choose}\n${new URL(props.links.choose).href}`,
    ]);
  },
);

it.each(everyLetter)('$name has no markup and no filling in it', ({ letter }) => {
  expect(letter.text.match(/<\/?[a-z!]|&(?:[a-z]+|#\w+);|\]\(|\*\*|__|\{|\}/gi)).toBeNull();
  expect(letter.text.match(/[\u200b-\u200f\u2060\ufeff\u00ad\ufffd]/g)).toBeNull();
  expect(letter.text.length).toBeLessThan(30_000);
});
