import type { App } from '../../app.ts';
import type { Breakdown } from '../../contract/report-lists.ts';
import type { Summary } from '../../contract/reports.ts';
import { countByMonth, countByReason } from '../../db/clients/report-lists.ts';
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

interface Span {
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * What happened in a span of days of the house (the last twelve months unless told), and what can be claimed of it.
 *
 * @throws invalid_request for a span that ends before it begins
 */
export async function findResults(app: App, days: Span): Promise<Summary> {
  const { db } = app;
  const period = await findPeriod(app, days);
  const { from, to } = period;
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

/** The same span by month and by reason. @throws invalid_request */
export async function findBreakdown(app: App, days: Span): Promise<Breakdown> {
  const period = await findPeriod(app, days);
  const { from, to, zone } = period;
  return {
    from,
    to,
    months: await countByMonth(app.db, period, zone),
    reasons: await countByReason(app.db, period),
  };
}

/**
 * The span of days that is meant, with its instants in the zone of the house.
 *
 * @throws invalid_request for a span that ends before it begins
 */
export async function findPeriod(app: App, days: Span): Promise<Period & { zone: string }> {
  const { zone } = await findPolicy(app.db);
  const to = days.to ?? localDay(app.now(), zone);
  const from = days.from ?? addDays(addDuration(to, 'P12M', -1), 1);
  if (from > to) {
    const message = `Must not be after ${to}.`;
    throw new AjarError('invalid_request', message, [{ pointer: '/query/from', message }]);
  }
  return { from, to, begin: instantOf(from, 0, zone), end: instantOf(addDays(to, 1), 0, zone), zone };
}
