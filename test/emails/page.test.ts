import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { copyLocales, defaultCopy } from '../../emails/copy/default.ts';
import { letterKinds } from '../../emails/kinds.ts';
import { type Letter, resolveLetter } from '../../emails/letter.ts';
import { letterPage } from '../../emails/page.ts';
import type { LetterProps } from '../../emails/props.ts';
import { sampleProps, sampleToday } from '../../emails/samples.ts';
import { templates } from '../../emails/templates.ts';

function rendered(letter: Letter): string {
  return renderToStaticMarkup(createElement(templates[letter.kind], { letter }));
}

function letterOf(kind: Letter['kind'], locale: 'en' | 'de', props: LetterProps): Letter | null {
  const resolved = resolveLetter({ kind, locale, copy: defaultCopy(kind, locale), props, today: sampleToday });
  return resolved.kind === 'letter' ? resolved.letter : null;
}

const withoutDoctype = (page: string) => page.slice(page.indexOf('<html'));

describe('the page of a letter', () => {
  it('has the bytes that React would have rendered', () => {
    for (const kind of letterKinds) {
      for (const locale of copyLocales) {
        for (const size of ['full', 'smallest'] as const) {
          const letter = letterOf(kind, locale, sampleProps(kind, size, locale))!;
          expect(withoutDoctype(letterPage(letter))).toBe(rendered(letter));
          expect(withoutDoctype(letterPage(letter))).toBe(rendered(letter));
        }
      }
    }
  });

  it('has them whatever people are called and write', () => {
    const said = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        `O'Neil & <Sons> "2"`,
        '12 34 56',
        '\ue0003\ue001',
        '$&',
        '',
        ' ',
        '**a** [b](https://c.example)',
        '</style>',
      ),
    );
    const words = fc.record({ name: said, line: said, first: said, highlight: said, title: said, body: said });
    fc.assert(
      fc.property(fc.constantFrom(...letterKinds), words, (kind, { name, line, first, highlight, title, body }) => {
        const sample = sampleProps(kind, 'full', 'en');
        const letter = letterOf(kind, 'en', {
          ...sample,
          clientName: name,
          personalLine: line,
          contact: { ...sample.contact, firstName: first },
          highlights: [{ text: highlight }, { text: line }],
          offer: sample.offer && { ...sample.offer, title, terms: body },
          news: sample.news.map((item) => ({
            ...item,
            title,
            body,
            url: `https://agency.example/?a=1&b=${encodeURI(name)}`,
          })),
        });
        if (letter !== null) expect(withoutDoctype(letterPage(letter))).toBe(rendered(letter));
      }),
      { numRuns: 300 },
    );
  });
});
