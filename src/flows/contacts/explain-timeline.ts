import type { App } from '../../app.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findContactWithZone, listEnrollmentsOfContact, listHistory } from '../../db/contacts/timeline.ts';
import { addDuration, dayInWords, instantOf, localDay, localIso } from '../../domain/calendar.ts';
import { timeline } from '../../domain/plan/timeline.ts';
import { type Why, why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';

export interface TimelineEntry {
  at: Date;
  localAt: string;
  zone: string;
  kind: 'letter' | 'task' | 'event';
  step: string | null;
  state: 'done' | 'planned';
  letter: string | null;
  /** What became of it: the message's or the task's state, `skipped`, `deferred`, `replied` … ; null for what is planned. */
  outcome: string | null;
  why: Why[];
  messageId?: string;
  taskId?: string;
}

const planAhead = 'P25M';

/**
 * One contact's story in the order of time: what has been, and what the planner will do until a given instant (25 months
 * ahead unless told). A held-out client's story goes on with what would have been sent.
 *
 * @throws not_found
 */
export async function explainTimeline(
  app: App,
  contactId: string,
  options: { now: Date; until?: Date },
): Promise<TimelineEntry[]> {
  const { now } = options;
  const contact = await findContactWithZone(app.db, contactId);
  if (contact === null) throw new AjarError('not_found', 'There is no contact with this id.');
  const policy = await findPolicy(app.db);
  const zone = contact.timezone ?? contact.clientZone ?? policy.zone;
  const until = options.until ?? instantOf(addDuration(localDay(now, zone), planAhead), 0, zone);
  const enrollments = await listEnrollmentsOfContact(app.db, contactId);
  const history = await listHistory(
    app.db,
    contact,
    enrollments.map((one) => one.id),
  );
  const entry = (at: Date, rest: Omit<TimelineEntry, 'at' | 'localAt' | 'zone'>): TimelineEntry => ({
    at,
    localAt: localIso(at, zone),
    zone,
    ...rest,
  });
  const event = (at: Date, outcome: string, reasons: Why[], step: string | null = null) =>
    entry(at, { kind: 'event', step, state: 'done', letter: null, outcome, why: reasons });

  const done: TimelineEntry[] = [
    ...history.departures.map((row) =>
      row.undoneAt === null
        ? event(row.recordedAt, 'departed', row.pursue ? [] : [why('not_pursued')])
        : event(row.recordedAt, 'undone', [why('undone')]),
    ),
    ...history.winBacks.map((row) => event(row.recordedAt, 'won_back', [why('won_back')])),
    ...history.messages.filter(hasEnded).map((row) =>
      entry(row.acceptedAt ?? row.endedAt ?? row.sendingAt ?? row.queuedAt, {
        // What was canceled was never a letter to anybody.
        kind: row.state === 'canceled' ? 'event' : 'letter',
        step: row.stepKey,
        state: 'done',
        letter: row.kind,
        outcome: row.state,
        why: row.why,
        messageId: row.id,
      }),
    ),
    ...history.tasks.map((row) =>
      entry(row.completedAt ?? row.createdAt, {
        kind: 'task',
        step: row.stepKey,
        state: 'done',
        letter: null,
        outcome: row.state,
        why: [],
        taskId: row.id,
      }),
    ),
    ...history.skips.map((row) => event(row.skippedAt, 'skipped', row.why, row.stepKey)),
    ...history.deferrals.map((row) => event(row.deferredAt, 'deferred', row.why, row.stepKey)),
    ...history.replies.map((row) => event(row.receivedAt, 'replied', [why('replied')])),
    ...enrollments.flatMap((row) =>
      row.endedAt === null
        ? []
        : [
            event(row.endedAt, row.exitCode ?? 'completed', [
              { code: 'manual' as const, text: row.exitWhy ?? dayInWords(localDay(row.endedAt, zone)) },
            ]),
          ],
    ),
  ];
  const planned: TimelineEntry[] = [];
  const batch = await listPlanFacts(
    app.db,
    enrollments
      .filter((one) => one.state === 'active' || one.state === 'held' || one.exitCode === 'holdout')
      .map((one) => one.id),
    // A letter that is queued is judged anew before it leaves: it is told as planned.
    { now, policy, withoutQueued: true },
  );
  for (const { facts, enrollmentId } of batch) {
    const queued = new Map(
      history.messages
        .filter((row) => row.state === 'queued' && row.enrollmentId === enrollmentId)
        .map((row) => [row.stepKey, row]),
    );
    const heldOut = facts.client.heldOut;
    // What would have been sent, from the beginning: the same plan, as if the client were not held out.
    const from = heldOut ? (enrollments.find((one) => one.id === enrollmentId)?.startedAt ?? now) : now;
    const open = heldOut
      ? {
          ...facts,
          client: { ...facts.client, heldOut: false },
          enrollment: { ...facts.enrollment, state: 'active' as const },
        }
      : facts;
    for (const one of timeline(open, from, until)) {
      const waiting = one.kind === 'letter' ? queued.get(one.step) : undefined;
      if (waiting !== undefined) queued.delete(one.step);
      planned.push(
        entry(waiting !== undefined && waiting.notBefore > one.at ? waiting.notBefore : one.at, {
          kind: one.kind,
          step: one.step,
          state: 'planned',
          letter: one.letter,
          outcome: null,
          why: heldOut ? [why('holdout'), ...one.why] : one.why,
          ...(waiting !== undefined && { messageId: waiting.id }),
        }),
      );
    }
  }
  return [...done.toSorted(byTime), ...planned.toSorted(byTime)];
}

/** Whether it is a matter of the past: a rep's answer that is queued has no plan that would tell of it. */
function hasEnded(row: { state: string; enrollmentId: string | null }): boolean {
  return row.state !== 'queued' || row.enrollmentId === null;
}

function byTime(a: TimelineEntry, b: TimelineEntry): number {
  return a.at.getTime() - b.at.getTime();
}
