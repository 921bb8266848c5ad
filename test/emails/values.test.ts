import { describe, expect, it } from 'vitest';
import { cleanLine, cleanPhrase, cleanSentence, cleanUrl } from '../../emails/clean.ts';
import { newsParagraphs } from '../../emails/news-text.ts';
import { dayInWords, formatLocale, moneyInWords, yearsBetween } from '../../emails/numbers.ts';
import { thingOf } from '../../emails/thing.ts';
import { cpuMs } from '../support/cpu.ts';

it('counts full years, in words', () => {
  expect(yearsBetween('2021-03-01', '2026-06-30', 'en')).toBe('five years');
  expect(yearsBetween('2021-03-01', '2026-02-28', 'en')).toBe('four years');
  expect(yearsBetween('2025-06-30', '2026-06-30', 'en')).toBe('one year');
  expect(yearsBetween('2025-06-30', '2026-06-30', 'de')).toBe('ein Jahr');
  expect(yearsBetween('2014-01-01', '2026-06-30', 'de')).toBe('zwölf Jahre');
  expect(yearsBetween('2003-01-01', '2026-06-30', 'de')).toBe('23 Jahre');
  expect(yearsBetween('2024-02-29', '2025-02-28', 'en')).toBeUndefined();
  expect(yearsBetween('2026-01-01', '2026-06-30', 'en')).toBeUndefined();
  expect(yearsBetween('2027-01-01', '2026-06-30', 'en')).toBeUndefined();
});

it('writes days as they are, in any zone', () => {
  expect(dayInWords('2026-06-30', 'month', 'en-GB')).toBe('June 2026');
  expect(dayInWords('2026-06-01', 'month', 'de')).toBe('Juni 2026');
  expect(dayInWords('2026-01-01', 'day', 'en-GB')).toBe('1 January 2026');
  expect(dayInWords('2026-01-01', 'day', 'en-US')).toBe('January 1, 2026');
  expect(dayInWords('2026-12-31', 'day', 'de')).toBe('31. Dezember 2026');
  expect(dayInWords('2026-09-01', 'monthOnly', 'de')).toBe('September');
  for (const wrong of [null, undefined, '', '2026-02-30', '2026-13-01', 'soon']) {
    expect(dayInWords(wrong, 'day', 'en')).toBeUndefined();
  }
});

it('writes prices in minor units of their own currency, cents only where there are any', () => {
  const plain = (value: string | undefined): string | undefined => value?.replaceAll(/\s/g, ' ');
  expect(plain(moneyInWords(190_000, 'EUR', 'en-GB'))).toBe('€1,900');
  expect(plain(moneyInWords(190_050, 'EUR', 'de'))).toBe('1.900,50 €');
  expect(plain(moneyInWords(1900, 'JPY', 'en-US'))).toBe('¥1,900');
  expect(plain(moneyInWords(1500, 'KWD', 'en-US'))).toBe('KWD 1.500');
  expect(moneyInWords(1, 'euro', 'en')).toBeUndefined();
  expect(moneyInWords(0.5, 'EUR', 'en')).toBeUndefined();
});

it('follows the reader’s region only within the language of the letter', () => {
  expect(formatLocale('en', 'en')).toBe('en-GB');
  expect(formatLocale('en_US', 'en')).toBe('en-US');
  expect(formatLocale('de-AT', 'de')).toBe('de-AT');
  expect(formatLocale('de-AT', 'en')).toBe('en-GB');
  expect(formatLocale('not a locale', 'de')).toBe('de');
});

