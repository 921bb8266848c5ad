import { and, desc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { newsItems } from '../schema.ts';

export type NewsItemRow = typeof newsItems.$inferSelect;

export async function findNewsItem(db: Db, id: string): Promise<NewsItemRow | null> {
  const rows = await db.select().from(newsItems).where(eq(newsItems.id, id));
  return rows[0] ?? null;
}

export async function lockNewsItem(db: Db, id: string): Promise<NewsItemRow | null> {
  const rows = await db.select().from(newsItems).where(eq(newsItems.id, id)).for('update');
  return rows[0] ?? null;
}

/** The newest first. */
export async function listNews(
  db: Db,
  filter: { reason?: string | undefined; useful?: boolean | undefined; withdrawn?: boolean | undefined },
  page: PageRequest,
): Promise<NewsItemRow[]> {
  const { reason, useful, withdrawn } = filter;
  return db
    .select()
    .from(newsItems)
    .where(
      and(
        useful === undefined ? undefined : eq(newsItems.useful, useful),
        reason === undefined
          ? undefined
          : or(sql`${newsItems.reasons} = '{}'`, sql`${reason} = any(${newsItems.reasons})`),
        withdrawn === undefined
          ? undefined
          : withdrawn
            ? isNotNull(newsItems.withdrawnAt)
            : isNull(newsItems.withdrawnAt),
        isBeyond(page, 'desc', newsItems.createdAt, newsItems.id),
      ),
    )
    .orderBy(desc(newsItems.createdAt), desc(newsItems.id))
    .limit(page.limit);
}

export async function insertNewsItem(db: Db, row: typeof newsItems.$inferInsert): Promise<NewsItemRow> {
  const [inserted] = await db.insert(newsItems).values(row).returning();
  if (!inserted) throw new Error('The news item was not stored.');
  return inserted;
}

export async function updateNewsItem(
  db: Db,
  id: string,
  change: Partial<typeof newsItems.$inferInsert>,
): Promise<NewsItemRow> {
  const [row] = await db.update(newsItems).set(change).where(eq(newsItems.id, id)).returning();
  if (!row) throw new Error('The news item is gone.');
  return row;
}
