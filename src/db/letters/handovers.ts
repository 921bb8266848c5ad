import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { handovers, messageCopies, messages } from '../schema.ts';
import { defaultLeaseSeconds, type Holder } from './message-dispatch.ts';

export async function insertHandovers(
  db: Db,
  list: readonly { id: string; transport: string; idempotencyKey: string; bytes: Uint8Array }[],
  now: Date,
): Promise<void> {
  if (list.length === 0) return;
  await db.insert(handovers).values(list.map((one) => ({ ...one, firstTriedAt: now, lastTriedAt: now })));
}

export async function markHandoversEnded(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(
    sql`update handovers set ended_at = ${now.toISOString()}::timestamptz where id = any(${sql.param(ids)}::uuid[])`,
  );
}

/** Between two tries of one handover: long enough for a provider to have finished the first, then longer each time. */
const repeatAfterSeconds = 30;
const longestRepeatSeconds = 3_600;

/** Handovers without a known outcome whose next try has come, without their bytes. Somebody may work on one of them still. */
export async function listOpenHandovers(db: Db, now: Date) {
  const wait = sql`make_interval(secs => least(${repeatAfterSeconds} * power(2, ${handovers.tries} - 1), ${longestRepeatSeconds}))`;
  const { bytes: _, ...columns } = getTableColumns(handovers);
  return db
    .select(columns)
    .from(handovers)
    .where(and(isNull(handovers.endedAt), sql`${handovers.lastTriedAt} + ${wait} <= ${now.toISOString()}::timestamptz`))
    .orderBy(handovers.lastTriedAt)
    .limit(20);
}

/** What is handed over: the same bytes as before. Empty where they are not kept any more. */
export async function findHandoverBytes(db: Db, id: string): Promise<Uint8Array> {
  const rows = await db.select({ bytes: handovers.bytes }).from(handovers).where(eq(handovers.id, id));
  return rows[0]?.bytes ?? new Uint8Array();
}

/** The letters of a handover in the order in which its bytes carry them: that of their ids. */
export async function listMembers(db: Db, handoverId: string) {
  const rows = await db
    .select({
      id: messages.id,
      state: messages.state,
      enrollmentId: messages.enrollmentId,
      stepKey: messages.stepKey,
      occurrence: messages.occurrence,
      dueAt: messages.dueAt,
      errorCode: messages.errorCode,
      envelopeFrom: messageCopies.envelopeFrom,
      toAddress: messageCopies.toAddress,
    })
    .from(messages)
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(eq(messages.handoverId, handoverId))
    .orderBy(messages.id);
  return rows.flatMap((row) => (row.enrollmentId === null ? [] : [{ ...row, enrollmentId: row.enrollmentId }]));
}

/** Takes a handover for one more try; false when somebody else has taken it since it was listed. */
export async function claimHandover(db: Db, id: string, lastTriedAt: Date, now: Date): Promise<boolean> {
  const rows = await db
    .update(handovers)
    .set({ lastTriedAt: now, tries: sql`${handovers.tries} + 1` })
    .where(and(eq(handovers.id, id), eq(handovers.lastTriedAt, lastTriedAt), isNull(handovers.endedAt)))
    .returning({ id: handovers.id });
  return rows.length === 1;
}

/** Moves letters of unknown outcome back to `sending`, because the very same handover is tried again. */
export async function markResending(db: Db, ids: readonly string[], holder: Holder): Promise<void> {
  await db.execute(sql`
    update messages set state = 'sending', ended_at = null, leased_by = ${holder.processId}::uuid,
      lease_until = clock_timestamp() + make_interval(secs => ${holder.leaseSeconds ?? defaultLeaseSeconds})
    where id = any(${sql.param(ids)}::uuid[]) and state = 'uncertain'`);
}
