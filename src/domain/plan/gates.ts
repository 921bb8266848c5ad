import {
  addDays,
  addDuration,
  dayInWords,
  dayName,
  daysBetween,
  isOpen,
  localDay,
  localTime,
  minuteOf,
  weekday,
} from '../calendar.ts';
import type { EmailStep } from '../campaigns/campaign.ts';
import { type Why, why } from '../why.ts';
import type { PlanFacts } from './facts.ts';
import { backdatedStart, slotFor } from './occurrence.ts';

/** A reason to wait, and until when. */
export interface Wait {
  until: Date;
  why: Why;
  /** Nobody can know its end yet: a preview shows it and goes on as if it had ended. */
  openEnded?: boolean;
}

type Gate = (facts: PlanFacts, step: EmailStep, now: Date, today: string) => Wait | null;

const coolingOff: Gate = (facts, step, _now, today) => {
  const days = facts.definition.sendPolicy.coolingOffDays ?? facts.policy.coolingOffDays;
  const end = addDays(facts.departure.departedOn, days);
  return today < end ? { until: slotFor(facts, step, end), why: why('cooling_off', { days }) } : null;
};

const backdated: Gate = (facts, step, now, today) => {
  const start = backdatedStart(facts, today);
  if (start === null || start.step === step || step.anchor === 'revisit') return null;
  const { departedOn, recordedOn } = facts.departure;
  const until = start.at > now ? start.at : slotFor(facts, step, addDays(today, 1));
  return { until, why: why('backdated', { days: daysBetween(departedOn, recordedOn) }) };
};

const quiet: Gate = (facts, step, _now, today) => {
  const end = facts.contact.quietUntil;
  return end !== null && today < end
    ? { until: slotFor(facts, step, end), why: why('quiet', { on: dayInWords(end) }) }
    : null;
};

function gap(
  facts: PlanFacts,
  step: EmailStep,
  today: string,
  days: number,
  ats: Date[],
  code: 'campaign_gap' | 'contact_cap',
): Wait | null {
  const latest = ats.reduce((last, at) => Math.max(last, at.getTime()), 0);
  if (latest === 0) return null;
  const end = addDays(localDay(new Date(latest), facts.contact.zone), days);
  return today < end ? { until: slotFor(facts, step, end), why: why(code, { days }) } : null;
}

const campaignGap: Gate = (facts, step, _now, today) => {
  const own = facts.letters.filter((letter) => letter.campaignId === facts.campaignId).map((letter) => letter.at);
  return gap(facts, step, today, facts.definition.sendPolicy.gapDays, [...own, ...facts.contactsMade], 'campaign_gap');
};

const contactCap: Gate = (facts, step, _now, today) =>
  gap(
    facts,
    step,
    today,
    facts.policy.contactGapDays,
    [...facts.letters.map((letter) => letter.at), ...facts.contactsMade],
    'contact_cap',
  );

const conversation: Gate = (facts, step, _now, today) =>
  facts.conversationOpen
    ? { until: slotFor(facts, step, addDays(today, 1)), why: why('conversation_open'), openEnded: true }
    : null;

const approval: Gate = (facts, step, _now, today) =>
  facts.policy.approval === 'required' && facts.enrollment.approvedAt === null && isFirstLetter(facts)
    ? { until: slotFor(facts, step, addDays(today, 1)), why: why('needs_approval'), openEnded: true }
    : null;

const campaignPaused: Gate = (facts, step, _now, today) =>
  facts.campaignPaused
    ? { until: slotFor(facts, step, addDays(today, 1)), why: why('campaign_paused'), openEnded: true }
    : null;

const ownerCap: Gate = (facts, step, _now, today) =>
  isFirstLetter(facts) && facts.owner.firstLettersToday >= facts.policy.ownerCapPerDay
    ? {
        until: slotFor(facts, step, addDays(today, 1)),
        why: why('owner_cap', { owner: facts.owner.name, count: facts.owner.firstLettersToday }),
      }
    : null;

const sendWindow: Gate = (facts, step, now, today) => {
  const window = facts.definition.sendPolicy.window ?? facts.policy.sendWindow;
  const zone = facts.contact.zone;
  if (isOpen(now, window, zone)) return null;
  const early = localTime(now, zone).minute < minuteOf(window.from);
  const until = slotFor(facts, step, early ? today : addDays(today, 1));
  const shut = !window.days.includes(weekday(today));
  return {
    until,
    why: shut
      ? why('weekend', { day: dayName(today) })
      : why('send_window', { from: window.from, to: window.to, zone }),
  };
};

/**
 * Every reason for which a due letter may have to wait, in the order in which they are told. Holidays and the cap per
 * company take their place in this list.
 */
const gates: readonly Gate[] = [
  campaignPaused,
  coolingOff,
  backdated,
  quiet,
  conversation,
  approval,
  campaignGap,
  contactCap,
  ownerCap,
  sendWindow,
];

/** The waits in force for a letter of this step at this instant; none: nothing speaks against sending it now. */
export function waitsFor(facts: PlanFacts, step: EmailStep, now: Date): Wait[] {
  const today = localDay(now, facts.contact.zone);
  return gates.map((gate) => gate(facts, step, now, today)).filter((wait) => wait !== null);
}

export function isFirstLetter(facts: PlanFacts): boolean {
  return !facts.letters.some((letter) => letter.enrollmentId === facts.enrollment.id);
}

/** Letters of this enrollment since the last sign of life. */
export function silentLetters(facts: PlanFacts): number {
  const since = Math.max(facts.lastReplyAt?.getTime() ?? 0, ...facts.contactsMade.map((at) => at.getTime()));
  return facts.letters.filter((letter) => letter.enrollmentId === facts.enrollment.id && letter.at.getTime() > since)
    .length;
}

/** A person who asked for two letters a year gets none within so long of the last. */
export function isWithinCadence(facts: PlanFacts, today: string): boolean {
  if (facts.contact.cadence !== 'twice_a_year') return false;
  const zone = facts.contact.zone;
  // Half a year less a week, so that a weekend or a window does not cost a whole turn.
  return facts.letters.some((letter) => addDays(addDuration(localDay(letter.at, zone), 'P6M'), -7) > today);
}
