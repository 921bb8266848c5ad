import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isOpen, localDay, localTime } from '../../../src/domain/calendar.ts';
import { type CampaignDefinition, campaignDefinitionSchema } from '../../../src/domain/campaigns/campaign.ts';
import { reasons } from '../../../src/domain/departure.ts';
import { doorAjar } from '../../../src/domain/campaigns/door-ajar.ts';
import type { NewsFact, OfferFact, PlanFacts, Verdict } from '../../../src/domain/plan/facts.ts';
import { judgeQueued, plan } from '../../../src/domain/plan/plan.ts';
import { carryOut, type PlannedEntry, timeline } from '../../../src/domain/plan/timeline.ts';
import { defaultPolicy } from '../../../src/domain/policy.ts';
import { makeFacts } from './make-facts.ts';

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Pacific/Chatham',
  'UTC',
];

const offers: OfferFact[] = ['a', 'b', 'c', 'd'].map((id) => {
  return { id, kind: 'service', price: null, reasons: [], validFrom: '2020-01-01', validUntil: '2040-01-01' };
});
const newsFrom = (day: string): NewsFact[] =>
  Array.from({ length: 20 }, (_, index) => {
    return { id: `n${index}`, reasons: [], useful: index % 3 === 0, publishedOn: addDays(day, index * 45 - 60) };
  });

const day = (from: string, days: number) => fc.integer({ min: 0, max: days }).map((count) => addDays(from, count));
const anyFacts = fc
  .record({
    zone: fc.constantFrom(...zones),
    departedOn: day('2026-01-01', 700),
    recordedAfter: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 })),
    reason: fc.constantFrom(...reasons),
    fault: fc.constantFrom('ours', 'theirs', 'shared', 'nobody', 'unknown'),
    amends: fc.boolean(),
    renewalIn: fc.option(fc.integer({ min: 30, max: 700 }), { nil: null }),
    revisitIn: fc.option(fc.integer({ min: 20, max: 600 }), { nil: null }),
    quietFor: fc.option(fc.integer({ min: 10, max: 300 }), { nil: null }),
    shiftDays: fc.constantFrom(0, 0, 9, 30),
    cadence: fc.constantFrom(null, null, 'twice_a_year'),
    consented: fc.boolean(),
    window: fc.constantFrom(
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
      { days: [2, 4], from: '07:30', to: '08:00' },
      { days: [7, 1], from: '02:00', to: '03:00' },
      { days: [1, 2, 3, 4, 5, 6, 7], from: '23:30', to: '23:59' },
      { days: [5], from: '00:00', to: '23:59' },
    ),
    spreadMinutes: fc.constantFrom(0, 45, 120),
    coolingOffDays: fc.constantFrom(0, 14, 30),
    withNews: fc.boolean(),
  })
  .map((one): PlanFacts => {
    const recordedOn = addDays(one.departedOn, one.recordedAfter);
    const from = (days: number | null) => (days === null ? null : addDays(recordedOn, days));
    const base = makeFacts({
      offers,
      news: one.withNews ? newsFrom(recordedOn) : [],
      contact: { zone: one.zone, quietUntil: from(one.quietFor), cadence: one.cadence },
      enrollment: { revisitOn: from(one.revisitIn), shiftDays: one.shiftDays },
      basis: { expiresOn: null, consented: one.consented },
      departure: {
        departedOn: one.departedOn,
        recordedOn,
        reason: one.reason,
        fault: one.fault as 'ours',
        renewalOn: one.renewalIn === null ? null : addDays(one.departedOn, one.renewalIn),
        amendsDoneOn: one.amends ? one.departedOn : null,
      },
      policy: {
        sendWindow: { ...one.window, days: [...one.window.days] },
        spreadMinutes: one.spreadMinutes,
        coolingOffDays: one.coolingOffDays,
      },
    });
    return base;
  });

const atNoon = (on: string) => new Date(`${on}T12:00:00Z`);
const planOf = (facts: PlanFacts, years = 2) => {
  const from = atNoon(facts.departure.recordedOn);
  return timeline(facts, from, new Date(from.getTime() + years * 366 * 86_400_000));
};
const lettersOf = (entries: PlannedEntry[]) => entries.filter((entry) => entry.kind === 'letter');

