import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { countDemo, countDemoClients, findDemoOffset, markDemoOffset } from '../../db/demo/demo.ts';
import { markJobsAwake } from '../../db/house/job-runs.ts';
import { addDuration, instantOf, localDay, localTime } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { houseZone } from './cast-house.ts';
import { playUntil, type Told } from './play-until.ts';

/** What a fast-forward brought. */
export interface DemoWalk {
  /** Where the clock of the demo stands now. */
  now: Date;
  /** The same as the house's day. */
  today: string;
  /** By how many whole days it runs ahead of the real one. */
  daysAhead: number;
  letters: number;
  /** What people did, in a few words each, in the order of time. */
  told: string[];
  /** The same, with what it concerns. */
  events: Told[];
  /** Calls that have become due and are still to be made. */
  calls: number;
}

/** In the longest quiet of the demo something happens within this. */
const longestQuietDays = 400;

/** Taken by whoever moves the clock, for as long as they do. */
export const demoLock = 7_205_001;

/**
 * Moves the clock of the demo as `walk` does, unless it is moving already, here or in another process.
 *
 * @throws demo_moving; what `walk` throws
 */
export async function advanceDemo(app: App, step: string): Promise<DemoWalk> {
  const client = await app.pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [demoLock]);
    if (!rows[0]?.taken) throw new AjarError('demo_moving', 'Wait until the clock of the demo stands still.');
    try {
      return await walk(app, step);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [demoLock]);
      await announceChange(app.db, 'demo');
    }
  } finally {
    client.release();
  }
}

/**
 * Moves the clock of the demo by a duration of calendar units, or to the next event, and has everything happen that lies
 * between, in its order: letters, tasks, and what the people of the demo do. The clock moves along, so that a run that is
 * broken off has gone as far as its last moment.
 *
 * @throws wrong_state where there is no demo; time_travel_refused with a real transport
 */
async function walk(app: App, step: string): Promise<DemoWalk> {
  if (app.transport.kind !== 'capture')
    throw new AjarError(
      'time_travel_refused',
      `The clock of the demo does not move with MAIL_TRANSPORT=${app.transport.kind}. Remove the demo: npx ajar demo --remove`,
    );
  if ((await countDemoClients(app.db)) === 0)
    throw new AjarError(
      'wrong_state',
      'There is no demo in this database. It is made at the first start with an empty embedded one: AJAR_DATA_DIR=./demo npm start',
    );
  const from = app.now();
  const machineMs = from.getTime() - (await findDemoOffset(app.db)) * 1000;
  const ahead = (at: Date) => Math.ceil((at.getTime() - machineMs) / 1000);
  const until =
    step === 'next' ? new Date(from.getTime() + longestQuietDays * 86_400_000) : addCalendarDuration(from, step);
  const { at, counts, told } = await playUntil(app, from, until, {
    untilEvent: step === 'next',
    onMoment: (moment) => markDemoOffset(app.db, ahead(moment)),
  });
  // The jobs have not slept: they wake by the machine's clock, which stood still.
  await markJobsAwake(app.db, at);
  const today = localDay(at, houseZone);
  const { calls } = await countDemo(app.db, { after: localDay(from, houseZone), until: today });
  return {
    now: at,
    today,
    daysAhead: Math.floor(ahead(at) / 86_400),
    letters: counts.accepted,
    told: told.map((one) => one.text),
    events: told,
    calls,
  };
}

/** The same time of day, so many days or months later. */
function addCalendarDuration(from: Date, duration: string): Date {
  const { day, minute } = localTime(from, houseZone);
  const at = instantOf(addDuration(day, duration), minute, houseZone);
  return new Date(at.getTime() + (from.getTime() % 60_000));
}
