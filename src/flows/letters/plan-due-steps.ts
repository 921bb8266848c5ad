import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import {
  cancelQueued,
  insertDeferrals,
  insertSkips,
  lockDueEnrollments,
  lockEnrollments,
  lockFreeEnrollments,
  type NewDeferral,
  type NewSkip,
  type PlanUpdate,
  postponePlans,
  updatePlans,
} from '../../db/enrollments/enrollments.ts';
import { insertLetters, type NewLetter } from '../../db/letters/message-queue.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { cancelLooks } from '../../db/tasks/raised-tasks.ts';
import { insertStepTasks, type NewStepTask } from '../../db/tasks/step-tasks.ts';
import { localDay } from '../../domain/calendar.ts';
import { type Batch, openBatch } from '../../domain/plan/batch.ts';
import type { Verdict } from '../../domain/plan/facts.ts';
import { nextLetter } from '../../domain/plan/next-letter.ts';
import { plan } from '../../domain/plan/plan.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { carryOut } from '../../domain/plan/timeline.ts';
import { findStandIn } from '../tasks/find-responsible.ts';
import { askForApproval } from '../enrollments/ask-for-approval.ts';

/** What a round of planning did. */
export interface PlanCounts {
  /** Enrollments that were looked at. */
  due: number;
  queued: number;
  tasks: number;
  deferred: number;
  skipped: number;
  exited: number;
}

const batchSize = 500;
/** A plan that takes more turns than this for one enrollment at one instant is looked at again a little later. */
const maxTurns = 200;
const brokenWaitsMs = 3_600_000;
const shortestWaitMs = 60_000;

/**
 * Asks the planner about every enrollment whose time has come, and writes what it says: letters into the outbox, tasks,
 * skips and deferrals with their whys, and when to look again. One transaction a batch, any number of processes. An
 * enrollment that cannot be planned is set aside for an hour, by itself.
 */
export async function planDueSteps(app: App, now: Date, signal?: AbortSignal): Promise<PlanCounts> {
  let total = nothingPlanned;
  for (let more = true; more && !signal?.aborted;) {
    const counts = await planBatch(app, now);
    total = sum(total, counts);
    more = counts.due === batchSize;
  }
  return total;
}

async function planBatch(app: App, now: Date): Promise<PlanCounts> {
  let ids: string[] = [];
  try {
    return await app.db.transaction(async (tx) => {
      ids = await lockDueEnrollments(tx, now, batchSize);
      return planEnrollments(tx, ids, now, (id, error) => tellBroken(app, id, error));
    });
  } catch (error) {
    if (ids.length === 0) throw error;
    app.log.warn({ error: (error as Error).name }, 'A batch could not be planned; its enrollments are planned singly.');
    return planSingly(app, ids, now);
  }
}

/** After a batch that PostgreSQL refused: whichever enrollment was the reason must not hold up the others. */
async function planSingly(app: App, ids: readonly string[], now: Date): Promise<PlanCounts> {
  let total = nothingPlanned;
  for (const id of ids) {
    try {
      const counts = await app.db.transaction(async (tx) => {
        const free = await lockFreeEnrollments(tx, [id]);
        return free.has(id) ? planEnrollments(tx, [id], now) : nothingPlanned;
      });
      total = sum(total, counts);
    } catch (error) {
      tellBroken(app, id, error);
      await app.db.transaction(async (tx) => {
        await lockEnrollments(tx, [id]);
        await postponePlans(tx, [id], new Date(now.getTime() + brokenWaitsMs));
      });
    }
  }
  return { ...total, due: ids.length };
}

function tellBroken(app: App, enrollmentId: string, error: unknown): void {
  const { name, code } = (unwrapDbError(error) ?? error) as NodeJS.ErrnoException;
  app.log.error(
    { enrollmentId, error: name, code },
    'An enrollment could not be planned; it is tried again in an hour.',
  );
}

const nothingPlanned: PlanCounts = { due: 0, queued: 0, tasks: 0, deferred: 0, skipped: 0, exited: 0 };

function sum(a: PlanCounts, b: PlanCounts): PlanCounts {
  const total = { ...a };
  for (const key of Object.keys(total) as (keyof PlanCounts)[]) total[key] += b[key];
  return total;
}

/**
 * Plans these enrollments, which the caller has locked, within the caller's transaction. With `onBroken` one whose planning
 * throws is set aside for an hour; without it the error flies.
 */