describe('whatever the client, the zone and the house', () => {
  it('no letter leaves in the cooling-off, outside the window, while they are quiet, or after the basis', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { at } of lettersOf(planOf(facts))) {
          const { zone, quietUntil } = facts.contact;
          const today = localDay(at, zone);
          expect(isOpen(at, facts.policy.sendWindow, zone)).toBe(true);
          expect(daysBetween(facts.departure.departedOn, today)).toBeGreaterThanOrEqual(facts.policy.coolingOffDays);
          if (quietUntil !== null) expect(today >= quietUntil).toBe(true);
          if (!facts.basis.consented) expect(daysBetween(facts.departure.departedOn, today)).toBeLessThan(732);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('21 days lie between two letters, of one kind never two in the same place, and at most nine come in two years', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const letters = lettersOf(planOf(facts));
        const days = letters.map(({ at }) => localDay(at, facts.contact.zone));
        days.slice(1).forEach((one, index) => expect(daysBetween(days[index]!, one)).toBeGreaterThanOrEqual(21));
        expect(
          letters.filter(({ letter }) => letter === 'thank_you' || letter === 'apology').length,
        ).toBeLessThanOrEqual(1);
        expect(letters.length).toBeLessThanOrEqual(facts.contact.cadence === null ? 12 : 5);
        const used = letters.flatMap(({ content }) => [content?.offerId, ...(content?.newsIds ?? [])].filter(Boolean));
        expect(new Set(used).size).toBe(used.length);
      }),
      { numRuns: 150 },
    );
  });

  it('everything that is told has a reason, in the order of time, and it ends', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const entries = planOf(facts, 3);
        entries.forEach((entry, index) => {
          expect(entry.why.length).toBeGreaterThan(0);
          for (const { text } of entry.why) expect(text).not.toMatch(/[{}…]|undefined|NaN|null/);
          if (index > 0) expect(entry.at >= entries[index - 1]!.at).toBe(true);
        });
        if (!facts.basis.consented) expect(entries.at(-1)!.step).toBe(null);
      }),
      { numRuns: 100 },
    );
  });

  it('ticks at odd times bring the same letters on the same days as the timeline told', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 7, max: 59 }), (facts, stepMinutes) => {
        const told = lettersOf(planOf(facts, 1));
        const from = atNoon(facts.departure.recordedOn).getTime();
        const state = structuredClone(facts);
        const left: { at: Date; letter: string }[] = [];
        let nextAt = from;
        for (let at = from; at < from + 366 * 86_400_000; at += stepMinutes * 60_000) {
          if (at < nextAt) continue;
          for (let turn = 0; ; turn += 1) {
            expect(turn).toBeLessThan(300);
            const verdict: Verdict = plan(state, new Date(at));
            if (verdict.kind === 'exit' || verdict.kind === 'complete') {
              nextAt = Infinity;
              break;
            }
            if (verdict.kind === 'defer') {
              expect(verdict.until.getTime()).toBeGreaterThan(at);
              nextAt = verdict.until.getTime();
              break;
            }
            if (verdict.kind === 'send') left.push({ at: new Date(at), letter: verdict.letter });
            carryOut(state, verdict, new Date(at), new Date(at));
          }
        }
        const told1 = told.map(({ at, letter }) => `${letter} ${localDay(at, facts.contact.zone)}`);
        const left1 = left.map(({ at, letter }) => `${letter} ${localDay(at, facts.contact.zone)}`);
        // A window shorter than the step of the ticks may be missed by them; then only the order is the same.
        if (facts.policy.sendWindow.from === '09:00') expect(left1).toEqual(told1);
        else expect(left1.length).toBeLessThanOrEqual(told1.length + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('what is queued is judged as it was planned', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const now = new Date(lettersOf(planOf(facts))[0]?.at ?? atNoon('2026-01-01'));
        const verdict = plan(facts, now);
        if (verdict.kind !== 'send') return;
        const again = judgeQueued(
          facts,
          verdict.step.key,
          verdict.occurrence,
          localDay(verdict.dueAt, facts.contact.zone),
          now,
        );
        expect(again).toMatchObject({ kind: 'send', letter: verdict.letter, content: verdict.content });
      }),
      { numRuns: 100 },
    );
  });
});

