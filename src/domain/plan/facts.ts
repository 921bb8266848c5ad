import type { CampaignDefinition, EmailStep, Step, TaskStep } from '../campaigns/campaign.ts';
import type { ClientState, Money } from '../client.ts';
import type { Cadence } from '../contact.ts';
import type { Fault, Reason } from '../departure.ts';
import type { EnrollmentState, ExitCode, HoldCode } from '../enrollment.ts';
import type { LetterKind } from '../message.ts';
import type { HousePolicy } from '../policy.ts';
import type { SuppressionScope } from '../suppression.ts';
import type { Why } from '../why.ts';

/** Everything the planner looks at. Plain data: loaded once for a batch, made up in a test, carried forward in a preview. */
export interface PlanFacts {
  enrollment: {
    id: string;
    state: EnrollmentState;
    exitCode: ExitCode | null;
    revisitOn: string | null;
    shiftDays: number;
    holdCode: HoldCode | null;
    holdUntil: Date | null;
    holdReviewOn: string | null;
    approvedAt: Date | null;
  };
  campaignId: string;
  campaignPaused: boolean;
  definition: CampaignDefinition;
  contact: {
    /** The contact's zone, else the client's, else the house's. */
    zone: string;
    quietUntil: string | null;
    cadence: Cadence | null;
    role: string | null;
    locale: string | null;
    erased: boolean;
    /** Spreads their letters over the morning: always the same for the same person, so that a preview tells the minute. */
    spreadKey: string;
  };
  client: {
    state: ClientState;
    country: string | null;
    currency: string | null;
    value: number | null;
    heldOut: boolean;
  };
  departure: {
    departedOn: string;
    recordedOn: string;
    reason: Reason;
    fault: Fault;
    amendsDoneOn: string | null;
    renewalOn: string | null;
    undone: boolean;
    ended: boolean;
    pursue: boolean;
  };
  basis: { expiresOn: string | null; consented: boolean };
  /** Scopes in force for the address or for the whole client. */
  suppressions: SuppressionScope[];
  /** What became of each occurrence of a step so far. */
  outcomes: StepOutcome[];
  /** Occurrences that a person moved; one that is not named keeps its own time. */
  moves: StepMove[];
  /** Letters to this address over all campaigns, gone or on their way. */
  letters: { at: Date; campaignId: string | null; enrollmentId: string | null; kind: string }[];
  /** Calls, meetings and mails in which somebody was reached: they count for every gap. */
  contactsMade: Date[];
  lastReplyAt: Date | null;
  /** Kinds of letters that went to anybody at this client for this departure, other enrollments included. */
  departureLetters: LetterKind[];
  /** Offers and news items this person has had. */
  hadContent: string[];
  conversationOpen: boolean;
  interviewHeld: boolean;
  owner: { id: string | null; name: string; firstLettersToday: number };
  /** Active clients somebody could check on: none was checked on in the last 90 days. */
  checkInClientIds: string[];
  offers: OfferFact[];
  news: NewsFact[];
  policy: HousePolicy;
}

export interface StepOutcome {
  stepKey: string;
  occurrence: number;
  kind: 'letter' | 'task' | 'skip';
  /** When it ended: accepted, completed, skipped. Null while it is under way. */
  endedAt: Date | null;
  /** A letter that did not leave: its step is taken, but nobody has had it. */
  failed?: boolean;
  /** The day it was due; of a task, the day by which it is to be done. */
  dueOn?: string;
  /** Tasks: whether somebody was reached (null: not known yet). */
  reached?: boolean | null;
}

export interface StepMove {
  stepKey: string;
  occurrence: number;
  to: Date;
  /** Who moved it, in words. */
  by: string;
}

export interface OfferFact {
  id: string;
  kind: 'service' | 'discount';
  price: Money | null;
  reasons: string[];
  validFrom: string;
  validUntil: string;
}

export interface NewsFact {
  id: string;
  reasons: string[];
  useful: boolean;
  publishedOn: string;
}

export interface LetterContent {
  offerId: string | null;
  newsIds: string[];
}

interface OfStep<S extends Step> {
  step: S;
  occurrence: number;
  dueAt: Date;
  why: Why[];
}

/** What is to be done with an enrollment now. `defer` says until when to leave it alone. */
export type Verdict =
  | (OfStep<EmailStep> & { kind: 'send'; letter: LetterKind; content: LetterContent; isFirst: boolean })
  | (OfStep<TaskStep> & { kind: 'task'; dueOn: string })
  | (OfStep<Step> & { kind: 'skip' })
  | { kind: 'defer'; until: Date; step: Step | null; occurrence: number; why: Why[] }
  | { kind: 'exit'; code: ExitCode; why: Why[] }
  | { kind: 'complete'; why: Why[] };
