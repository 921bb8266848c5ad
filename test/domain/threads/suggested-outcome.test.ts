import { describe, expect, it } from 'vitest';
import { suggestOutcome } from '../../../src/domain/threads/suggested-outcome.ts';

const on = '2026-11-24';
const read = (text: string, hints: string[] = []) => {
  const found = suggestOutcome(text, hints, on);
  return found === null ? null : [found.outcome, found.on ?? found.successor].filter((one) => one !== null).join(' ');
};

describe('what an answer seems to come to', () => {
  it.each([
    ['Hello Mara,\n\nnot now, please ask me again in March.\n\nIngrid Moe', 'not_now 2027-03-01'],
    ['Not at the moment. Write to us in three months.', 'not_now 2027-02-24'],
    ['Bitte melden Sie sich im Februar wieder.', 'not_now 2027-02-01'],
    ['Not now. Next year perhaps.', 'not_now 2027-01-15'],
    ['Please get back to me in the new season, not now.', 'not_now'],
    ['One question: who would do the work in a smaller package?', 'interested'],
    ['Would you send me a proposal for next year?', 'interested'],
    ['Thanks, all the best.\n\nSanne', 'friendly'],
    ['I am still angry, and I would like to hear from somebody who decides things.', 'upset'],
    ['I am not the right person for this, I am afraid: wrong person.', 'wrong_person'],
    ['The weather is fine.', null],
  ])('%s', (text, outcome) => expect(read(text)).toBe(outcome));

  it('names who comes in their place', () => {
    expect(read('I have left the company. Please write to omar@sunfield.example instead.', ['left_company'])).toBe(
      'wrong_person omar@sunfield.example',
    );
  });
  it('takes an unclear wish to stop seriously before anything else', () => {
    expect(read('Thanks, but no interest.', ['stop_unclear'])).toBe('never');
  });
});