const at = (text: string) => new Date(text);
const verdictsUntilRest = (facts: PlanFacts, now: Date): Verdict[] => {
  const state = structuredClone(facts);
  const list: Verdict[] = [];
  for (let turn = 0; turn < 1_000; turn += 1) {
    const verdict = plan(state, now);
    list.push(verdict);
    if (verdict.kind !== 'send' && verdict.kind !== 'task' && verdict.kind !== 'skip') return list;
    carryOut(state, verdict, now, now);
  }
  throw new Error('It never rests.');
};
const codes = (verdict: Verdict | undefined) => verdict?.why.map(({ code }) => code) ?? [];
const gone = (stepKey: string, on: string, occurrence = 0) => {
  return { stepKey, occurrence, kind: 'letter' as const, endedAt: at(`${on}T10:00:00Z`) };
};
const letter = (on: string, changes: object = {}) => {
  const base = { at: at(`${on}T10:00:00Z`), campaignId: 'door-ajar', kind: 'thank_you' };
  return { ...base, enrollmentId: '019ac000-0000-7000-8000-000000000001', ...changes };
};
const outreach = ['exit_interview', 'team_note', 'impact', 'check_in_client', 'say_sorry', 'lessons', 'first_call'];
const taken = [...outreach].map((stepKey) => {
  return { stepKey, occurrence: 0, kind: 'skip' as const, endedAt: at('2026-11-02T10:00:00Z') };
});

describe('steps that come too late', () => {
  it('collapse into the latest occurrence; the others are superseded', () => {
    const facts = makeFacts({ offers, news: newsFrom('2027-11-01'), departure: { recordedOn: '2026-11-02' } });
    const list = verdictsUntilRest(facts, at('2028-02-02T11:00:00Z'));
    const news = list.filter((one) => 'step' in one && one.step?.key === 'news');
    expect(news.map((one) => [one.kind, 'occurrence' in one ? one.occurrence : null, codes(one)[0]])).toEqual([
      ['skip', 0, 'superseded'],
      ['skip', 1, 'superseded'],
      ['skip', 2, 'superseded'],
      ['send', 3, 'scheduled'],
    ]);
    expect(list.filter((one) => one.kind === 'send')).toHaveLength(1);
  });

  it('a skip of one moves no other', () => {
    const facts = makeFacts({ offers: [], news: newsFrom('2026-11-01') });
    const without = lettersOf(planOf(facts));
    const withOffers = lettersOf(
      planOf(makeFacts({ offers: [], news: newsFrom('2026-11-01'), departure: { reason: 'in_house' } })),
    );
    expect(withOffers.map(({ at: when }) => when)).toEqual(without.map(({ at: when }) => when));
  });

  it.each([
    [44, 'thank_you'],
    [45, 'check_in'],
    [120, 'check_in'],
    [300, 'check_in'],
    [320, 'check_in'],
    [365, 'check_in'],
    [366, 'news'],
    [400, 'news'],
    [600, 'news'],
  ])('recorded %d days after, the first letter is %s, or none', (after, kind) => {
    const recordedOn = addDays('2026-11-02', after);
    const facts = makeFacts({ offers, news: newsFrom(recordedOn), departure: { recordedOn } });
    const [first] = lettersOf(planOf(facts));
    if (after === 44) expect(first!.letter).toBe('thank_you');
    else {
      expect(first!.letter).toBe(kind);
      // Somebody can look at it first.
      expect(daysBetween(recordedOn, localDay(first!.at, 'Europe/Berlin'))).toBeGreaterThanOrEqual(2);
    }
  });

  it('recorded after the basis has ended, nothing comes', () => {
    const recordedOn = addDays('2026-11-02', 800);
    expect(lettersOf(planOf(makeFacts({ offers, news: newsFrom(recordedOn), departure: { recordedOn } })))).toEqual([]);
  });
});

