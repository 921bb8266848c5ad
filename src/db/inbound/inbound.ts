import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { inboundMails } from '../schema.ts';

const { raw: _raw, ...columns } = getTableColumns(inboundMails);

/** A mail without its bytes. */
export type InboundRow = Omit<typeof inboundMails.$inferSelect, 'raw'>;
export type InboundSource = InboundRow['source'];

/** Stores a mail; null when the same bytes, or the same mail of the same door, are there already. */
export async function insertInbound(db: Db, row: typeof inboundMails.$inferInsert): Promise<string | null> {
  const rows = await db.insert(inboundMails).values(row).onConflictDoNothing().returning({ id: inboundMails.id });
  return rows[0]?.id ?? null;
}

export async function findSameBytes(
  db: Db,
  of: { sha256: string; source: InboundSource; sourceId: string | null },
): Promise<string | null> {
  const rows = await db
    .select({ id: inboundMails.id })
    .from(inboundMails)
    .where(
      or(
        eq(inboundMails.sha256, of.sha256),
        of.sourceId === null
          ? undefined
          : and(eq(inboundMails.source, of.source), eq(inboundMails.sourceId, of.sourceId)),
      ),
    )
    .orderBy(asc(inboundMails.receivedAt), asc(inboundMails.id))
    .limit(1);
  return rows[0]?.id ?? null;
}

export async function findInbound(db: Db, id: string): Promise<InboundRow | null> {
  const rows = await db.select(columns).from(inboundMails).where(eq(inboundMails.id, id));
  return rows[0] ?? null;
}

/** The bytes of a mail; null when there is no such mail, or retention has removed them. */
export async function findInboundRaw(db: Db, id: string): Promise<Uint8Array | null> {
  const rows = await db.select({ raw: inboundMails.raw }).from(inboundMails).where(eq(inboundMails.id, id));
  return rows[0]?.raw ?? null;
}

export async function lockInbound(db: Db, id: string): Promise<InboundRow | null> {
  const rows = await db.select(columns).from(inboundMails).where(eq(inboundMails.id, id)).for('update');
  return rows[0] ?? null;
}

/** Serialises mails with one Message-ID until the transaction ends: two doors may bring the same one at once. */
export async function lockMessageId(db: Db, messageId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('inbound message id'), hashtext(${messageId}))`);
}

/** The same mail, come through another door with other envelope headers: same Message-ID, writer and words. */
export async function findSameMail(
  db: Db,
  of: { id: string; messageIdHeader: string; fromAddress: string | null; subject: string; visibleText: string },
): Promise<InboundRow | null> {
  const rows = await db
    .select(columns)
    .from(inboundMails)
    .where(
      and(
        eq(inboundMails.messageIdHeader, of.messageIdHeader),
        ne(inboundMails.id, of.id),
        inArray(inboundMails.state, ['handled', 'unmatched', 'dismissed']),
        sql`${inboundMails.fromAddress} is not distinct from ${of.fromAddress}`,
        eq(inboundMails.subject, of.subject),
        eq(inboundMails.visibleText, of.visibleText),
      ),
    )
    .orderBy(asc(inboundMails.receivedAt), asc(inboundMails.id))
    .limit(1);
  return rows[0] ?? null;
}

export async function updateInbound(
  db: Db,
  id: string,
  change: Partial<typeof inboundMails.$inferInsert>,
): Promise<InboundRow> {
  const [row] = await db.update(inboundMails).set(change).where(eq(inboundMails.id, id)).returning(columns);
  if (!row) throw new Error('The mail is gone.');
  return row;
}

/** Records that a mail could not be handled; one that was handled meanwhile stays so. */
export async function markInboundFailed(db: Db, id: string, error: string, now: Date): Promise<void> {
  await db
    .update(inboundMails)
    .set({ state: 'failed', error, handledAt: now, attempts: sql`${inboundMails.attempts} + 1` })
    .where(and(eq(inboundMails.id, id), inArray(inboundMails.state, ['stored', 'failed'])));
}

const excerpt = sql<string | null>`left(${inboundMails.visibleText}, 1000)`;

/** The newest first, of each the beginning of its words. */
export async function listInbound(
  db: Db,
  filter: { state?: InboundRow['state'] | undefined; kind?: NonNullable<InboundRow['kind']> | undefined },
  page: PageRequest,
): Promise<InboundRow[]> {
  return db
    .select({ ...columns, visibleText: excerpt })
    .from(inboundMails)
    .where(
      and(
        filter.state === undefined ? undefined : eq(inboundMails.state, filter.state),
        filter.kind === undefined ? undefined : eq(inboundMails.kind, filter.kind),
        isBeyond(page, 'desc', inboundMails.receivedAt, inboundMails.id),
      ),
    )
    .orderBy(desc(inboundMails.receivedAt), desc(inboundMails.id))
    .limit(page.limit);
}

/** Tries, at growing distances: 1, 4, 16 minutes, about 1, 4 and 17 hours. Then it waits for a person. */
const mostTries = 6;

/** A machine that stood still, or ran out of memory for another mail, makes a mail unreadable that is not. */
const passing = ['unreadable:timeout', 'unreadable:worker_died'];

/**
 * Mails to try again: those that a crash left `stored` for a minute, and those that failed for a reason that may pass.
 * What cannot be read for a reason of its own stays unreadable and is left alone.
 */
export async function listInboundToRetry(db: Db, now: Date, limit: number): Promise<string[]> {
  const at = now.toISOString();
  const wait = sql`make_interval(mins => power(4, ${inboundMails.attempts})::int)`;
  const rows = await db
    .select({ id: inboundMails.id })
    .from(inboundMails)
    .where(
      and(
        isNotNull(inboundMails.raw),
        lt(inboundMails.attempts, mostTries),
        or(
          eq(inboundMails.state, 'stored'),
          and(
            eq(inboundMails.state, 'failed'),
            or(sql`${inboundMails.error} not like 'unreadable:%'`, inArray(inboundMails.error, passing)),
          ),
        ),
        sql`coalesce(${inboundMails.handledAt}, ${inboundMails.receivedAt}) + ${wait} <= ${at}::timestamptz`,
      ),
    )
    .orderBy(asc(inboundMails.receivedAt), asc(inboundMails.id))
    .limit(limit);
  return rows.map((row) => row.id);
}
