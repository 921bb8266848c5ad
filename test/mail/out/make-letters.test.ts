import { expect, it } from 'vitest';
import { type LetterOrder, type LetterTerms, makeLetters } from '../../../src/mail/out/make-letters.ts';
import { encodeMime } from '../../../src/mail/out/mime.ts';
import { copyLocales, defaultCopy, letterKinds, sampleProps } from '../../../src/mail/render.ts';
import { makeId, noon, secret } from './letters.ts';

const terms: LetterTerms = {
  house: { secret, replyDomain: 'reply.agency.example', publicUrl: 'https://ajar.agency.example' },
  date: noon,
  asMime: true,
};

const orders: LetterOrder[] = letterKinds.flatMap((kind, first) =>
  copyLocales.flatMap((locale, second) =>
    (['full', 'smallest'] as const).map((size, third) => ({
      id: makeId(100 * first + 10 * second + third),
      from: { name: 'Mara Lind', address: 'mara@agency.example' },
      to: { name: 'Jo Brändt', address: 'jo@northwind.example' },
      thread: third === 0 ? null : { subject: 'Thank you', messageIds: ['one@agency.example'] },
      letter: {
        kind,
        locale,
        copy: defaultCopy(kind, locale),
        props: sampleProps(kind, size, locale),
        today: '2026-11-21',
      },
    })),
  ),
);

it('the same order makes the same letter, to the byte', async () => {
  const made = await makeLetters(orders, terms);
  expect(await makeLetters(orders, terms)).toEqual(made);
  for (const one of made)
    expect(one.kind === 'letter' && Buffer.from(one.bytes!).equals(encodeMime(one.outgoing))).toBe(true);
});

it('a template that throws fails its own letter, and a hole is named', async () => {
  const [first, second, ...rest] = orders;
  const broken = { ...first!, letter: { ...first!.letter, copy: { paragraphs: 5 } as never } };
  const props = { ...second!.letter.props, sender: { ...second!.letter.props.sender, name: '' } };
  const made = await makeLetters([broken, { ...second!, letter: { ...second!.letter, props } }, ...rest], terms);
  expect(made.slice(0, 2)).toEqual([
    { kind: 'broken', name: 'TypeError' },
    { kind: 'missing_value', field: 'sender.name' },
  ]);
  expect(made.slice(2).every((one) => one.kind === 'letter')).toBe(true);
});
