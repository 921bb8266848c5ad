import { expect, it } from 'vitest';
import { everyLetter } from './every-letter.ts';
import { findUnknown } from './mail-programs.ts';

const gmail = ['gmail.android', 'gmail.desktop-webmail', 'gmail.ios', 'gmail.mobile-webmail'];
const inPhonesBrowser = ['gmail.mobile-webmail'];
const word = ['outlook.windows'];

/** What a letter uses although one of the programs does not know it, and why nobody misses it there. */
const deliberate: { feature: string; unknownTo: string[]; because: string }[] = [
  ...['<style> element', 'Class selector', 'Descendant combinator', 'Type selector'].map((feature) => ({
    feature,
    unknownTo: inPhonesBrowser,
    because: 'the letter stands by its style attributes; the sheet is for Apple Mail and for the line height of Word',
  })),
  {
    feature: 'Attribute selector',
    unknownTo: [...inPhonesBrowser, ...word],
    because:
      "it is for the links that Apple's programs make of dates and numbers; the others make none or style their own",
  },
  {
    feature: '@media',
    unknownTo: [...inPhonesBrowser, ...word],
    because: 'it holds the dark page; who cannot read it turns the colours of the light one around',
  },
  ...['@media (prefers-color-scheme)', 'color-scheme CSS property'].map((feature) => ({
    feature,
    unknownTo: [...gmail, ...word],
    because: 'the same: colours that were turned around are measured in looks.test.ts',
  })),
  {
    feature: 'color-scheme meta tag',
    unknownTo: ['apple-mail.ios', ...gmail, ...word],
    because: 'the same; Apple Mail on a phone takes it from the sheet',
  },
  { feature: 'display:none', unknownTo: inPhonesBrowser, because: 'there the preheader is hidden by its height of 0' },
  ...['overflow', 'max-height property'].map((feature) => ({
    feature,
    unknownTo: word,
    because: 'they hide the preheader where display is ignored; Word heeds display and its own mso-hide',
  })),
  {
    feature: 'target attribute',
    unknownTo: gmail,
    because:
      'Gmail opens each link in a new window anyway; in the previews of the app it keeps links from leading anywhere',
  },
];

it('uses nothing that Gmail, Outlook or Apple Mail does not know, except on purpose', () => {
  const found = new Set(everyLetter.flatMap(({ letter }) => findUnknown(letter.html)));
  const named = deliberate.flatMap(({ feature, unknownTo }) => unknownTo.map((client) => `${feature}: ${client}`));
  expect([...found].toSorted()).toEqual(named.toSorted());
});

it('sees what a program does not know, in attributes, in sheets and within @media', () => {
  const page = (head: string, style: string) =>
    `<html><head>${head}</head><body><p style="${style}">x</p></body></html>`;
  expect(findUnknown(page('', 'color:#000000'))).toEqual([]);
  expect(findUnknown(page('', 'border-radius:4px'))).toEqual(['border-radius: outlook.windows']);
  expect(findUnknown(page('', 'min-height:4px'))).toEqual(['min-height property: outlook.windows']);
  expect(findUnknown(page('<style>@media (min-width: 9px) { p { display: grid } }</style>', ''))).toEqual(
    expect.arrayContaining(['display:grid: outlook.windows', '@media: outlook.windows']),
  );
});