export async function planEnrollments(
  tx: Db,
  ids: readonly string[],
  now: Date,
  onBroken?: (id: string, error: unknown) => void,
): Promise<PlanCounts> {
  if (ids.length === 0) return nothingPlanned;
  const policy = await findPolicy(tx);
  // One alone is mostly a departure that was just recorded: its first letter is weeks away, and no owner has to be locked.
  const lockOwners = ids.length > 1;
  let written = await decide(tx, ids, { now, policy, onBroken, lockOwners });
  if (!lockOwners && written.letters.some((letter) => letter.isFirst))
    written = await decide(tx, ids, { now, policy, onBroken, lockOwners: true });
  await postponePlans(tx, written.broken, new Date(now.getTime() + brokenWaitsMs));
  await giveToStandIns(tx, written.tasks, localDay(now, policy.zone));
  const counts = await written.write(tx, now);
  for (const one of written.waitingForApproval) await askForApproval(tx, one.enrollmentId, one.clientId, now);
  return { due: ids.length, ...counts };
}

interface Deciding {
  now: Date;
  policy: HousePolicy;
  onBroken: ((id: string, error: unknown) => void) | undefined;
  lockOwners: boolean;
}

/** What the planner says of these enrollments at this instant; nothing is written yet. */
async function decide(
  tx: Db,
  ids: readonly string[],
  { now, policy, onBroken, lockOwners }: Deciding,
): Promise<Writing> {
  const members = await listPlanFacts(tx, ids, { now, policy, lockOwners });
  const written = new Writing();
  const batch = openBatch();
  for (const one of members) {
    try {
      const turns = takeTurns(one, now, batch);
      written.add(turns);
      // Also where the house came to want a look only after the enrollment had begun.
      if (turns.deferral?.why.some((reason) => reason.code === 'needs_approval')) written.waitingForApproval.push(one);
    } catch (error) {
      if (onBroken === undefined) throw error;
      onBroken(one.enrollmentId, error);
      written.broken.push(one.enrollmentId);
    }
  }
  return written;
}

/** Whoever covers for an owner who is away gets their new tasks. */
async function giveToStandIns(tx: Db, tasks: NewStepTask[], today: string): Promise<void> {
  const standIns = new Map<string | null, string | null>();
  for (const task of tasks) {
    if (!standIns.has(task.ownerId)) standIns.set(task.ownerId, await findStandIn(tx, task.ownerId, today));
    task.ownerId = standIns.get(task.ownerId) ?? null;
  }
}

/** What comes of one enrollment at one instant. */
interface Turns {
  letters: NewLetter[];
  tasks: NewStepTask[];
  skips: NewSkip[];
  deferral: NewDeferral | null;
  update: PlanUpdate;
}

/** Carries out one verdict after the other for one enrollment, until there is nothing more to do now. */
function takeTurns(one: EnrollmentFacts, now: Date, batch: Batch): Turns {
  const { facts } = one;
  const taken: Pick<Turns, 'letters' | 'tasks' | 'skips'> = { letters: [], tasks: [], skips: [] };
  const sent: Extract<Verdict, { kind: 'send' }>[] = [];
  const end = (rest: Pick<Turns, 'deferral' | 'update'>): Turns => {
    for (const verdict of sent) batch.note(one, verdict, now);
    return { ...taken, ...rest };
  };
  batch.tell(one);
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const verdict = plan(facts, now);
    switch (verdict.kind) {
      case 'send':
        taken.letters.push(letterOf(one, verdict));
        sent.push(verdict);
        break;
      case 'task':
        taken.tasks.push(...tasksOf(one, verdict));
        break;
      case 'skip':
        taken.skips.push({
          enrollmentId: one.enrollmentId,
          stepKey: verdict.step.key,
          occurrence: verdict.occurrence,
          dueAt: verdict.dueAt,
          why: verdict.why,
        });
        break;
      case 'defer':
        return end(waitFor(one, verdict, now));
      default:
        return end({ deferral: null, update: endWith(one, verdict) });
    }
    carryOut(facts, verdict, now, null);
  }
  return end({
    deferral: null,
    update: { ...stays(one, now), nextActionAt: new Date(now.getTime() + shortestWaitMs) },
  });
}

/** A hold that has not ended stays; one that has ended by itself is cleared by being `active`. */
function stays({ enrollmentId, facts }: EnrollmentFacts, now: Date) {
  const { state, holdUntil } = facts.enrollment;
  const held = state === 'held' && (holdUntil === null || holdUntil > now);
  const nextLetterAt = nextLetter(facts, now)?.at ?? null;
  const common = { id: enrollmentId, nextStepKey: null, nextWhy: [], nextLetterAt, exitCode: null, exitWhy: null };
  return { ...common, state: held ? ('held' as const) : ('active' as const) };
}