describe('cleaning', () => {
  it('makes one line of anything, and nothing of a blank', () => {
    expect(cleanLine('  a\r\n\tb\u0000 , c\u202e ')).toBe('a b, c');
    for (const blank of [null, undefined, '', ' \n', '\u200b\ufeff', '…', '?', '\ud800'])
      expect(cleanLine(blank)).toBeUndefined();
    expect(cleanPhrase('Dear Jo!,')).toBe('Dear Jo');
    expect(cleanSentence('we were late')).toBe('We were late.');
    expect(cleanSentence('We were late…')).toBe('We were late…');
    expect(cleanSentence('ärgerlich war das,')).toBe('Ärgerlich war das.');
  });

  it('lets only plain web addresses be links', () => {
    expect(cleanUrl('https://a.example/b?c=d&e=f')).toBe('https://a.example/b?c=d&e=f');
    for (const bad of [
      null,
      '',
      'a.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://user:pass@a.example',
      'mailto:a@b',
    ]) {
      expect(cleanUrl(bad)).toBeUndefined();
    }
  });
});

describe('the thing an apology is about', () => {
  it.each([
    ['The March invoices counted hours twice.', 'the March invoices'],
    ['The site went down twice in May.', 'the site'],
    ['Your invoices for March and April: three of them were wrong.', undefined],
    ['The invoices for March: hours were counted twice.', 'the invoices for March'],
    ['We sent the wrong invoices.', undefined],
    ['The report we promised was late.', undefined],
    ['Our team missed three deadlines.', undefined],
    ['The mistake', undefined],
    ['Nobody answered.', undefined],
  ])('%s', (account, thing) => {
    expect(thingOf(account, 'en')).toBe(thing);
  });

  it.each([
    ['Die Rechnungen im März waren doppelt.', 'Die Rechnungen im März'],
    ['Der Umzug der Website: er dauerte zwei Tage.', undefined],
    ['Die Website stand zwei Tage still.', 'Die Website'],
    ['Wir haben zu spät geliefert.', undefined],
    ['Unser Team hatte zu wenig Zeit.', undefined],
  ])('%s', (account, thing) => {
    expect(thingOf(account, 'de')).toBe(thing);
  });
});

describe('the text of a news item', () => {
  it('keeps the words of Markdown and none of its marks', () => {
    const body =
      '# Title\n\nA **bold** and *soft* word, a [link](https://a.example "t"), `code`\nand a second line.\n\n- one\n- two\n\n1. first\n2. second\n\n> quoted\n\n---\n\n![alt](x.png)';
    expect(newsParagraphs(body)).toEqual([
      'Title',
      'A bold and soft word, a link, code and a second line.',
      'one',
      'two',
      '1. first',
      '2. second',
      'quoted',
    ]);
  });

  it('reads tables, references, footnotes and entities as a person does', () => {
    const body =
      '| Plan | Price |\n| --- | ---: |\n| Small | €5 |\n\nSee [the page][1] and <https://a.example>; ~~no~~ A&amp;B&nbsp;Co.[^1]\n\n[1]: https://a.example/one\n[^1]: A note.\n\n- [x] done\n  - within\n\nHard  \nbreak\n\nUnder\n=====';
    expect(newsParagraphs(body)).toEqual([
      'Small, €5',
      'See the page and https://a.example; no A&B Co.',
      'A note.',
      'done',
      'within',
      'Hard break',
      'Under',
    ]);
  });

  it('lets no HTML through', () => {
    const body =
      '<script>alert(1)</script>Safe <b onclick="x">text</b> <img src=x onerror=alert(1)> <!-- no -->\n\n<style>p{}</style>\n\n[x](javascript:alert(1)) a < b > c';
    expect(newsParagraphs(body)).toEqual(['Safe text', 'x a < b > c']);
  });

  it.each([
    '<',
    '[',
    '](',
    '*',
    '_ ',
    '![',
    '`',
    '<a ',
    '<!--',
    '<script',
    '- ',
    '**a',
    '__',
    '[a](',
    '>',
    '> ',
    '1. ',
    '|a',
  ])('costs little with hostile input: %s', { timeout: 60_000 }, async (piece) => {
    const cost = await cpuMs(() => {
      newsParagraphs(piece.repeat(200_000));
      newsParagraphs(`${piece.repeat(2_000)}\n\n`.repeat(100));
    });
    expect(cost).toBeLessThan(2500);
  });
});
