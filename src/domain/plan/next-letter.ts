import { instantOf, localDay } from '../calendar.ts';
import type { EmailStep } from '../campaigns/campaign.ts';
import type { LetterKind } from '../message.ts';
import type { PlanFacts } from './facts.ts';
import { basisEndsOn, nextOccurrence, type Occurrence } from './occurrence.ts';
import { endOf, judgeStep } from './plan.ts';

export interface NextLetter {
  at: Date;
  step: string;
  letter: LetterKind;
}

/** A letter that is put off more often than this is told as none. */
const maxDeferrals = 8;

/**
 * The letter that leaves next if nothing happens, without the rest of the plan: for lists of many clients. It asks the
 * judgement that the planner asks, at the time at which each step comes due; what only a person opens (a conversation, a
 * look, a pause) is taken as opened. Null: none, or a person has to decide first.
 */
export function nextLetter(facts: PlanFacts, now: Date): NextLetter | null {
  const { zone } = facts.contact;
  const { state, holdUntil } = facts.enrollment;
  if (state === 'held' && holdUntil === null) return null;
  const from = state === 'held' && holdUntil !== null && holdUntil > now ? holdUntil : now;
  const today = localDay(from, zone);
  if (endOf(facts, today) !== null) return null;
  const open = {
    ...facts,
    conversationOpen: false,
    campaignPaused: false,
    enrollment: { ...facts.enrollment, approvedAt: from },
    owner: { ...facts.owner, firstLettersToday: 0 },
  };
  const ends = basisEndsOn(facts);
  let best: NextLetter | null = ends === null ? null : { at: instantOf(ends, 0, zone), step: '', letter: 'farewell' };
  for (const { step, occurrence } of openLetters(open, today)) {
    if (best !== null && occurrence.dueAt >= best.at) break;
    const found = follow(open, step, occurrence, from);
    if (found !== null && (best === null || found.at < best.at)) best = found;
  }
  return best?.step === '' ? null : best;
}

function openLetters(facts: PlanFacts, today: string) {
  return facts.definition.steps
    .flatMap((step) => {
      const occurrence = step.kind === 'email' ? nextOccurrence(facts, step, today) : null;
      return step.kind === 'email' && occurrence !== null ? [{ step, occurrence }] : [];
    })
    .toSorted((a, b) => a.occurrence.dueAt.getTime() - b.occurrence.dueAt.getTime());
}

/** When a letter that is due then would really leave; null: it would be skipped. */
function follow(facts: PlanFacts, step: EmailStep, occurrence: Occurrence, from: Date): NextLetter | null {
  let at = occurrence.dueAt > from ? occurrence.dueAt : from;
  const alone = { ...occurrence, overtaken: [] };
  for (let turn = 0; turn < maxDeferrals; turn += 1) {
    const verdict = judgeStep(facts, step, alone, at, localDay(at, facts.contact.zone));
    if (verdict.kind === 'send') return { at, step: step.key, letter: verdict.letter };
    if (verdict.kind !== 'defer' || verdict.until <= at) return null;
    at = verdict.until;
  }
  return null;
}
