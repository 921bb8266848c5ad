import { and, eq, inArray, like, not, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { jobRuns, mailboxes } from '../schema.ts';

/** Who reads a mailbox, and for how long it is theirs, on the database's clock. */
export interface MailboxHold {
  name: string;
  processId: string;
  seconds: number;
}

/** Takes the mailbox for this process, or keeps it; false while another process has it. */
export async function markMailboxHeld(db: Db, { name, processId, seconds }: MailboxHold): Promise<boolean> {
  const taken = await db.execute(sql`
    insert into ${mailboxes} (name, held_by, held_until)
    values (${name}, ${processId}::uuid, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update set held_by = excluded.held_by, held_until = excluded.held_until
    where ${mailboxes.heldBy} is null or ${mailboxes.heldBy} = excluded.held_by or ${mailboxes.heldUntil} < clock_timestamp()
    returning name`);
  return taken.rows.length === 1;
}

/** Leaves the mailbox to whoever comes next, if it is still ours. */
export async function markMailboxFree(db: Db, { name, processId }: MailboxHold): Promise<void> {
  await db
    .update(mailboxes)
    .set({ heldBy: null, heldUntil: null })
    .where(and(eq(mailboxes.name, name), eq(mailboxes.heldBy, processId)));
}

/** How far a mailbox is read: null before the first time. */
export async function findMailboxPosition(
  db: Db,
  name: string,
): Promise<{ uidValidity: number; lastUid: number } | null> {
  const [row] = await db
    .select({ uidValidity: mailboxes.uidValidity, lastUid: mailboxes.lastUid })
    .from(mailboxes)
    .where(eq(mailboxes.name, name));
  return row === undefined || row.uidValidity === null ? null : { uidValidity: row.uidValidity, lastUid: row.lastUid };
}

/** Notes how far it is read and keeps it; false when another process has taken it over. */
export async function markMailboxRead(
  db: Db,
  { name, processId, seconds }: MailboxHold,
  position: { uidValidity: number; lastUid: number },
): Promise<boolean> {
  const rows = await db
    .update(mailboxes)
    .set({ ...position, heldUntil: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where(and(eq(mailboxes.name, name), eq(mailboxes.heldBy, processId)))
    .returning({ name: mailboxes.name });
  return rows.length === 1;
}

/** Forgets the runs of mailboxes that are not read any more, so that their last failure does not stay on show. */
export async function removeMailboxRuns(db: Db, prefix: string, but: readonly string[]): Promise<void> {
  await db
    .delete(jobRuns)
    .where(and(like(jobRuns.name, `${prefix}%`), but.length === 0 ? undefined : not(inArray(jobRuns.name, [...but]))));
}
