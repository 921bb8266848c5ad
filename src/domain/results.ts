import { daysBetween } from './calendar.ts';
import type { Money } from './client.ts';

/** One arm of the comparison: clients who left in the period, and how many of them came back. */
export interface Arm {
  clients: number;
  wonBack: number;
}

/** What the sentence about the results is made of. */
export interface Results {
  from: string;
  to: string;
  departures: { count: number; valueLost: Money[]; earliestOn: string | null };
  winBacks: { count: number; value: Money[]; afterReply: number };
  holdout: { heldOut: Arm; written: Arm };
}

/** Below so many clients in either arm a difference is chance. */
const fewestPerArm = 30;
const tooEarlyDays = 90;
const tooEarly = 'Too early to tell. Come back when clients have been away for three months.';

/** Whether there are too few clients in an arm to say what would have happened without letters. */
export function isTooFewToTell({ heldOut, written }: Results['holdout']): boolean {
  return heldOut.clients < fewestPerArm || written.clients < fewestPerArm;
}

/** The results in one honest paragraph: who left, who came back, and what can be claimed of it. */
export function resultsInWords(results: Results): string {
  const { departures, winBacks, from, to } = results;
  const { earliestOn } = departures;
  const young = earliestOn === null || daysBetween(earliestOn, to) < tooEarlyDays;
  if (young && winBacks.count === 0) return tooEarly;
  return [
    `In ${periodInWords(from, to)} ${countOf(departures.count, 'client')} left${inBrackets(departures.valueLost, ' a year')}.`,
    winBacks.count === 0 ? 'Nobody came back.' : `${winBacks.count} came back${inBrackets(winBacks.value, '')}.`,
    ...(winBacks.count === 0 ? [] : [`${winBacks.afterReply} had answered a letter.`]),
    comparison(results.holdout),
  ].join(' ');
}

function comparison(holdout: Results['holdout']): string {
  const { heldOut, written } = holdout;
  if (heldOut.clients === 0) return 'Nobody was held out, so how many would have come anyway is unknown.';
  const were = `${countOf(heldOut.clients, 'client')} ${heldOut.clients === 1 ? 'was' : 'were'} held out`;
  if (isTooFewToTell(holdout)) return `${were}: too few to tell how many would have come anyway.`;
  return `${were} and ${shareOf(heldOut)} of them came back without a letter; of the ${written.clients} we wrote to it was ${shareOf(written)}.`;
}

function shareOf({ clients, wonBack }: Arm): string {
  return `${((wonBack / clients) * 100).toFixed(1)} %`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "12 months", "one month", "10 days". */
function periodInWords(from: string, to: string): string {
  const days = daysBetween(from, to) + 1;
  const months = Math.round(days / 30.44);
  if (Math.abs(days - months * 30.44) > 3 || months === 0) return countOf(days, 'day');
  return months === 1 ? 'one month' : `${months} months`;
}

function inBrackets(amounts: readonly Money[], per: string): string {
  return amounts.length === 0 ? '' : ` (${amounts.map(moneyInWords).join(' and ')}${per})`;
}

/** "€310,000", "€1.9 M": whole units, and millions with one digit behind the point. */
function moneyInWords({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const units = amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  const millions = units >= 1_000_000;
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: millions ? 1 : 0 };
  const text = new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }).format(
    millions ? units / 1_000_000 : units,
  );
  return millions ? `${text} M` : text;
}