function waitFor(one: EnrollmentFacts, verdict: Extract<Verdict, { kind: 'defer' }>, now: Date) {
  const { step, occurrence, until, why } = verdict;
  // What is due again at once would never let a batch come to its end.
  const nextActionAt = new Date(Math.max(until.getTime(), now.getTime() + shortestWaitMs));
  const update: PlanUpdate = { ...stays(one, now), nextActionAt, nextStepKey: step?.key ?? null, nextWhy: why };
  // Waiting for a date is the plan itself; only a step that was due and had to wait is a deferral.
  const isDeferral = step !== null && !why.some((reason) => reason.code === 'scheduled');
  const deferral = isDeferral
    ? { id: uuidv7(), enrollmentId: one.enrollmentId, stepKey: step.key, occurrence, until, why }
    : null;
  return { update, deferral };
}

function endWith(one: EnrollmentFacts, verdict: Extract<Verdict, { kind: 'exit' | 'complete' }>): PlanUpdate {
  const exited = verdict.kind === 'exit';
  return {
    id: one.enrollmentId,
    state: exited ? 'exited' : 'completed',
    nextActionAt: null,
    nextStepKey: null,
    nextWhy: verdict.why,
    nextLetterAt: null,
    exitCode: exited ? verdict.code : null,
    exitWhy: exited ? (verdict.why[0]?.text ?? null) : null,
  };
}

function letterOf(one: EnrollmentFacts, verdict: Extract<Verdict, { kind: 'send' }>): NewLetter {
  const { enrollmentId, contactId, clientId, departureId, campaignId, addressHash, ownerId, isDemo } = one;
  const { dueAt, why, isFirst, occurrence } = verdict;
  const subject = { enrollmentId, contactId, clientId, departureId, campaignId, addressHash, ownerId, isDemo };
  return { id: uuidv7(), ...subject, isFirst, stepKey: verdict.step.key, occurrence, kind: verdict.letter, dueAt, why };
}

/** A check on other clients is one task each; every other task step makes one. */
function tasksOf(
  one: Omit<EnrollmentFacts, 'enrollmentId'> & { enrollmentId: string | null },
  verdict: Extract<Verdict, { kind: 'task' }>,
): NewStepTask[] {
  const { step, dueOn } = verdict;
  const about = step.task === 'check_in_client' ? one.facts.checkInClientIds.slice(0, step.atMost) : [null];
  return about.map((aboutClientId, index) => ({
    id: uuidv7(),
    kind: step.task,
    clientId: one.clientId,
    contactId: one.contactId,
    departureId: one.departureId,
    enrollmentId: one.enrollmentId,
    stepKey: step.key,
    occurrence: verdict.occurrence + index,
    aboutClientId,
    ownerId: one.ownerId,
    title: step.title,
    dueOn,
  }));
}

/** What a batch decided, written in one go each kind. */
class Writing {
  readonly letters: NewLetter[] = [];
  readonly tasks: NewStepTask[] = [];
  readonly skips: NewSkip[] = [];
  readonly deferrals: NewDeferral[] = [];
  readonly updates: PlanUpdate[] = [];
  /** Enrollments whose planning threw. */
  readonly broken: string[] = [];
  readonly waitingForApproval: EnrollmentFacts[] = [];

  add({ letters, tasks, skips, deferral, update }: Turns): void {
    this.letters.push(...letters);
    this.tasks.push(...tasks);
    this.skips.push(...skips);
    if (deferral !== null) this.deferrals.push(deferral);
    this.updates.push(update);
  }

  async write(tx: Db, now: Date): Promise<Omit<PlanCounts, 'due'>> {
    const queued = await insertLetters(tx, this.letters, now);
    const tasks = await insertStepTasks(tx, this.tasks, now);
    await insertSkips(tx, this.skips, now, 'planner');
    await insertDeferrals(tx, this.deferrals, now);
    await updatePlans(tx, this.updates, now);
    const ended = this.updates.filter((update) => update.state === 'exited' || update.state === 'completed');
    const endedIds = ended.map((update) => update.id);
    await cancelQueued(tx, endedIds, now);
    // The house may have given up its wish for a look: a letter that leaves all the same asks nobody any more.
    const first = this.letters.filter((letter) => letter.isFirst).map((letter) => letter.enrollmentId);
    await cancelLooks(tx, [...first, ...endedIds], now, 'planner');
    return {
      queued,
      tasks: tasks.length,
      deferred: this.deferrals.length,
      skipped: this.skips.length,
      exited: ended.length,
    };
  }
}
