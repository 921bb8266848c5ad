import { addDuration, dayInWords, daysBetween, instantOf, localDay } from '../calendar.ts';
import type { LetterKind } from '../message.ts';
import type { PlanFacts } from '../plan/facts.ts';
import { type PlannedEntry, timeline } from '../plan/timeline.ts';
import type { CampaignDefinition } from './campaign.ts';

/** What another version of a campaign would mean for people who are under way, before anybody is moved. */

/** The next letter of somebody: which, and on which day of theirs. */
export interface NextLetter {
  step: string;
  letter: LetterKind;
  at: Date;
  on: string;
}

export interface MoveEffect {
  was: NextLetter | null;
  becomes: NextLetter | null;
  /** Why the campaign would be over for them at once; null: it goes on. */
  ends: string | null;
  /** Tasks that would be made at once. */
  tasksNow: number;
}

const lookAhead = 'P25M';

/** What moving one enrollment would change, by the planner that sends: its next letter as it stands, and as it would be. */
export function foreseeMove(facts: PlanFacts, definition: CampaignDefinition, now: Date): MoveEffect {
  const was = lookAheadOf(facts, now);
  const becomes = lookAheadOf({ ...facts, definition }, now);
  const [first] = becomes.filter((entry) => entry.kind !== 'task');
  const tasks = (entries: PlannedEntry[]) => entries.filter((one) => one.kind === 'task' && one.at <= now).length;
  const isOver = first !== undefined && first.kind === 'event' && first.step === null && first.at <= now;
  const isHeld = facts.enrollment.state === 'held';
  return {
    was: letterOf(was, facts),
    becomes: letterOf(becomes, facts),
    ends: isOver && !isHeld ? (first.why[0]?.text ?? '') : null,
    tasksNow: isHeld ? 0 : tasks(becomes),
  };
}

function lookAheadOf(facts: PlanFacts, now: Date): PlannedEntry[] {
  const { zone } = facts.contact;
  const until = instantOf(addDuration(localDay(now, zone), lookAhead), 0, zone);
  return timeline(facts, now, until, (entry) => entry.kind === 'letter');
}

function letterOf(entries: readonly PlannedEntry[], { contact }: PlanFacts): NextLetter | null {
  const found = entries.find((entry) => entry.kind === 'letter');
  if (found === undefined || found.step === null || found.letter === null) return null;
  return { step: found.step, letter: found.letter, at: found.at, on: localDay(found.at, contact.zone) };
}

/** People for whom the same thing changes. */
export interface MoveGroup {
  people: number;
  /** Nothing changes for their next letter. */
  same: boolean;
  words: string;
}

/** The effects in groups, in words: what changes for most people first, what stays as it is last. */
export function groupMoves(effects: readonly MoveEffect[]): MoveGroup[] {
  const groups = new Map<string, MoveEffect[]>();
  for (const effect of effects) {
    const key = keyOf(effect);
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  return [...groups]
    .map(([key, members]) => ({ people: members.length, same: key === 'same', words: inWords(members) }))
    .toSorted((a, b) => Number(a.same) - Number(b.same) || b.people - a.people || (a.words < b.words ? -1 : 1));
}

function keyOf({ was, becomes, ends }: MoveEffect): string {
  if (ends !== null) return `ends ${ends}`;
  if (was === null && becomes === null) return 'same';
  if (was === null) return `new ${becomes!.letter}`;
  if (becomes === null) return `none ${was.letter}`;
  if (was.letter !== becomes.letter) return `${was.letter} ${becomes.letter}`;
  const days = daysBetween(was.on, becomes.on);
  return days === 0 ? 'same' : `${was.letter} ${days}`;
}

function inWords(members: readonly MoveEffect[]): string {
  const [{ was, becomes, ends }] = members as [MoveEffect];
  const one = members.length === 1;
  const who = one ? '1 person' : `${members.length} people`;
  const name = (letter: LetterKind) => letter.replaceAll('_', ' ');
  if (ends !== null) return `${who}: the campaign is over for them at once. ${ends}`.trim();
  if (was === null && becomes === null) return `${who}: no letter is to come, as before.`;
  const before = daysOf(members.flatMap((effect) => effect.was?.on ?? []));
  const after = daysOf(members.flatMap((effect) => effect.becomes?.on ?? []));
  if (was === null) return `${who}: a letter is to come where none was: ${name(becomes!.letter)} on ${after}.`;
  if (becomes === null) return `${who}: no letter is to come any more; ${name(was.letter)} on ${before} is left out.`;
  if (was.letter !== becomes.letter)
    return `${who}: the next letter is ${name(becomes.letter)} on ${after} instead of ${name(was.letter)} on ${before}.`;
  if (was.on === becomes.on) return `${who}: nothing changes for the next letter.`;
  return `${who}: the next letter (${name(was.letter)}) moves from ${before} to ${after}.`;
}

/** "3 March 2027", or "3 March 2027 to 9 May 2027" where they differ. */
function daysOf(days: readonly string[]): string {
  const sorted = days.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? dayInWords(first) : `${dayInWords(first)} – ${dayInWords(last)}`;
}
