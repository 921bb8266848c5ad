import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { ExitCode, HoldCode } from '../../domain/enrollment.ts';
import type { Why } from '../../domain/why.ts';
import type { Db } from '../db.ts';
import { among, texts, uuids } from '../rows.ts';
import { deferrals, enrollments, messages, stepSkips, tasks } from '../schema.ts';

/** Locks enrollments whose time has come, oldest first, past those another process holds; answers their ids. */
export async function lockDueEnrollments(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(and(inArray(enrollments.state, ['active', 'held']), lte(enrollments.nextActionAt, now)))
    .orderBy(asc(enrollments.nextActionAt), asc(enrollments.id))
    .limit(limit)
    .for('update', { skipLocked: true });
  return rows.map((row) => row.id);
}

/** Locks these enrollments in the order of their ids, waiting for whoever holds them. */
export async function lockEnrollments(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(among(enrollments.id, ids))
    .orderBy(asc(enrollments.id))
    .for('update');
}

/** Locks those of the enrollments that nobody else holds, in the order of their ids; answers which. */
export async function lockFreeEnrollments(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(among(enrollments.id, ids))
    .orderBy(asc(enrollments.id))
    .for('update', { skipLocked: true });
  return new Set(rows.map((row) => row.id));
}

/** Where an enrollment stands after the planner has looked at it. */
export interface PlanUpdate {
  id: string;
  state: 'active' | 'held' | 'completed' | 'exited';
  nextActionAt: Date | null;
  nextStepKey: string | null;
  nextWhy: Why[];
  nextLetterAt: Date | null;
  exitCode: ExitCode | null;
  exitWhy: string | null;
}

/** Leaves enrollments alone until a given instant, as they are: something about them cannot be planned. */
export async function postponePlans(db: Db, ids: readonly string[], until: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(enrollments)
    .set({ nextActionAt: until })
    .where(and(among(enrollments.id, ids), inArray(enrollments.state, ['active', 'held'])));
}

/** Writes where the enrollments stand, one statement a batch. A hold that has ended is cleared with it. */
export async function updatePlans(db: Db, updates: readonly PlanUpdate[], now: Date): Promise<void> {
  if (updates.length === 0) return;
  const uuidColumn = (of: (update: PlanUpdate) => string | null) => uuids(updates.map(of));
  const textColumn = (of: (update: PlanUpdate) => string | null) => texts(updates.map(of));
  await db.execute(sql`
    update enrollments e set
      state = u.state, next_action_at = u.next_action_at::timestamptz, next_step_key = u.next_step_key, next_why = u.next_why::jsonb,
      next_letter_at = u.next_letter_at::timestamptz,
      exit_code = u.exit_code, exit_why = u.exit_why, updated_at = ${now.toISOString()}::timestamptz,
      ended_at = case when u.state in ('completed', 'exited') then ${now.toISOString()}::timestamptz end,
      hold_code = case when u.state = 'held' then e.hold_code end,
      held_at = case when u.state = 'held' then e.held_at end,
      hold_until = case when u.state = 'held' then e.hold_until end,
      hold_review_on = case when u.state = 'held' then e.hold_review_on end,
      hold_owner_id = case when u.state = 'held' then e.hold_owner_id end,
      hold_thread_id = case when u.state = 'held' then e.hold_thread_id end
    from unnest(
      ${uuidColumn((one) => one.id)}, ${textColumn((one) => one.state)}, ${textColumn((one) => one.nextActionAt?.toISOString() ?? null)},
      ${textColumn((one) => one.nextStepKey)}, ${textColumn((one) => JSON.stringify(one.nextWhy))},
      ${textColumn((one) => one.exitCode)}, ${textColumn((one) => one.exitWhy)},
      ${textColumn((one) => one.nextLetterAt?.toISOString() ?? null)}
    ) as u (id, state, next_action_at, next_step_key, next_why, exit_code, exit_why, next_letter_at)
    where e.id = u.id`);
}

export interface NewSkip {
  enrollmentId: string;
  stepKey: string;
  occurrence: number;
  dueAt: Date;
  why: Why[];
}

