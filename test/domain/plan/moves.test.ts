import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isOpen, localDay } from '../../../src/domain/calendar.ts';
import type { StepMove } from '../../../src/domain/plan/facts.ts';
import { nextLetter } from '../../../src/domain/plan/next-letter.ts';
import { nextOccurrence, slotFor } from '../../../src/domain/plan/occurrence.ts';
import { judgeQueued, plan } from '../../../src/domain/plan/plan.ts';
import { timeline } from '../../../src/domain/plan/timeline.ts';
import { makeFacts } from './make-facts.ts';

const left = new Date('2026-11-02T12:00:00Z');
const until = new Date('2028-12-01T00:00:00Z');
const zone = 'Europe/Berlin';
const letters = (facts: ReturnType<typeof makeFacts>, from = left) =>
  timeline(facts, from, until).filter((entry) => entry.kind === 'letter');

const move = (stepKey: string, to: string, occurrence = 0): StepMove => ({
  stepKey,
  occurrence,
  to: new Date(to),
  by: 'Mara',
});

describe('a letter that a person moved', () => {
  it('is due at its new time, and says who moved it', () => {
    const facts = makeFacts({ moves: [move('check_in', '2027-01-20T08:30:00Z')] });
    const checkIn = letters(facts).find((entry) => entry.step === 'check_in')!;
    expect(checkIn.at.toISOString()).toBe('2027-01-20T08:30:00.000Z');
    expect(checkIn.why).toContainEqual({ code: 'moved', text: 'Moved by Mara to 20 January 2027.' });
    expect(checkIn.why).toContainEqual({ code: 'scheduled', text: '60 days after the departure.' });
  });

  it('still keeps to the window, the working days and the gap', () => {
    const sunday = letters(makeFacts({ moves: [move('check_in', '2027-01-17T09:00:00Z')] }));
    expect(localDay(sunday.find((entry) => entry.step === 'check_in')!.at, zone)).toBe('2027-01-18');
    const early = letters(makeFacts({ moves: [move('check_in', '2026-11-24T09:00:00Z')] }));
    const [first, second] = early;
    expect(second?.step).toBe('check_in');
    expect(localDay(second!.at, zone) >= addDays(localDay(first!.at, zone), 21)).toBe(true);
    expect(second!.why.map((one) => one.code)).toContain('campaign_gap');
  });

  it('moves no other, and one that was moved is not too late for its old day', () => {
    const other = (facts: ReturnType<typeof makeFacts>) =>
      letters(facts).flatMap((one) => (one.step === 'first_letter' ? [one.at.getTime()] : []));
    const moved = makeFacts({ moves: [move('check_in', '2027-01-26T09:00:00Z')] });
    expect(other(moved)).toEqual(other(makeFacts()));
    const verdict = plan(
      { ...moved, outcomes: [{ stepKey: 'first_letter', occurrence: 0, kind: 'letter', endedAt: left }] },
      new Date('2027-01-26T09:30:00Z'),
    );
    expect(verdict.kind === 'skip' && verdict.step.key === 'check_in').toBe(false);
  });

  it('that comes back to the queue waits for its new time', () => {
    const facts = makeFacts({ moves: [move('check_in', '2027-01-20T08:30:00Z')] });
    const at = new Date('2027-01-04T09:00:00Z');
    expect(judgeQueued(facts, 'check_in', 0, '2027-01-01', at)).toMatchObject({
      kind: 'defer',
      until: new Date('2027-01-20T08:30:00Z'),
    });
  });
});

describe('whatever is moved', () => {
  const moves = fc.array(
    fc.record({
      step: fc.constantFrom('first_letter', 'check_in', 'offer'),
      days: fc.integer({ min: 1, max: 300 }),
      hour: fc.integer({ min: 0, max: 23 }),
    }),
    { maxLength: 3 },
  );

  it('no letter leaves in the cooling-off, outside the window, within 21 days of another, or before its new time', () => {
    fc.assert(
      fc.property(moves, (wanted) => {
        const byStep = new Map(wanted.map((one) => [one.step, one]));
        const facts = makeFacts({
          moves: [...byStep.values()].map(({ step, days, hour }) =>
            move(step, `${addDays('2026-11-02', days)}T${String(hour).padStart(2, '0')}:00:00Z`),
          ),
        });
        const told = letters(facts);
        for (const [index, one] of told.entries()) {
          const day = localDay(one.at, zone);
          expect(isOpen(one.at, facts.policy.sendWindow, zone)).toBe(true);
          expect(day >= addDays('2026-11-02', facts.policy.coolingOffDays)).toBe(true);
          const before = told[index - 1];
          if (before) expect(day >= addDays(localDay(before.at, zone), 21)).toBe(true);
          const own = facts.moves.find((each) => each.stepKey === one.step && each.occurrence === one.occurrence);
          if (own) expect(one.at >= own.to).toBe(true);
        }
        const keys = told.map((one) => `${one.step} ${one.occurrence}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 60 },
    );
  });

  it('the list tells the same next letter as the plan', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 0, max: 400 }), (wanted, days) => {
        const now = new Date(left.getTime() + days * 86_400_000);
        const facts = makeFacts({
          moves: wanted.slice(0, 1).map(({ step, days: to }) => move(step, `${addDays('2026-11-02', to)}T09:00:00Z`)),
        });
        const first = timeline(facts, now, until, (entry) => entry.kind === 'letter').find(
          (entry) => entry.kind === 'letter',
        );
        expect(nextLetter(facts, now)?.at ?? null).toEqual(first?.at ?? null);
        expect(nextLetter(facts, now)?.letter ?? null).toEqual(first?.letter ?? null);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['of two that wait for the same morning, the one that has been due longer', 'first_letter', 47, 75],
    ['one that leaves at the minute at which another is looked at and skipped', 'first_letter', 271, 299],
  ])('the list tells %s, as the plan does', (_what, step, to, days) => {
    const now = new Date(left.getTime() + days * 86_400_000);
    const facts = makeFacts({ moves: [move(step, `${addDays('2026-11-02', to)}T09:00:00Z`)] });
    const [first] = letters(facts, now);
    expect(first!.step).toBe(step);
    expect(nextLetter(facts, now)).toEqual({ at: first!.at, step, letter: first!.letter });
  });

  it('an occurrence of a repeating step is moved alone', () => {
    const facts = makeFacts();
    const step = facts.definition.steps.find((one) => one.kind === 'email' && one.every !== undefined)!;
    const own = nextOccurrence(facts, step, '2026-11-02')!;
    const later = slotFor(facts, step, addDays(own.plannedDay, 20));
    const moved = makeFacts({ moves: [{ stepKey: step.key, occurrence: own.index, to: later, by: 'Mara' }] });
    expect(nextOccurrence(moved, step, '2026-11-02')).toMatchObject({ dueAt: later, plannedDay: own.plannedDay });
    const after = { stepKey: step.key, occurrence: own.index, kind: 'letter' as const, endedAt: later };
    const taken = (base: typeof facts) => nextOccurrence({ ...base, outcomes: [after] }, step, '2026-11-02');
    expect(taken(moved)?.day).toBe(taken(facts)?.day);
  });
});
