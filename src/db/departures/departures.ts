import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Money } from '../../domain/client.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among, group } from '../rows.ts';
import { departures, highlights } from '../schema.ts';

export type DepartureRow = typeof departures.$inferSelect;
export type HighlightRow = typeof highlights.$inferSelect;
export type DepartureWithHighlights = DepartureRow & { highlights: HighlightRow[] };

export interface NewHighlight {
  text: string;
  amount?: Money | null | undefined;
  kind?: 'saved' | 'earned' | null | undefined;
}

// Rows are locked `for no key update`: letters and tasks that are made meanwhile only need the row to stay (its key), and
// whoever makes them holds locks of enrollments that come first in the order.

export async function insertDeparture(db: Db, row: typeof departures.$inferInsert): Promise<DepartureRow> {
  const [inserted] = await db.insert(departures).values(row).returning();
  return inserted!;
}

/** The departure of a client that is neither undone nor over. */
export async function findOpenDeparture(db: Db, clientId: string): Promise<DepartureRow | null> {
  const [row] = await db
    .select()
    .from(departures)
    .where(and(eq(departures.clientId, clientId), isNull(departures.undoneAt), isNull(departures.endedAt)));
  return row ?? null;
}

/** The same, locked. */
export async function lockOpenDeparture(db: Db, clientId: string): Promise<DepartureRow | null> {
  const [row] = await db
    .select()
    .from(departures)
    .where(and(eq(departures.clientId, clientId), isNull(departures.undoneAt), isNull(departures.endedAt)))
    .for('no key update');
  return row ?? null;
}

export async function lockDeparture(db: Db, id: string): Promise<DepartureRow | null> {
  const [row] = await db.select().from(departures).where(eq(departures.id, id)).for('no key update');
  return row ?? null;
}

export async function lockDepartureByExternalId(db: Db, externalId: string): Promise<DepartureRow | null> {
  const [row] = await db.select().from(departures).where(eq(departures.externalId, externalId)).for('no key update');
  return row ?? null;
}

export async function updateDeparture(
  db: Db,
  id: string,
  changes: Partial<typeof departures.$inferInsert>,
): Promise<DepartureRow> {
  const [row] = await db.update(departures).set(changes).where(eq(departures.id, id)).returning();
  return row!;
}

/** Adds highlights behind those that are there; one with the same text is not added twice. */
export async function addHighlights(db: Db, departureId: string, list: readonly NewHighlight[]): Promise<void> {
  const present = await db.select().from(highlights).where(eq(highlights.departureId, departureId));
  const fresh = list.filter(
    (one, index) =>
      !present.some((row) => row.text === one.text) && list.findIndex((other) => other.text === one.text) === index,
  );
  await insertHighlights(
    db,
    departureId,
    fresh,
    present.reduce((next, row) => Math.max(next, row.position + 1), 0),
  );
}

export async function replaceHighlights(db: Db, departureId: string, list: readonly NewHighlight[]): Promise<void> {
  await db.delete(highlights).where(eq(highlights.departureId, departureId));
  await insertHighlights(db, departureId, list, 0);
}

async function insertHighlights(
  db: Db,
  departureId: string,
  list: readonly NewHighlight[],
  from: number,
): Promise<void> {
  if (list.length === 0) return;
  await db.insert(highlights).values(
    list.map((one, index) => ({
      id: uuidv7(),
      departureId,
      position: from + index,
      text: one.text,
      amount: one.amount?.amount ?? null,
      currency: one.amount?.currency ?? null,
      kind: one.kind ?? null,
    })),
  );
}

async function withHighlights(db: Db, rows: DepartureRow[]): Promise<DepartureWithHighlights[]> {
  const ids = rows.map((row) => row.id);
  const lines =
    ids.length === 0
      ? []
      : await db.select().from(highlights).where(among(highlights.departureId, ids)).orderBy(asc(highlights.position));
  const byDeparture = group(lines, (line) => line.departureId);
  return rows.map((row) => ({ ...row, highlights: byDeparture.get(row.id) ?? [] }));
}

export async function findDeparture(db: Db, id: string): Promise<DepartureWithHighlights | null> {
  const rows = await db.select().from(departures).where(eq(departures.id, id));
  return (await withHighlights(db, rows))[0] ?? null;
}

/** The latest first. */
export async function listDepartures(
  db: Db,
  filter: { clientId?: string | undefined; reason?: DepartureRow['reason'] | undefined },
  page: PageRequest,
): Promise<DepartureWithHighlights[]> {
  const rows = await db
    .select()
    .from(departures)
    .where(
      and(
        filter.clientId === undefined ? undefined : eq(departures.clientId, filter.clientId),
        filter.reason === undefined ? undefined : eq(departures.reason, filter.reason),
        isBeyond(page, 'desc', departures.recordedAt, departures.id),
      ),
    )
    .orderBy(desc(departures.recordedAt), desc(departures.id))
    .limit(page.limit);
  return withHighlights(db, rows);
}
