import { doorAjar } from '../../../src/domain/campaigns/door-ajar.ts';
import type { PlanFacts } from '../../../src/domain/plan/facts.ts';
import { defaultPolicy } from '../../../src/domain/policy.ts';

type Overrides = { [K in keyof PlanFacts]?: PlanFacts[K] extends unknown[] ? PlanFacts[K] : Partial<PlanFacts[K]> };

/** A client in Berlin who left on Monday 2 November 2026 over the price, recorded the same day. */
export function makeFacts(overrides: Overrides = {}): PlanFacts {
  const base: PlanFacts = {
    enrollment: {
      id: '019ac000-0000-7000-8000-000000000001',
      state: 'active',
      exitCode: null,
      revisitOn: null,
      shiftDays: 0,
      holdCode: null,
      holdUntil: null,
      holdReviewOn: null,
      approvedAt: null,
    },
    campaignId: 'door-ajar',
    campaignPaused: false,
    definition: doorAjar,
    contact: {
      zone: 'Europe/Berlin',
      quietUntil: null,
      cadence: null,
      role: 'decision_maker',
      locale: 'en',
      erased: false,
      spreadKey: 'jo',
    },
    client: { state: 'departed', country: 'DE', currency: 'EUR', value: 4_800_000, heldOut: false },
    departure: {
      departedOn: '2026-11-02',
      recordedOn: '2026-11-02',
      reason: 'price',
      fault: 'nobody',
      amendsDoneOn: null,
      renewalOn: null,
      undone: false,
      ended: false,
      pursue: true,
    },
    basis: { expiresOn: null, consented: false },
    suppressions: [],
    outcomes: [],
    moves: [],
    letters: [],
    contactsMade: [],
    lastReplyAt: null,
    departureLetters: [],
    hadContent: [],
    conversationOpen: false,
    interviewHeld: false,
    owner: { id: null, name: 'Mara', firstLettersToday: 0 },
    checkInClientIds: [],
    offers: [],
    news: [],
    policy: defaultPolicy,
  };
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const before = merged[key];
    merged[key] =
      Array.isArray(value) || typeof value !== 'object' || before === null
        ? value
        : { ...(before as object), ...value };
  }
  return merged as unknown as PlanFacts;
}
