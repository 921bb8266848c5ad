import { jobTroubles, type JobRun } from '../today.ts';
import { type Check, checkOf, counted } from './check.ts';

export interface WorkFacts {
  /** Active without a next action, or with one that is long past although sending is on. */
  withoutNextAction: number;
  overdue: number;
  /** Held with neither an end nor an owner and a review date. */
  endlessHolds: number;
  /** Departed clients to be pursued, with nobody there to write to. */
  withoutContact: number;
  uncertain: number;
  failed: number;
  failures: { mails: number; events: number; houseMails: number };
}

/** Whether anything was lost or waits for a person (the promise "never lost"). */
export function judgeWork(facts: WorkFacts): Check[] {
  const { withoutNextAction, overdue, endlessHolds, withoutContact, uncertain, failed, failures } = facts;
  const of = (id: string, title: string, count: number, words: string, fix: string, good: string): Check =>
    count === 0 ? checkOf(id, title).ok(good) : checkOf(id, title).warning(words, fix);
  const drips = checkOf('enrollments', 'Enrollments');
  const holds = checkOf('holds', 'Holds');
  return [
    withoutNextAction > 0
      ? drips.failure(
          `${counted(withoutNextAction, 'active enrollment')} without a next action: nothing would ever leave.`,
          'See GET /v1/enrollments?state=active; hold and resume each (POST /v1/enrollments/:id/hold, …/resume), and tell us.',
        )
      : overdue > 0
        ? drips.failure(
            `${counted(overdue, 'enrollment')} should have been looked at more than an hour ago.`,
            'npx ajar tick, and keep "npx ajar serve" running.',
          )
        : drips.ok('Each open one has its next action.'),
    endlessHolds > 0
      ? holds.failure(
          `${counted(endlessHolds, 'hold')} with neither an end nor an owner and a review date.`,
          'Give the client an owner, or resume or end it on the page of the client.',
        )
      : holds.ok('Each has an end, or an owner and a review date.'),
    of(
      'departed-contacts',
      'Departed clients',
      withoutContact,
      `${counted(withoutContact, 'departed client')} with nobody to write to.`,
      'Add a contact on the page of the client, or set pursue to false.',
      'Each that is pursued has somebody to write to.',
    ),
    of(
      'uncertain',
      'Uncertain letters',
      uncertain,
      `Of ${counted(uncertain, 'letter')} nobody knows whether it left.`,
      'Look at the page Today, or: GET /v1/messages?state=uncertain, then POST /v1/messages/:id/settle.',
      'Of every letter it is known whether it left.',
    ),
    of(
      'failed',
      'Failed letters',
      failed,
      `${counted(failed, 'letter')} could not leave.`,
      'Look at the page Today, or: GET /v1/messages?state=failed, then POST /v1/messages/:id/retry.',
      'None.',
    ),
    judgeStored(failures),
  ];
}

function judgeStored({ mails, events, houseMails }: WorkFacts['failures']): Check {
  const says = checkOf('stored-mail', 'Mail that came in');
  const parts = [
    mails > 0 ? counted(mails, 'mail that came in', 'mails that came in') : null,
    events > 0 ? counted(events, 'notice of the provider', 'notices of the provider') : null,
    houseMails > 0 ? counted(houseMails, 'mail to one of us', 'mails to people of the house') : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return says.ok('Everything was handled.');
  return says.warning(
    `${parts.join(', ')} could not be handled. It is kept.`,
    'See GET /v1/inbound?state=failed, then POST /v1/inbound/:id/replay.',
  );
}

/** Whether the jobs run: without them nothing is planned, sent or fetched. */
export function judgeSchedule(runs: readonly JobRun[], now: Date): Check {
  const says = checkOf('schedule', 'Schedule');
  const fix = 'Keep "npx ajar serve" running (or serve --worker-only); its log says why a job fails.';
  if (!runs.some(({ name }) => name === 'tick')) return says.warning('It has never run here.', fix);
  const [trouble, ...more] = jobTroubles(runs, now);
  if (trouble === undefined) return says.ok('Every job had its turn.');
  const said = [trouble, ...more].map(({ text }) => text).join(' ');
  return [trouble, ...more].some(({ code }) => code === 'job_dead') ? says.failure(said, fix) : says.warning(said, fix);
}
