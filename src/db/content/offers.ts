import { and, desc, eq, gte, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { offers } from '../schema.ts';

export type OfferRow = typeof offers.$inferSelect;

export async function findOffer(db: Db, id: string): Promise<OfferRow | null> {
  const rows = await db.select().from(offers).where(eq(offers.id, id));
  return rows[0] ?? null;
}

export async function lockOffer(db: Db, id: string): Promise<OfferRow | null> {
  const rows = await db.select().from(offers).where(eq(offers.id, id)).for('update');
  return rows[0] ?? null;
}

/** The newest first. */
export async function listOffers(
  db: Db,
  filter: { validOn?: string | undefined; reason?: string | undefined; withdrawn?: boolean | undefined },
  page: PageRequest,
): Promise<OfferRow[]> {
  const { validOn, reason, withdrawn } = filter;
  return db
    .select()
    .from(offers)
    .where(
      and(
        validOn === undefined ? undefined : and(lte(offers.validFrom, validOn), gte(offers.validUntil, validOn)),
        reason === undefined ? undefined : or(sql`${offers.reasons} = '{}'`, sql`${reason} = any(${offers.reasons})`),
        withdrawn === undefined ? undefined : withdrawn ? isNotNull(offers.withdrawnAt) : isNull(offers.withdrawnAt),
        isBeyond(page, 'desc', offers.createdAt, offers.id),
      ),
    )
    .orderBy(desc(offers.createdAt), desc(offers.id))
    .limit(page.limit);
}

export async function insertOffer(db: Db, row: typeof offers.$inferInsert): Promise<OfferRow> {
  const [inserted] = await db.insert(offers).values(row).returning();
  if (!inserted) throw new Error('The offer was not stored.');
  return inserted;
}

export async function updateOffer(db: Db, id: string, change: Partial<typeof offers.$inferInsert>): Promise<OfferRow> {
  const [row] = await db.update(offers).set(change).where(eq(offers.id, id)).returning();
  if (!row) throw new Error('The offer is gone.');
  return row;
}
