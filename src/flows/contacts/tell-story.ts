import type { App } from '../../app.ts';
import { type History, listActorNames, listEnrollmentsOf, listHistory } from '../../db/contacts/timeline.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { instantOf, localIso } from '../../domain/calendar.ts';
import { isOncePerDeparture, letterKinds } from '../../domain/message.ts';
import { nextLetter } from '../../domain/plan/next-letter.ts';
import { timeline } from '../../domain/plan/timeline.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { isWhyCode, type Why, why } from '../../domain/why.ts';
import { asIfNotHeldOut } from '../enrollments/preview-enrollment.ts';

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
  threadId?: string;
  contactId?: string;
  enrollmentId?: string;
  occurrence?: number;
  campaign?: string;
  /** Who did it, by name where it was a person of the house. */
  by?: string;
  /** A subject, the title of a task, the kind of an activity. */
  title?: string;
  text?: string;
  dueOn?: string;
  /** The next occurrence of its step: it can be skipped or moved. */
  isNext?: boolean;
  /** A person skipped it, and may take that back. */
  canUnskip?: boolean;
}

export interface Story {
  clientId: string;
  /** Whose letters are told, each with the zone in which they are. */
  people: readonly { id: string; zone: string }[];
  /** The zone of what concerns the client as a whole. */
  zone: string;
  now: Date;
  until: Date;
  policy: HousePolicy;
}

type Rest = Omit<TimelineEntry, 'at' | 'localAt' | 'zone'>;
type Enrollments = Awaited<ReturnType<typeof listEnrollmentsOf>>;

/** What has been, in the order of time, and then what the planner will do. */
export async function tellStory(app: App, story: Story): Promise<TimelineEntry[]> {
  const contactIds = story.people.map((one) => one.id);
  const enrollments = await listEnrollmentsOf(app.db, contactIds);
  const history = await listHistory(
    app.db,
    { clientId: story.clientId, contactIds },
    enrollments.map((one) => one.id),
  );
  const names = await listActorNames(app.db, [
    ...history.activities.map((row) => row.by),
    ...history.skips.map((row) => row.by),
    ...history.tasks.flatMap((row) => row.completedBy ?? []),
    ...history.deeds.map((row) => row.actor),
    ...[...history.departures, ...history.winBacks].map((row) => row.recordedBy),
  ]);
  const zones = new Map(story.people.map((one) => [one.id, one.zone]));
  const entry = (at: Date, rest: Rest): TimelineEntry => {
    const zone = zones.get(rest.contactId ?? '') ?? story.zone;
    return { at, localAt: localIso(at, zone), zone, ...rest };
  };
  const telling: Telling = { history, enrollments, entry, nameOf: (actor) => names.get(actor) };
  const done = [...lettersDone(telling), ...tasksDone(telling), ...stepsDone(telling), ...eventsDone(telling)];
  const planned = await tellPlan(app, story, telling);
  return [...done.toSorted(byTime), ...planned.toSorted(byTime)];
}

interface Telling {
  history: History;
  enrollments: Enrollments;
  entry: (at: Date, rest: Rest) => TimelineEntry;
  nameOf: (actor: string) => string | undefined;
}