describe('a day that they named', () => {
  const named = (revisitOn: string, changes = {}) =>
    makeFacts({ offers, news: newsFrom('2026-11-01'), enrollment: { revisitOn }, ...changes });

  it('brings a call, a letter on it, and none within thirty days around it', () => {
    const entries = planOf(named('2027-05-10', { departure: { recordedOn: '2026-11-02' } }));
    const letters = lettersOf(entries).map((one) => [one.step, localDay(one.at, 'Europe/Berlin')] as const);
    expect(letters.find(([step]) => step === 'revisit')?.[1]).toBe('2027-05-10');
    for (const [step, on] of letters)
      if (step !== 'revisit') expect(Math.abs(daysBetween('2027-05-10', on))).toBeGreaterThan(21);
    expect(entries.find((one) => one.step === 'revisit_call')?.at.toISOString()).toMatch(/^2027-05-0[45]/);
  });

  it('is told as that day, and not as the day of a day', () => {
    const told = planOf(named('2027-05-10')).filter((one) => one.step?.startsWith('revisit'));
    const when = told.flatMap((one) => one.why.filter(({ code }) => code === 'scheduled').map(({ text }) => text));
    expect(when).toEqual(['5 days before the day they asked for.', 'On the day they asked for.']);
  });

  it('happens once for each day that they name', () => {
    const facts = named('2027-05-10');
    const state = structuredClone(facts);
    for (const verdict of verdictsUntilRest(facts, at('2027-05-10T10:00:00Z')))
      if (verdict.kind === 'send' || verdict.kind === 'skip' || verdict.kind === 'task')
        carryOut(state, verdict, at('2027-05-10T10:00:00Z'), at('2027-05-10T10:00:00Z'));
    expect(state.outcomes.filter((one) => one.stepKey === 'revisit' && one.kind === 'letter')).toHaveLength(1);
    state.enrollment.revisitOn = '2027-11-08';
    const again = timeline(state, at('2027-05-11T10:00:00Z'), at('2028-01-01T10:00:00Z'));
    expect(lettersOf(again).some((one) => one.step === 'revisit')).toBe(true);
  });

  it('that has come but had to wait still stands before the others', () => {
    const facts = named('2027-05-10', {
      contactsMade: [at('2027-05-03T10:00:00Z')],
      outcomes: [
        ...taken,
        gone('first_letter', '2026-11-17'),
        gone('check_in', '2027-01-05'),
        gone('offer', '2027-02-02'),
      ],
      letters: [letter('2026-11-17'), letter('2027-01-05'), letter('2027-02-02')],
    });
    const list = verdictsUntilRest(facts, at('2027-05-24T11:00:00Z'));
    expect(list.filter((one) => one.kind === 'send').map((one) => one.kind === 'send' && one.step.key)).toEqual([
      'revisit',
    ]);
  });
});

describe('fewer letters for those who do not answer', () => {
  it('news come every 180 days after three silent letters', () => {
    const letters = lettersOf(planOf(makeFacts({ offers, news: newsFrom('2026-11-01') })));
    const news = letters.filter((one) => one.letter === 'news').map((one) => localDay(one.at, 'Europe/Berlin'));
    news.slice(1).forEach((one, index) => expect(daysBetween(news[index]!, one)).toBeGreaterThan(150));
  });

  it('calls end after two that reached nobody, and one that did begins anew', () => {
    const call = (occurrence: number, reached: boolean) => {
      const on = addDays('2027-05-01', occurrence * 180);
      return {
        stepKey: 'regular_call',
        occurrence,
        kind: 'task' as const,
        endedAt: at(`${on}T09:00:00Z`),
        dueOn: on,
        reached,
      };
    };
    const calls = (outcomes: ReturnType<typeof call>[]) =>
      timeline(
        makeFacts({ outcomes: [...taken, ...outcomes], basis: { consented: true } }),
        at('2028-05-01T10:00:00Z'),
        at('2029-12-01T10:00:00Z'),
      ).filter((one) => one.step === 'regular_call');
    expect(calls([call(0, false), call(1, false)])).toEqual([]);
    expect(calls([call(0, true), call(1, false)]).length).toBeGreaterThan(0);
  });

  it('a call that reached somebody counts for the gap', () => {
    const facts = makeFacts({ contactsMade: [at('2026-11-16T15:00:00Z')] });
    const verdict = plan(makeFacts({ outcomes: taken, contactsMade: facts.contactsMade }), at('2026-11-17T10:00:00Z'));
    expect(verdict.kind).toBe('defer');
    expect(codes(verdict)).toContain('campaign_gap');
  });
});

