import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import type { Db } from '../db/db.ts';
import {
  cancelQueued,
  insertDeferrals,
  insertSkips,
  lockDueEnrollments,
  lockOwnersOfFirstLetters,
  type NewDeferral,
  type NewSkip,
  type PlanUpdate,
  updatePlans,
} from '../db/enrollments.ts';
import { insertLetters, type NewLetter } from '../db/message-queue.ts';
import { type EnrollmentFacts, listPlanFacts } from '../db/plan-facts.ts';
import { findPolicy } from '../db/settings.ts';
import { insertStepTasks, type NewStepTask } from '../db/step-tasks.ts';
import type { Verdict } from '../domain/plan/facts.ts';
import { plan } from '../domain/plan/plan.ts';
import { carryOut } from '../domain/plan/timeline.ts';

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
/** A plan that takes more turns than this for one enrollment at one instant is a bug; it is looked at again later. */
const maxTurns = 200;

/**
 * Asks the planner about every enrollment whose time has come, and writes what it says: letters into the outbox, tasks,
 * skips and deferrals with their whys, and when to look again. One transaction a batch, any number of processes.
 */
export async function planDueSteps(app: App, now: Date): Promise<PlanCounts> {
  const total: PlanCounts = { due: 0, queued: 0, tasks: 0, deferred: 0, skipped: 0, exited: 0 };
  for (;;) {
    const counts = await app.db.transaction((tx) => planBatch(tx, now));
    for (const key of Object.keys(total) as (keyof PlanCounts)[]) total[key] += counts[key];
    if (counts.due < batchSize) return total;
  }
}

async function planBatch(tx: Db, now: Date): Promise<PlanCounts> {
  const ids = await lockDueEnrollments(tx, now, batchSize);
  return planEnrollments(tx, ids, now);
}

/** Plans these enrollments, which the caller has locked, within the caller's transaction. */
export async function planEnrollments(tx: Db, ids: readonly string[], now: Date): Promise<PlanCounts> {
  if (ids.length === 0) return { due: 0, queued: 0, tasks: 0, deferred: 0, skipped: 0, exited: 0 };
  await lockOwnersOfFirstLetters(tx, ids);
  const policy = await findPolicy(tx);
  const batch = await listPlanFacts(tx, ids, { now, policy });
  const written = new Writing();
  const firstLetters = new Map<string, number>();
  for (const one of batch) {
    const owner = one.ownerId ?? '';
    one.facts.owner.firstLettersToday = firstLetters.get(owner) ?? one.facts.owner.firstLettersToday;
    takeTurns(one, now, written);
    firstLetters.set(owner, one.facts.owner.firstLettersToday);
  }
  return { due: ids.length, ...(await written.write(tx, now)) };
}

/** Carries out one verdict after the other for one enrollment, until there is nothing more to do now. */
function takeTurns(one: EnrollmentFacts, now: Date, written: Writing): void {
  const { facts } = one;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const verdict = plan(facts, now);
    switch (verdict.kind) {
      case 'send':
        written.letters.push(letterOf(one, verdict));
        if (verdict.isFirst) facts.owner.firstLettersToday += 1;
        break;
      case 'task':
        written.tasks.push(...tasksOf(one, verdict));
        break;
      case 'skip':
        written.skips.push({
          enrollmentId: one.enrollmentId,
          stepKey: verdict.step.key,
          occurrence: verdict.occurrence,
          dueAt: verdict.dueAt,
          why: verdict.why,
        });
        break;
      default:
        written.end(one, verdict);
        return;
    }
    carryOut(facts, verdict, now);
  }
  written.updates.push({
    id: one.enrollmentId,
    state: 'active',
    nextActionAt: new Date(now.getTime() + 3_600_000),
    nextStepKey: null,
    nextWhy: [],
    exitCode: null,
    exitWhy: null,
  });
}

function letterOf(one: EnrollmentFacts, verdict: Extract<Verdict, { kind: 'send' }>): NewLetter {
  const { enrollmentId, contactId, clientId, departureId, campaignId, addressHash, ownerId, isDemo } = one;
  const { dueAt, why, isFirst, occurrence } = verdict;
  const subject = { enrollmentId, contactId, clientId, departureId, campaignId, addressHash, ownerId, isDemo };
  return { id: uuidv7(), ...subject, isFirst, stepKey: verdict.step.key, occurrence, kind: verdict.letter, dueAt, why };
}

/** A check on other clients is one task each; every other task step makes one. */
export function tasksOf(
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

  end(one: EnrollmentFacts, verdict: Extract<Verdict, { kind: 'defer' | 'exit' | 'complete' }>): void {
    const id = one.enrollmentId;
    if (verdict.kind === 'defer') {
      const held =
        one.facts.enrollment.state === 'held' &&
        verdict.step === null &&
        verdict.why.some((reason) => reason.code !== 'basis_expired');
      this.updates.push({
        id,
        state: held ? 'held' : 'active',
        nextActionAt: verdict.until,
        nextStepKey: verdict.step?.key ?? null,
        nextWhy: verdict.why,
        exitCode: null,
        exitWhy: null,
      });
      // Waiting for a date is the plan itself; only a step that was due and had to wait is a deferral.
      if (verdict.step !== null && !verdict.why.some((reason) => reason.code === 'scheduled'))
        this.deferrals.push({
          id: uuidv7(),
          enrollmentId: id,
          stepKey: verdict.step.key,
          occurrence: verdict.occurrence,
          until: verdict.until,
          why: verdict.why,
        });
      return;
    }
    const exit =
      verdict.kind === 'exit'
        ? { exitCode: verdict.code, exitWhy: verdict.why[0]?.text ?? null }
        : { exitCode: null, exitWhy: null };
    this.updates.push({
      id,
      state: verdict.kind === 'exit' ? 'exited' : 'completed',
      nextActionAt: null,
      nextStepKey: null,
      nextWhy: verdict.why,
      ...exit,
    });
  }

  async write(tx: Db, now: Date): Promise<Omit<PlanCounts, 'due'>> {
    const queued = await insertLetters(tx, this.letters, now);
    const tasks = await insertStepTasks(tx, this.tasks, now);
    await insertSkips(tx, this.skips, now, 'planner');
    await insertDeferrals(tx, this.deferrals, now);
    await updatePlans(tx, this.updates, now);
    const ended = this.updates.filter((update) => update.state === 'exited' || update.state === 'completed');
    await cancelQueued(
      tx,
      ended.map((update) => update.id),
      now,
    );
    return {
      queued,
      tasks: tasks.length,
      deferred: this.deferrals.length,
      skipped: this.skips.length,
      exited: ended.length,
    };
  }
}