/** An optional field, left out where it says nothing. */
function given<Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } {
  return (value === null || value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

const event = (outcome: string, reasons: Why[], rest: Partial<Rest> = {}): Rest => ({
  kind: 'event',
  step: null,
  state: 'done',
  letter: null,
  outcome,
  why: reasons,
  ...rest,
});

function lettersDone({ history, entry }: Telling): TimelineEntry[] {
  return history.messages.filter(hasEnded).map((row) =>
    entry(row.acceptedAt ?? row.endedAt ?? row.sendingAt ?? row.queuedAt, {
      // What was canceled was never a letter to anybody.
      kind: row.state === 'canceled' ? 'event' : 'letter',
      step: row.stepKey,
      state: 'done',
      letter: row.kind,
      outcome: row.state,
      why: row.why,
      messageId: row.id,
      contactId: row.contactId,
      ...given('enrollmentId', row.enrollmentId),
      ...given('occurrence', row.occurrence),
      ...given('threadId', row.threadId),
      ...given('title', row.subject),
    }),
  );
}

/** Whether it is a matter of the past: a rep's answer that is queued has no plan that would tell of it. */
function hasEnded(row: { state: string; enrollmentId: string | null }): boolean {
  return row.state !== 'queued' || row.enrollmentId === null;
}

function tasksDone({ history, entry, nameOf }: Telling): TimelineEntry[] {
  return history.tasks.map((row) =>
    entry(row.completedAt ?? row.createdAt, {
      kind: 'task',
      step: row.stepKey,
      state: 'done',
      letter: null,
      outcome: row.state,
      why: [],
      taskId: row.id,
      title: row.title,
      dueOn: row.dueOn,
      ...given('contactId', row.contactId),
      ...given('enrollmentId', row.enrollmentId),
      ...given('text', row.note),
      ...given('by', row.completedBy === null ? null : nameOf(row.completedBy)),
    }),
  );
}

function stepsDone({ history, enrollments, entry, nameOf }: Telling): TimelineEntry[] {
  const of = new Map(enrollments.map((one) => [one.id, one]));
  const ofStep = (row: { enrollmentId: string; stepKey: string; occurrence: number }) => ({
    step: row.stepKey,
    occurrence: row.occurrence,
    enrollmentId: row.enrollmentId,
    ...given('contactId', of.get(row.enrollmentId)?.contactId),
  });
  const isOpen = (id: string) => ['active', 'held'].includes(of.get(id)?.state ?? '');
  return [
    ...history.skips.map((row) =>
      entry(
        row.skippedAt,
        event('skipped', row.why, {
          ...ofStep(row),
          ...given('by', nameOf(row.by)),
          ...(row.why[0]?.code === 'skipped_by_hand' && isOpen(row.enrollmentId) && { canUnskip: true }),
        }),
      ),
    ),
    ...history.deferrals.map((row) => entry(row.deferredAt, event('deferred', row.why, ofStep(row)))),
    ...enrollments.flatMap((row) =>
      row.endedAt === null
        ? []
        : [
            entry(
              row.endedAt,
              event(row.exitCode ?? 'completed', whyEnded(row), {
                contactId: row.contactId,
                enrollmentId: row.id,
                campaign: row.campaign,
              }),
            ),
          ],
    ),
  ];
}

/** Why an enrollment ended: the code of the exit with the words that were kept of it, or what the planner said last. */
function whyEnded({ exitCode, exitWhy, nextWhy }: Enrollments[number]): Why[] {
  if (exitCode === null) return nextWhy?.length ? nextWhy : [why('finished')];
  const code = isWhyCode(exitCode) ? exitCode : 'manual';
  // Words that a person chose are erased with them: the sentence of the code is left.
  return [exitWhy === null ? why(code) : { code, text: exitWhy }];
}

const deedOutcomes: Record<string, string> = {
  'hold-enrollment': 'held',
  'resume-enrollment': 'resumed',
  'enroll-contact': 'enrolled',
  'undo-win-back': 'win_back_undone',
};

function eventsDone({ history, enrollments, entry, nameOf }: Telling): TimelineEntry[] {
  const of = new Map(enrollments.map((one) => [one.id, one]));
  return [
    ...history.departures.map((row) => {
      const by = given('by', nameOf(row.recordedBy));
      return row.undoneAt === null
        ? entry(
            row.recordedAt,
            event('departed', row.pursue ? [] : [why('not_pursued')], {
              ...by,
              title: row.reason,
              dueOn: row.departedOn,
            }),
          )
        : entry(row.recordedAt, event('undone', [why('undone')], by));
    }),
    ...history.winBacks.map((row) =>
      entry(
        row.recordedAt,
        event('won_back', [why('won_back')], {
          ...given('by', nameOf(row.recordedBy)),
          ...given('text', row.note),
          dueOn: row.wonBackOn,
        }),
      ),
    ),
    ...history.replies.map((row) =>
      entry(
        row.receivedAt,
        event('replied', [why('replied')], {
          contactId: row.contactId,
          threadId: row.threadId,
          text: row.visibleText.slice(0, 600),
        }),
      ),
    ),
    ...history.activities.map((row) =>
      entry(
        row.happenedAt,
        event('logged', [], {
          title: row.kind,
          ...given('text', row.text),
          ...given('contactId', row.contactId),
          ...given('taskId', row.taskId),
          ...given('by', nameOf(row.by)),
        }),
      ),
    ),
    ...history.deeds.map((row) =>
      entry(
        row.at,
        event(deedOutcomes[row.action] ?? 'held', [why(row.action === 'hold-enrollment' ? 'held' : 'manual')], {
          ...given('by', nameOf(row.actor)),
          ...given('contactId', of.get(row.subjectId ?? '')?.contactId),
          ...given('enrollmentId', of.get(row.subjectId ?? '')?.id),
        }),
      ),
    ),
  ];
}

/** What the planner will do; for a client who is held out, what it would have done from the beginning. */
async function tellPlan(app: App, story: Story, { history, enrollments, entry }: Telling): Promise<TimelineEntry[]> {
  const { now, until, policy } = story;
  const batch = await listPlanFacts(
    app.db,
    enrollments
      .filter((one) => one.state === 'active' || one.state === 'held' || one.exitCode === 'holdout')
      .map((one) => one.id),
    // A letter that is queued is judged anew before it leaves: it is told as planned.
    { now, policy, withoutQueued: true },
  );
  const taken = new Map<string, Set<string>>();
  return inOrder(batch, now).flatMap((member) => {
    const { enrollmentId, contactId } = member;
    const ofDeparture = taken.get(member.departureId) ?? new Set<string>();
    taken.set(member.departureId, ofDeparture);
    // What a colleague has before, nobody else at the client has again: first letters, and tasks.
    member.facts.departureLetters.push(...letterKinds.filter((kind) => ofDeparture.has(kind)));
    const heldOut = member.facts.client.heldOut;
    const enrollment = enrollments.find((one) => one.id === enrollmentId);
    const from = heldOut ? (enrollment?.startedAt ?? now) : now;
    const queued = new Map(
      history.messages
        .filter((row) => row.state === 'queued' && row.enrollmentId === enrollmentId)
        .map((row) => [row.stepKey, row]),
    );
    const seen = new Set<string | null>([null]);
    const planned = timeline(heldOut ? asIfNotHeldOut(member).facts : member.facts, from, until).filter(
      (one) => one.kind !== 'task' || !ofDeparture.has(`${one.step} ${one.occurrence}`),
    );
    for (const one of planned)
      if (one.kind === 'task') ofDeparture.add(`${one.step} ${one.occurrence}`);
      else if (one.letter !== null && isOncePerDeparture(one.letter)) ofDeparture.add(one.letter);
    return planned.map((one) => {
      const waiting = one.kind === 'letter' ? queued.get(one.step) : undefined;
      if (waiting !== undefined) queued.delete(one.step);
      const isNext = !heldOut && !seen.has(one.step);
      seen.add(one.step);
      return entry(waiting !== undefined && waiting.notBefore > one.at ? waiting.notBefore : one.at, {
        kind: one.kind,
        step: one.step,
        state: 'planned',
        letter: one.letter,
        outcome: null,
        why: heldOut ? [why('holdout'), ...one.why] : one.why,
        contactId,
        enrollmentId,
        ...given('occurrence', one.occurrence),
        ...given('campaign', enrollment?.campaign),
        ...(isNext && { isNext }),
        ...given('messageId', waiting?.id),
      });
    });
  });
}

/** Whose letter leaves first comes first. */
function inOrder(batch: readonly EnrollmentFacts[], now: Date): EnrollmentFacts[] {
  const at = new Map(
    batch.map((one) => [one.enrollmentId, nextLetter(one.facts, now)?.at.getTime() ?? Number.POSITIVE_INFINITY]),
  );
  return batch.toSorted((a, b) => (at.get(a.enrollmentId) ?? 0) - (at.get(b.enrollmentId) ?? 0));
}

/** An open task stands where it is due, at nine in the morning; one that is overdue stands at now. */
export function withOpenTasksAhead(entries: readonly TimelineEntry[], now: Date): TimelineEntry[] {
  const ahead = entries.map((one): TimelineEntry => {
    if (one.kind !== 'task' || one.outcome !== 'open' || one.dueOn === undefined) return one;
    const dueAt = instantOf(one.dueOn, 9 * 60, one.zone);
    const at = dueAt > now ? dueAt : now;
    return { ...one, at, localAt: localIso(at, one.zone), state: 'planned' };
  });
  const of = (state: TimelineEntry['state']) => ahead.filter((one) => one.state === state).toSorted(byTime);
  return [...of('done'), ...of('planned')];
}

function byTime(a: TimelineEntry, b: TimelineEntry): number {
  return a.at.getTime() - b.at.getTime();
}
