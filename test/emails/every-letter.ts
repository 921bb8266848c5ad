import {
  copyLocales,
  defaultCopy,
  letterKinds,
  renderLetter,
  sampleProps,
  sampleToday,
} from '../../src/mail/render.ts';
import type { LetterProps, RenderedLetter } from '../../src/mail/render.ts';

const sizes = ['full', 'smallest', 'longest'] as const;

export interface SampleLetter {
  /** "offer (de, longest)". */
  name: string;
  kind: (typeof letterKinds)[number];
  locale: string;
  size: (typeof sizes)[number];
  props: LetterProps;
  letter: RenderedLetter;
}

/** Every letter in every language, with everything there, with as little as can be, and with values that are far too long. */
export const everyLetter: SampleLetter[] = letterKinds.flatMap((kind) =>
  copyLocales.flatMap((locale) =>
    sizes.map((size) => {
      const props = size === 'longest' ? longest(kind, locale) : sampleProps(kind, size, locale);
      const letter = renderLetter({ kind, locale, copy: defaultCopy(kind, locale), props, today: sampleToday });
      if (letter.kind !== 'letter') throw new Error(`${kind} lacks ${letter.field}`);
      return { name: `${kind} (${locale}, ${size})`, kind, locale, size, props, letter };
    }),
  ),
);

/** As much as an API takes, in words that cannot be broken at a blank. */
function longest(kind: SampleLetter['kind'], locale: string): LetterProps {
  const full = sampleProps(kind, 'full', locale);
  const unbroken = 'Donaudampfschifffahrtsgesellschaft'.repeat(11);
  const url = `https://agency.example/${'very-long-path/'.repeat(120)}?a=1&b=2`;
  const prose = (length: number) => 'Übergrößen & Sonderfälle "zeigen" mehr. '.repeat(length / 40).slice(0, length);
  const item = { title: unbroken, body: `${prose(9_000)}\n\n- ${unbroken}\n\n${prose(9_000)}`, url };
  return {
    ...full,
    clientName: unbroken,
    clientSince: '1926-01-01',
    contact: { salutation: null, firstName: unbroken, lastName: unbroken },
    whatWentWrong: prose(2_000),
    amends: { text: prose(2_000), doneOn: '2026-07-14' },
    highlights: [{ text: unbroken }, { text: prose(400) }],
    offer: full.offer && { ...full.offer, title: unbroken, terms: prose(4_000) },
    news: kind === 'news' ? [item, item, item] : full.news.length > 0 ? [item] : [],
    personalLine: prose(2_000),
    sender: { name: unbroken, phone: '+353 1 555 0142 ext. 12345', title: unbroken },
    house: { name: unbroken, postalAddress: `${'Long Harbour Street 14,\n'.repeat(40)}Ireland` },
    links: {
      stop: `${full.links.stop}/${'s'.repeat(1_900)}`,
      choose: `${full.links.choose}&${'c'.repeat(1_900)}`,
      keepInTouch: `${full.links.keepInTouch}&${'k'.repeat(1_900)}`,
    },
  };
}
