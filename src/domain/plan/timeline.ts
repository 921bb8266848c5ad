import type { Step } from '../campaigns/campaign.ts';
import { addDays, instantOf, localDay } from '../calendar.ts';
import type { LetterKind } from '../message.ts';
import type { Why } from '../why.ts';
import type { LetterContent, PlanFacts, Verdict } from './facts.ts';
import { plan } from './plan.ts';

/** One thing that will happen, as far as anybody can know today. */
export interface PlannedEntry {
  at: Date;
  kind: 'letter' | 'task' | 'event';
  /** The step's key; null for what concerns the whole enrollment. */
  step: string | null;
  /** Which of its occurrences; null without a step. */
  occurrence: number | null;
  letter: LetterKind | null;
  /** What a letter would tell of: an offer, news items; null for what is no letter. */
  content?: LetterContent | null;
  why: Why[];
}

/** Gates that only a person opens: the preview tells of them and goes on as if they had been opened. */
const openEnded = new Set(['conversation_open', 'needs_approval', 'campaign_paused']);
const maxTurns = 2_000;

/**
 * What this enrollment will bring until a given instant, and why: the planner itself, asked again and again with each
 * of its own verdicts carried out on a copy of the facts. It assumes that nobody answers and that tasks reach nobody
 * in particular. Holds without an end are told and then taken as lifted. It ends with the first entry that is enough.
 */
export function timeline(
  facts: PlanFacts,
  from: Date,
  until: Date,
  isEnough: (entry: PlannedEntry) => boolean = () => false,
): PlannedEntry[] {
  let now = from;
  let state = structuredClone(facts);
  const entries: PlannedEntry[] = [];
  const waits = new Map<string, Why[]>();
  for (let turn = 0; turn < maxTurns && now <= until; turn += 1) {
    const verdict = plan(state, now);
    if (verdict.kind === 'exit' || verdict.kind === 'complete') {
      entries.push({ at: now, kind: 'event', step: null, occurrence: null, letter: null, why: verdict.why });
      break;
    }
    if (verdict.kind === 'defer') {
      const lifted = lift(state, verdict, entries, now);
      if (verdict.step !== null) remember(waits, verdict.step, verdict.occurrence, verdict.why);
      if (lifted !== null) state = lifted;
      else {
        now = verdict.until > now ? verdict.until : new Date(now.getTime() + 60_000);
        // What else the owner will have on that day nobody knows yet.
        state.owner.firstLettersToday = 0;
      }
      continue;
    }
    const reasons = merge(waits.get(`${verdict.step.key} ${verdict.occurrence}`), verdict.why);
    const entry: PlannedEntry = {
      at: verdict.kind === 'task' ? laterOf(now, verdict.dueAt) : now,
      kind: verdict.kind === 'send' ? 'letter' : verdict.kind === 'task' ? 'task' : 'event',
      step: verdict.step.key,
      occurrence: verdict.occurrence,
      letter: verdict.kind === 'send' ? verdict.letter : null,
      content: verdict.kind === 'send' ? verdict.content : null,
      why: reasons,
    };
    entries.push(entry);
    if (isEnough(entry)) break;
    carryOut(state, verdict, now, now);
  }
  return entries;
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function remember(waits: Map<string, Why[]>, step: Step, occurrence: number, list: Why[]): void {
  const id = `${step.key} ${occurrence}`;
  waits.set(id, merge(waits.get(id), list));
}

function merge(before: Why[] | undefined, list: Why[]): Why[] {
  const all = [...(before ?? []), ...list];
  return all.filter(
    (one, index) => all.findIndex((other) => other.code === one.code && other.text === one.text) === index,
  );
}

/** A copy of the facts with an open-ended wait ended; null when the verdict names its own end. */
function lift(
  facts: PlanFacts,
  verdict: Extract<Verdict, { kind: 'defer' }>,
  entries: PlannedEntry[],
  now: Date,
): PlanFacts | null {
  const code = verdict.why.find((one) => openEnded.has(one.code))?.code;
  if (code === 'conversation_open') return { ...facts, conversationOpen: false };
  if (code === 'needs_approval') return { ...facts, enrollment: { ...facts.enrollment, approvedAt: now } };
  if (code === 'campaign_paused') return { ...facts, campaignPaused: false };
  const { enrollment } = facts;
  if (enrollment.state === 'held' && verdict.step === null && enrollment.holdUntil === null) {
    entries.push({ at: now, kind: 'event', step: null, occurrence: null, letter: null, why: verdict.why });
    return { ...facts, enrollment: { ...enrollment, state: 'active', holdCode: null } };
  }
  return null;
}

/** Does to the facts what the tick would do to the database. `leftAt`: when the letter left; null while it is queued. */
export function carryOut(
  facts: PlanFacts,
  verdict: Extract<Verdict, { kind: 'send' | 'task' | 'skip' }>,
  now: Date,
  leftAt: Date | null,
): void {
  const { key } = verdict.step;
  const dueOn = localDay(verdict.dueAt, facts.contact.zone);
  if (verdict.kind === 'send') {
    facts.outcomes.push({ stepKey: key, occurrence: verdict.occurrence, kind: 'letter', endedAt: leftAt, dueOn });
    facts.letters.push({
      at: now,
      campaignId: facts.campaignId,
      enrollmentId: facts.enrollment.id,
      kind: verdict.letter,
    });
    facts.departureLetters.push(verdict.letter);
    facts.hadContent.push(
      ...verdict.content.newsIds,
      ...(verdict.content.offerId === null ? [] : [verdict.content.offerId]),
    );
  } else if (verdict.kind === 'task') {
    facts.outcomes.push({
      stepKey: key,
      occurrence: verdict.occurrence,
      kind: 'task',
      endedAt: null,
      dueOn: verdict.dueOn,
      reached: null,
    });
  } else {
    facts.outcomes.push({ stepKey: key, occurrence: verdict.occurrence, kind: 'skip', endedAt: now, dueOn });
  }
}

/** The first letter that will leave, for the answer to a departure; null when none will. */
export function firstLetter(facts: PlanFacts, now: Date): PlannedEntry | null {
  const until = instantOf(addDays(localDay(now, facts.contact.zone), 800), 0, facts.contact.zone);
  const isLetter = (entry: PlannedEntry) => entry.kind === 'letter';
  return timeline(facts, now, until, isLetter).find(isLetter) ?? null;
}
