import type { App } from '../../app.ts';
import type { Summary } from '../../contract/reports.ts';
import {
  countArms,
  countDepartures,
  countLetters,
  countOpenEnrollments,
  countReplies,
  countStops,
  countWinBacks,
  type Period,
} from '../../db/clients/reports.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDays, addDuration, instantOf, localDay } from '../../domain/calendar.ts';
import { isTooFewToTell, resultsInWords } from '../../domain/results.ts';
import { AjarError } from '../../errors.ts';

/**
 * What happened in a span of days of the house (the last twelve months unless told), and what can be claimed of it.
 *
 * @throws invalid_request for a span that ends before it begins
 */
export async function findResults(
  app: App,
  days: { from?: string | undefined; to?: string | undefined },
): Promise<Summary> {
  const { db } = app;
  const { zone } = await findPolicy(db);
  const to = days.to ?? localDay(app.now(), zone);
  const from = days.from ?? addDays(addDuration(to, 'P12M', -1), 1);
  if (from > to) {
    const message = `Must not be after ${to}.`;
    throw new AjarError('invalid_request', message, [{ pointer: '/query/from', message }]);
  }
  const period: Period = { from, to, begin: instantOf(from, 0, zone), end: instantOf(addDays(to, 1), 0, zone) };
  const departures = await countDepartures(db, period);
  const winBacks = await countWinBacks(db, period);
  const holdout = await countArms(db, period);
  return {
    from,
    to,
    sentence: resultsInWords({ from, to, departures, winBacks, holdout }),
    departures: { count: departures.count, valueLost: departures.valueLost },
    winBacks,
    replies: await countReplies(db, period),
    letters: await countLetters(db, period),
    ...(await countStops(db, period)),
    enrollments: await countOpenEnrollments(db),
    holdout: { ...holdout, tooFewToTell: isTooFewToTell(holdout) },
  };
}
