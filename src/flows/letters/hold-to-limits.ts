import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { addSendCounts, findFirstLetterAt, type LimitSpan, lockSendCounts } from '../../db/letters/send-limits.ts';
import { domainOf } from '../../domain/address.ts';
import { addDays, daysBetween, localDay } from '../../domain/calendar.ts';
import { laterMinutes, startOfMinute, minuteShare, warmUpShare } from '../../domain/limits.ts';
import { slotFor } from '../../domain/plan/occurrence.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { why } from '../../domain/why.ts';
import type { JudgedLetter } from './draft-letters.ts';

/** What each letter took of the limits, by its id: it is given back where the letter comes back. */
export type TakenLimits = ReadonlyMap<string, readonly LimitSpan[]>;

interface Limit extends LimitSpan {
  /** How many may leave in the span. */
  most: number;
  words: string;
  perHour: number | null;
}

const nothing: TakenLimits = new Map();

/**
 * Puts off the letters that would be too many for their recipients' domain in this minute, or for the day of a domain of
 * ours that is still new, until they may leave; counted in the database under the claim, so that no two processes deal
 * out the same room. Captured letters reach no server, and without limits nothing is asked.
 */
export async function holdToLimits(
  app: App,
  tx: Db,
  judged: readonly JudgedLetter[],
  policy: HousePolicy,
  now: Date,
): Promise<{ judged: readonly JudgedLetter[]; taken: TakenLimits }> {
  if (!isLimited(app, policy)) return { judged, taken: nothing };
  const limits = await findLimits(tx, new Set(judged.flatMap(keysOf)), policy, now);
  if (limits.size === 0) return { judged, taken: nothing };
  const all = [...limits.values()];
  const used = await lockSendCounts(tx, all);
  const left = new Map(all.map((limit, index) => [limit.key, limit.most - used[index]!]));
  const taken = new Map<string, Limit[]>();
  const over = new Map<string, JudgedLetter[]>();
  for (const one of judged) {
    const theirs = keysOf(one).flatMap((key) => limits.get(key) ?? []);
    if (theirs.length === 0) continue;
    // The one that lasts longest is the reason: a full day says more than a full minute.
    const full = theirs.findLast(({ key }) => left.get(key)! <= 0);
    if (full !== undefined) over.set(full.key, [...(over.get(full.key) ?? []), one]);
    else {
      for (const { key } of theirs) left.set(key, left.get(key)! - 1);
      taken.set(one.message.id, theirs);
    }
  }
  await addSendCounts(tx, countsOf([...taken.values()].flat(), 1));
  const later = new Map([...over].flatMap(([key, list]) => putOff(limits.get(key)!, list, now)));
  return { judged: judged.map((one) => later.get(one) ?? one), taken };
}

/** A mail that leaves whatever the limits say. */
export interface UnheldMail {
  id: string;
  from: string;
  to: string;
}

/**
 * Counts mails that no limit holds: a rep's own words to somebody who wrote, and mail of the house to its people, are not
 * put off for the sake of a campaign. But the recipients' server counts them, so letters get what room they leave.
 */
export async function countUnheld(
  app: App,
  tx: Db,
  mails: readonly UnheldMail[],
  policy: HousePolicy,
  now: Date,
): Promise<TakenLimits> {
  if (!isLimited(app, policy) || mails.length === 0) return nothing;
  const keysOfMail = ({ from, to }: UnheldMail) => limitKeys(from, to);
  const limits = await findLimits(tx, new Set(mails.flatMap(keysOfMail)), policy, now);
  const taken = new Map(mails.map((one) => [one.id, keysOfMail(one).flatMap((key) => limits.get(key) ?? [])]));
  // Makes the rows that are not there yet.
  await lockSendCounts(tx, [...limits.values()]);
  await addSendCounts(tx, countsOf([...taken.values()].flat(), 1));
  return taken;
}

function isLimited({ transport }: App, { domainLimits, warmUp }: HousePolicy): boolean {
  return transport.kind !== 'capture' && (domainLimits.length > 0 || warmUp !== null);
}

/** Gives back what these letters took: they were certainly not handed over. */
export async function giveBackLimits(db: Db, taken: TakenLimits, ids: readonly string[]): Promise<void> {
  if (taken.size === 0) return;
  await addSendCounts(
    db,
    countsOf(
      ids.flatMap((id) => taken.get(id) ?? []),
      -1,
    ),
  );
}

/** What a letter may be limited by: whom it is to, then whom it is from. */
function keysOf({ draft, verdict }: JudgedLetter): string[] {
  if (draft === null || verdict.kind !== 'send') return [];
  return limitKeys(draft.from.address, draft.to.address);
}

function limitKeys(from: string, to: string): string[] {
  return [`to:${domainOf(to)}`, `from:${domainOf(from)}`];
}

async function findLimits(
  tx: Db,
  keys: ReadonlySet<string>,
  { domainLimits, warmUp, zone }: HousePolicy,
  now: Date,
): Promise<Map<string, Limit>> {
  const limits = new Map<string, Limit>();
  for (const { domain, perHour } of domainLimits) {
    const key = `to:${domain}`;
    const words = `${perHour} an hour to ${domain}`;
    if (keys.has(key))
      limits.set(key, { key, span: startOfMinute(now), most: minuteShare(perHour, now), words, perHour });
  }
  if (warmUp === null) return limits;
  const today = localDay(now, zone);
  for (const key of keys) {
    if (!key.startsWith('from:')) continue;
    const domain = key.slice('from:'.length);
    const first = localDay(await findFirstLetterAt(tx, domain, now), zone);
    const most = warmUpShare(warmUp, daysBetween(first, today));
    const words = `${most} today from ${domain}, which is new`;
    if (most !== null) limits.set(key, { key, span: new Date(`${today}T00:00:00Z`), most, words, perHour: null });
  }
  return limits;
}

/** In the order in which they waited: to the next minutes that have room, or to the next day of whoever gets it. */
function putOff({ perHour, words }: Limit, list: readonly JudgedLetter[], now: Date): [JudgedLetter, JudgedLetter][] {
  const minutes = perHour === null ? [] : laterMinutes(perHour, now, list.length);
  return list.map((one, index) => {
    const { verdict, enrollment } = one;
    if (verdict.kind !== 'send') return [one, one];
    const tomorrow = addDays(localDay(now, enrollment.facts.contact.zone), 1);
    const until = minutes[index] ?? slotFor(enrollment.facts, verdict.step, tomorrow);
    const { step, occurrence } = verdict;
    const reason = [why('rate_limit', { limit: words })];
    return [one, { ...one, draft: null, verdict: { kind: 'defer', until, step, occurrence, why: reason } }];
  });
}

function countsOf(spans: readonly LimitSpan[], sign: 1 | -1): (LimitSpan & { count: number })[] {
  const counts = new Map<string, LimitSpan & { count: number }>();
  for (const { key, span } of spans) {
    const name = `${key} ${span.getTime()}`;
    counts.set(name, { key, span, count: (counts.get(name)?.count ?? 0) + sign });
  }
  return [...counts.values()];
}
