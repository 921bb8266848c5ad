import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDuration, daysBetween, localDay } from '../../src/domain/calendar.ts';
import { type CampaignDefinition, campaignDefinitionSchema } from '../../src/domain/campaigns/campaign.ts';
import { doorAjar } from '../../src/domain/campaigns/door-ajar.ts';
import { foreseeMove, groupMoves } from '../../src/domain/campaigns/version-move.ts';
import type { PlanFacts } from '../../src/domain/plan/facts.ts';
import { plan } from '../../src/domain/plan/plan.ts';
import { carryOut } from '../../src/domain/plan/timeline.ts';
import { makeFacts } from './plan/make-facts.ts';

const day = 86_400_000;
const begin = new Date('2026-11-02T10:00:00.000Z');
const news = Array.from({ length: 40 }, (_, index) => ({
  id: `news ${index}`,
  reasons: [],
  useful: false,
  publishedOn: addDuration('2026-11-01', 'P30D', index),
}));
const zone = 'Europe/Berlin';

interface Letter {
  step: string;
  occurrence: number;
  at: Date;
  late: number;
}

/** What the tick would do with one enrollment from one instant to another, on the facts themselves. */
function live(facts: PlanFacts, from: Date, until: Date): Letter[] {
  const letters: Letter[] = [];
  let now = from;
  for (let turn = 0; turn < 3000 && now <= until; turn += 1) {
    const verdict = plan(facts, now);
    if (verdict.kind === 'exit' || verdict.kind === 'complete') break;
    if (verdict.kind === 'defer') {
      now = verdict.until > now ? verdict.until : new Date(now.getTime() + 60_000);
      continue;
    }
    if (verdict.kind === 'send')
      letters.push({
        step: verdict.step.key,
        occurrence: verdict.occurrence,
        at: now,
        late: daysBetween(localDay(verdict.dueAt, zone), localDay(now, zone)),
      });
    carryOut(facts, verdict, now, now);
  }
  return letters;
}

const stepKey = fc.constantFrom('one', 'two', 'three', 'four', 'five');
const days = fc.integer({ min: 0, max: 400 }).map((count) => `P${count}D`);
const step = fc.record({
  kind: fc.constant('email'),
  key: stepKey,
  anchor: fc.constantFrom('departure', 'departure', 'renewal'),
  delay: days,
  every: fc.option(
    fc.integer({ min: 10, max: 200 }).map((count) => `P${count}D`),
    { nil: undefined },
  ),
  letters: fc.constantFrom([{ kind: 'news' }], [{ kind: 'check_in' }], [{ kind: 'thank_you' }]),
});
const definition = fc
  .uniqueArray(step, { minLength: 1, maxLength: 5, selector: (one) => one.key })
  .map((steps): CampaignDefinition => campaignDefinitionSchema.parse({ steps }));

describe('somebody who is moved to another version', () => {
  it('never gets a step twice, and never two letters at once, whatever the versions and whenever the move', () => {
    fc.assert(
      fc.property(definition, definition, fc.integer({ min: 0, max: 500 }), (first, second, after) => {
        const facts = makeFacts({ definition: first, news });
        const moveAt = new Date(begin.getTime() + after * day);
        const before = live(facts, begin, moveAt);
        facts.definition = second;
        const all = [...before, ...live(facts, moveAt, new Date(begin.getTime() + 700 * day))];
        const taken = all.map((one) => `${one.step} ${one.occurrence}`);
        expect(new Set(taken).size).toBe(taken.length);
        const once = all.filter(({ step: key }) => {
          const found = [...first.steps, ...second.steps].filter((one) => one.key === key);
          return found.every((one) => one.every === undefined);
        });
        expect(new Set(once.map((one) => one.step)).size).toBe(once.length);
        all.forEach((one, index) => {
          const last = all[index - 1];
          if (last) expect(daysBetween(localDay(last.at, zone), localDay(one.at, zone))).toBeGreaterThanOrEqual(21);
          expect(one.late).toBeLessThanOrEqual(45);
        });
      }),
      { numRuns: 120 },
    );
  });

  it('is told beforehand exactly what then comes', () => {
    fc.assert(
      fc.property(definition, definition, fc.integer({ min: 0, max: 400 }), (first, second, after) => {
        const facts = makeFacts({ definition: first, news });
        const moveAt = new Date(begin.getTime() + after * day);
        live(facts, begin, moveAt);
        const { becomes } = foreseeMove(facts, second, moveAt);
        facts.definition = second;
        const [next] = live(facts, moveAt, new Date(begin.getTime() + 1100 * day));
        if (becomes !== null) expect([next?.step, next?.at]).toEqual([becomes.step, becomes.at]);
      }),
      { numRuns: 60 },
    );
  });

  it('goes on with news at the new interval, however often they had it at the old one', () => {
    const facts = makeFacts({ news, lastReplyAt: null });
    live(facts, begin, new Date('2027-12-01T10:00:00Z'));
    const had = facts.outcomes.filter((one) => one.stepKey === 'news');
    expect(had.length).toBeGreaterThan(2);
    const slower = structuredClone(doorAjar);
    for (const one of slower.steps) if (one.key === 'news') one.every = 'P360D';
    const { was, becomes } = foreseeMove(facts, slower, new Date('2027-12-01T10:00:00Z'));
    expect(was).not.toBeNull();
    expect(daysBetween('2027-12-01', becomes!.on)).toBeLessThan(400);
  });
});

describe('the groups of those who are moved', () => {
  const letter = (on: string, kind: 'offer' | 'news' = 'offer') => ({
    step: kind,
    letter: kind,
    at: new Date(`${on}T10:00:00Z`),
    on,
  });
  const none = { ends: null, tasksNow: 0 };

  it('say in words what changes for how many, what stays last', () => {
    const groups = groupMoves([
      { was: letter('2027-02-01'), becomes: letter('2027-02-01'), ...none },
      { was: letter('2027-02-01'), becomes: letter('2027-03-03'), ...none },
      { was: letter('2027-02-05'), becomes: letter('2027-03-07'), ...none },
      { was: letter('2027-02-01'), becomes: letter('2027-04-01', 'news'), ...none },
      { was: letter('2027-02-01'), becomes: null, ...none },
      { was: null, becomes: letter('2027-02-01'), ...none },
      { was: letter('2027-02-01'), becomes: null, ends: 'A person decided so.', tasksNow: 0 },
    ]);
    expect(groups.map((one) => one.words)).toEqual([
      '2 people: the next letter (offer) moves from 1 February 2027 – 5 February 2027 to 3 March 2027 – 7 March 2027.',
      '1 person: a letter is to come where none was: offer on 1 February 2027.',
      '1 person: no letter is to come any more; offer on 1 February 2027 is left out.',
      '1 person: the campaign is over for them at once. A person decided so.',
      '1 person: the next letter is news on 1 April 2027 instead of offer on 1 February 2027.',
      '1 person: nothing changes for the next letter.',
    ]);
  });
});
