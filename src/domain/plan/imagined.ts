import type { CampaignDefinition } from '../campaigns/campaign.ts';
import type { Fault, Reason } from '../departure.ts';
import type { HousePolicy } from '../policy.ts';
import type { NewsFact, OfferFact, PlanFacts } from './facts.ts';

/** The facts of a client who does not exist: left, recorded the same day, silent ever since. */
export function makeImaginedFacts(input: {
  definition: CampaignDefinition;
  policy: HousePolicy;
  zone: string;
  departedOn: string;
  reason: Reason;
  fault: Fault;
  offers: OfferFact[];
  news: NewsFact[];
}): PlanFacts {
  const { definition, policy, zone, departedOn, reason, fault, offers, news } = input;
  return {
    enrollment: {
      id: 'imagined',
      state: 'active',
      exitCode: null,
      revisitOn: null,
      shiftDays: 0,
      holdCode: null,
      holdUntil: null,
      holdReviewOn: null,
      approvedAt: null,
    },
    campaignId: 'imagined',
    campaignPaused: false,
    definition,
    contact: {
      zone,
      quietUntil: null,
      cadence: null,
      role: 'decision_maker',
      locale: policy.locale,
      erased: false,
      spreadKey: 'imagined',
    },
    client: { state: 'departed', country: null, currency: null, value: policy.valueThreshold, heldOut: false },
    departure: {
      departedOn,
      recordedOn: departedOn,
      reason,
      fault,
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
    owner: { id: null, name: 'The owner', firstLettersToday: 0 },
    checkInClientIds: [],
    offers,
    news,
    policy,
  };
}