describe('the last letter', () => {
  const nearTheEnd = at('2028-10-02T10:00:00Z');
  const before = {
    outcomes: [...taken, ...['first_letter', 'check_in', 'offer'].map((key) => gone(key, '2027-03-01'))],
  };

  it('ends it once it has left, and not while it is on its way', () => {
    const on = (endedAt: Date | null, failed = false) =>
      plan(
        makeFacts({
          outcomes: [...before.outcomes, { stepKey: 'farewell', occurrence: 0, kind: 'letter', endedAt, failed }],
        }),
        nearTheEnd,
      );
    expect(on(nearTheEnd)).toMatchObject({ kind: 'complete', why: [{ code: 'farewell' }] });
    expect(on(null)).toMatchObject({ kind: 'defer', step: null });
    expect(on(nearTheEnd, true).kind).not.toBe('complete');
  });

  it('does not come to somebody who consented, who hears twice a year for as long as they like', () => {
    const facts = makeFacts({
      offers,
      news: Array.from({ length: 60 }, (_, index) => {
        return { id: `n${index}`, reasons: [], useful: false, publishedOn: addDays('2026-10-01', index * 40) };
      }),
      basis: { consented: true, expiresOn: null },
      contact: { cadence: 'twice_a_year' },
    });
    const letters = lettersOf(timeline(facts, at('2028-06-01T10:00:00Z'), at('2032-06-01T10:00:00Z')));
    expect(letters.some((one) => one.letter === 'farewell')).toBe(false);
    expect(letters.length).toBeGreaterThanOrEqual(6);
    expect(letters.length).toBeLessThanOrEqual(9);
  });
});

describe('waits', () => {
  const facts = (overrides: Parameters<typeof makeFacts>[0]) => makeFacts({ outcomes: taken, ...overrides });
  const tuesday = at('2026-11-17T10:00:00Z');

  it.each([
    ['owner_cap', { owner: { firstLettersToday: 10 } }],
    ['needs_approval', { policy: { approval: 'required' as const } }],
    ['conversation_open', { conversationOpen: true }],
    ['campaign_paused', { campaignPaused: true }],
    ['quiet', { contact: { quietUntil: '2026-12-01' } }],
    ['contact_cap', { letters: [letter('2026-11-14', { campaignId: 'another', enrollmentId: null })] }],
    ['campaign_gap', { letters: [letter('2026-11-01', { enrollmentId: null })] }],
  ])('for %s, and says so', (code, overrides) => {
    const verdict = plan(facts(overrides), tuesday);
    expect([verdict.kind, codes(verdict)]).toEqual(['defer', expect.arrayContaining([code])]);
    const entries = lettersOf(timeline(facts(overrides), tuesday, at('2027-01-01T00:00:00Z')));
    expect(entries[0]?.why.map((one) => one.code)).toContain(code);
    expect(entries[0]?.letter).toBe('thank_you');
  });

  it('hold, with an end and without', () => {
    const held = { state: 'held' as const, holdCode: 'out_of_office' as const };
    const until = at('2026-11-25T23:00:00Z');
    expect(plan(facts({ enrollment: { ...held, holdUntil: until } }), tuesday)).toMatchObject({
      kind: 'defer',
      until,
      step: null,
    });
    expect(plan(facts({ enrollment: { ...held, holdUntil: until } }), until).kind).toBe('defer');
    expect(codes(plan(facts({ enrollment: { ...held, holdUntil: until } }), until))).toContain('send_window');
    const open = plan(facts({ enrollment: { ...held, holdReviewOn: '2026-11-30' } }), tuesday);
    expect(open).toMatchObject({ kind: 'defer', until: at('2026-11-29T23:00:00Z'), step: null });
  });

  it('held time does not use up the wait', () => {
    const days = (shiftDays: number) =>
      lettersOf(planOf(makeFacts({ offers, news: newsFrom('2026-11-01'), enrollment: { shiftDays } }))).map(
        (one) => one.at,
      );
    const [plain, shifted] = [days(0), days(14)];
    expect(daysBetween(localDay(plain[1]!, 'Europe/Berlin'), localDay(shifted[1]!, 'Europe/Berlin'))).toBe(14);
  });

  it.each([
    ['all', 'exit'],
    ['personal', 'skip'],
  ] as const)('a suppression of %s: %s', (scope, kind) => {
    expect(plan(facts({ suppressions: [scope] }), tuesday).kind).toBe(kind);
  });
});

