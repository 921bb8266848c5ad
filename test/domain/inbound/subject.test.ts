import { expect, it } from 'vitest';

import { hasAnswerPrefix, hasForwardPrefix, normalizeSubject } from '../../../src/domain/inbound/subject.ts';

it.each([
  ['Re: Hello', 'Hello'],
  ['RE: AW: Re[2]: Hello', 'Hello'],
  ['[list] Re: Hello', 'Hello'],
  ['回复：Hello', 'Hello'],
  ['WG: Fwd: Hello', 'Hello'],
  ['Antw:  Hello   there', 'Hello there'],
  ['Report: Hello', 'Report: Hello'],
  ['Re:', 'Re:'],
])('compares "%s" as "%s"', (subject, same) => {
  expect(normalizeSubject(subject)).toBe(same);
});

it('tells answers from what is passed on', () => {
  expect([hasAnswerPrefix('[list] AW: Hi'), hasAnswerPrefix('Fwd: Hi'), hasForwardPrefix('WG: Hi')]).toEqual([
    true,
    false,
    true,
  ]);
});