export async function insertSkips(db: Db, skips: readonly NewSkip[], now: Date, by: string): Promise<void> {
  if (skips.length === 0) return;
  const column = <T>(of: (skip: NewSkip) => T) => sql.param(skips.map(of));
  const uuidColumn = (of: (skip: NewSkip) => string | null) => uuids(skips.map(of));
  const textColumn = (of: (skip: NewSkip) => string | null) => texts(skips.map(of));
  await db.execute(sql`
    insert into ${stepSkips} (enrollment_id, step_key, occurrence, due_at, skipped_at, why, by)
    select e, s, o, d::timestamptz, ${now.toISOString()}::timestamptz, w::jsonb, ${by}
    from unnest(${uuidColumn((one) => one.enrollmentId)}, ${textColumn((one) => one.stepKey)}, ${column((one) => one.occurrence)}::int[],
      ${textColumn((one) => one.dueAt.toISOString())}, ${textColumn((one) => JSON.stringify(one.why))}) as u (e, s, o, d, w)
    on conflict do nothing`);
}

export interface NewDeferral {
  id: string;
  enrollmentId: string;
  stepKey: string;
  occurrence: number;
  until: Date;
  why: Why[];
}

/** Records why due steps wait; a step that waits on for the same reason is told of once. */
export async function insertDeferrals(db: Db, list: readonly NewDeferral[], now: Date): Promise<void> {
  if (list.length === 0) return;
  const column = <T>(of: (one: NewDeferral) => T) => sql.param(list.map(of));
  const uuidColumn = (of: (one: NewDeferral) => string | null) => uuids(list.map(of));
  const textColumn = (of: (one: NewDeferral) => string | null) => texts(list.map(of));
  await db.execute(sql`
    insert into ${deferrals} (id, enrollment_id, step_key, occurrence, deferred_at, until, why)
    select i, e, s, o, ${now.toISOString()}::timestamptz, u::timestamptz, w::jsonb
    from unnest(${uuidColumn((one) => one.id)}, ${uuidColumn((one) => one.enrollmentId)}, ${textColumn((one) => one.stepKey)},
      ${column((one) => one.occurrence)}::int[], ${textColumn((one) => one.until.toISOString())}, ${textColumn((one) => JSON.stringify(one.why))})
      as x (i, e, s, o, u, w)
    where not exists (
      select 1 from ${deferrals} d where d.enrollment_id = x.e and d.step_key = x.s and d.occurrence = x.o and d.why = x.w::jsonb
    )`);
}

/** Which enrollments are open (active or held), by whom they concern. The order is that in which they are locked. */
export async function listOpenEnrollments(
  db: Db,
  of: { clientId?: string; addressHash?: string; departureId?: string; contactId?: string; id?: string },
): Promise<{ id: string; contactId: string; clientId: string; departureId: string }[]> {
  return db
    .select({
      id: enrollments.id,
      contactId: enrollments.contactId,
      clientId: enrollments.clientId,
      departureId: enrollments.departureId,
    })
    .from(enrollments)
    .where(
      and(
        inArray(enrollments.state, ['active', 'held']),
        of.id === undefined ? undefined : eq(enrollments.id, of.id),
        of.clientId === undefined ? undefined : eq(enrollments.clientId, of.clientId),
        of.departureId === undefined ? undefined : eq(enrollments.departureId, of.departureId),
        of.contactId === undefined ? undefined : eq(enrollments.contactId, of.contactId),
        of.addressHash === undefined
          ? undefined
          : sql`${enrollments.contactId} in (select id from contacts where address_hash = ${of.addressHash})`,
      ),
    )
    .orderBy(asc(enrollments.id));
}

/** Ends enrollments that are locked. */
export async function markExited(
  db: Db,
  ids: readonly string[],
  end: { code: ExitCode; why: string; now: Date },
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await db
    .update(enrollments)
    .set({
      state: 'exited',
      exitCode: end.code,
      exitWhy: end.why,
      endedAt: end.now,
      updatedAt: end.now,
      nextActionAt: null,
      nextStepKey: null,
      holdCode: null,
      heldAt: null,
      holdUntil: null,
      holdReviewOn: null,
      holdOwnerId: null,
      holdThreadId: null,
    })
    .where(and(among(enrollments.id, ids), inArray(enrollments.state, ['active', 'held'])))
    .returning({ id: enrollments.id });
  return rows.length;
}