describe('any campaign', () => {
  const campaign = (steps: unknown[]): CampaignDefinition => campaignDefinitionSchema.parse({ steps });
  const thanks = { kind: 'email', key: 'first', anchor: 'departure', delay: 'P14D', letters: [{ kind: 'thank_you' }] };

  it('does not end while its only letter is under way', () => {
    const facts = makeFacts({ definition: campaign([thanks]) });
    const now = at('2026-11-17T10:00:00Z');
    const verdict = plan(facts, now);
    if (verdict.kind !== 'send') throw new Error('It should be sent.');
    carryOut(facts, verdict, now, null);
    expect(plan(facts, now)).toMatchObject({ kind: 'defer', step: null });
    facts.outcomes[0]!.endedAt = now;
    expect(plan(facts, now)).toMatchObject({ kind: 'complete' });
  });

  it('counts from the step before only once that has ended', () => {
    const second = { kind: 'email', key: 'second', anchor: 'previous', delay: 'P30D', letters: [{ kind: 'check_in' }] };
    const facts = makeFacts({ definition: campaign([thanks, second]) });
    const letters = lettersOf(planOf(facts));
    expect(letters.map((one) => localDay(one.at, 'Europe/Berlin'))).toEqual(['2026-11-16', '2026-12-16']);
    facts.outcomes.push({ stepKey: 'first', occurrence: 0, kind: 'letter', endedAt: null });
    expect(plan(facts, at('2026-11-20T10:00:00Z')).kind).toBe('defer');
  });

  it('is not held up by days beyond all calendars', () => {
    for (const renewalOn of ['2899-12-31', '9999-12-30', '9999-12-31'])
      expect(planOf(makeFacts({ departure: { renewalOn } })).length).toBeGreaterThan(0);
    expect(plan(makeFacts({ departure: { departedOn: '9999-12-31' } }), at('2026-11-17T10:00:00Z')).kind).toBe(
      'complete',
    );
  });

  it('rests however long ago it began', () => {
    const facts = makeFacts({ departure: { departedOn: '1990-01-01' }, basis: { consented: true } });
    expect(verdictsUntilRest(facts, at('2026-11-17T10:00:00Z')).at(-1)!.kind).toBe('defer');
  });

  it('keeps to its window and its zone through changes of the clock', () => {
    for (const zone of zones)
      for (const departedOn of ['2027-03-14', '2027-02-28', '2027-10-17', '2027-09-19', '2027-03-27']) {
        const [first] = lettersOf(
          planOf(
            makeFacts({ contact: { zone }, departure: { departedOn, recordedOn: departedOn }, policy: defaultPolicy }),
          ),
        );
        const { minute } = localTime(first!.at, zone);
        expect([zone, minute >= 540 && minute < 585]).toEqual([zone, true]);
        expect(daysBetween(departedOn, localDay(first!.at, zone))).toBeLessThanOrEqual(16);
      }
  });
});

it('the campaign that ships is the one of the product page', () => {
  const tasks = 'exit_interview team_note impact check_in_client say_sorry lessons first_letter first_call check_in';
  const rest = 'revisit_call revisit offer news regular_call renewal_call renewal_offer farewell';
  expect(doorAjar.steps.map(({ key }) => key).join(' ')).toBe(`${tasks} ${rest}`);
});