export interface Hold {
  code: HoldCode;
  /** The hold ends by itself then; null: somebody looks at it on `reviewOn`. */
  until: Date | null;
  reviewOn: string | null;
  ownerId: string | null;
  threadId: string | null;
  /** When the tick looks at it next: its end, or the review. */
  nextActionAt: Date;
  now: Date;
  /** Days it keeps the plan from moving on (an auto-reply); added to the shift. */
  shiftDays?: number;
}

/** Holds enrollments that are locked. A hold that is already there is replaced. */
export async function markHeld(db: Db, ids: readonly string[], hold: Hold): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(enrollments)
    .set({
      state: 'held',
      holdCode: hold.code,
      heldAt: hold.now,
      holdUntil: hold.until,
      holdReviewOn: hold.reviewOn,
      holdOwnerId: hold.ownerId,
      holdThreadId: hold.threadId,
      nextActionAt: hold.nextActionAt,
      updatedAt: hold.now,
      shiftDays: sql`${enrollments.shiftDays} + ${hold.shiftDays ?? 0}`,
    })
    .where(and(among(enrollments.id, ids), inArray(enrollments.state, ['active', 'held'])));
}

/** Lifts the holds of enrollments that are locked: the tick looks at them at once. */
export async function markActive(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(enrollments)
    .set({
      state: 'active',
      holdCode: null,
      heldAt: null,
      holdUntil: null,
      holdReviewOn: null,
      holdOwnerId: null,
      holdThreadId: null,
      nextActionAt: now,
      updatedAt: now,
    })
    .where(and(among(enrollments.id, ids), eq(enrollments.state, 'held')));
}

/** Has the tick look at these enrollments again at once: something they depend on has changed. */
export async function markToReplan(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(enrollments)
    .set({ nextActionAt: sql`least(${enrollments.nextActionAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(among(enrollments.id, ids), eq(enrollments.state, 'active')));
}

/** The same for every enrollment that is active: the rules of the house have changed. */
export async function markAllToReplan(db: Db, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await db
    .update(enrollments)
    .set({ nextActionAt: at })
    .where(and(eq(enrollments.state, 'active'), sql`${enrollments.nextActionAt} > ${at}`));
}

/** Cancels letters of these enrollments that nobody has claimed. Those in `sending` count as handed over. */
export async function cancelQueued(db: Db, enrollmentIds: readonly string[], now: Date): Promise<number> {
  if (enrollmentIds.length === 0) return 0;
  const rows = await db
    .update(messages)
    .set({ state: 'canceled', endedAt: now })
    .where(and(among(messages.enrollmentId, enrollmentIds), eq(messages.state, 'queued')))
    .returning({ id: messages.id });
  return rows.length;
}

/** Cancels what a person was to do for these enrollments. */
export async function cancelOpenTasks(db: Db, enrollmentIds: readonly string[], now: Date, by: string): Promise<void> {
  if (enrollmentIds.length === 0) return;
  await db
    .update(tasks)
    .set({ state: 'canceled', completedAt: now, completedBy: by })
    .where(and(among(tasks.enrollmentId, enrollmentIds), eq(tasks.state, 'open')));
}

/** Opens the enrollment of a departure again that had ended only because the client was not to be pursued; its id, or null. */
export async function reopenNotPursued(db: Db, departureId: string, now: Date): Promise<string | null> {
  const rows = await db
    .update(enrollments)
    .set({ state: 'active', exitCode: null, exitWhy: null, endedAt: null, nextActionAt: now, updatedAt: now })
    .where(
      and(
        eq(enrollments.departureId, departureId),
        eq(enrollments.state, 'exited'),
        eq(enrollments.exitCode, 'not_pursued'),
        sql`not exists (select 1 from enrollments o where o.contact_id = ${enrollments.contactId}
          and o.campaign_id = ${enrollments.campaignId} and o.state in ('active', 'held'))`,
      ),
    )
    .returning({ id: enrollments.id });
  return rows[0]?.id ?? null;
}
