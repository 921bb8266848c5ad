import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { LinkKind } from '../../domain/user.ts';
import type { Db } from '../db.ts';
import { oneTimeLinks } from '../schema.ts';

/* Like sessions, links end by the database's own clock: the demo's runs ahead. */

const isOpen = sql`${oneTimeLinks.usedAt} is null and ${oneTimeLinks.expiresAt} > clock_timestamp()`;

export type LinkRow = typeof oneTimeLinks.$inferSelect;

export async function insertLink(
  db: Db,
  link: { id: string; kind: LinkKind; tokenHash: string; userId: string | null; createdBy: string; hours: number },
): Promise<{ expiresAt: Date }> {
  const { hours, ...row } = link;
  const [inserted] = await db
    .insert(oneTimeLinks)
    .values({
      ...row,
      createdAt: sql`clock_timestamp()`,
      expiresAt: sql`clock_timestamp() + make_interval(hours => ${hours})`,
    })
    .returning({ expiresAt: oneTimeLinks.expiresAt });
  if (!inserted) throw new Error('The link was not stored.');
  return inserted;
}

/** The link of this token, while it has not been used and its time is not over. */
export async function findLink(db: Db, tokenHash: string): Promise<LinkRow | null> {
  const rows = await db
    .select()
    .from(oneTimeLinks)
    .where(and(eq(oneTimeLinks.tokenHash, tokenHash), isOpen));
  return rows[0] ?? null;
}

/** Uses it up: of any number of requests that bring it at the same time one gets it, the others null. */
export async function markLinkUsed(db: Db, kind: LinkKind, tokenHash: string): Promise<LinkRow | null> {
  const rows = await db
    .update(oneTimeLinks)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(and(eq(oneTimeLinks.tokenHash, tokenHash), eq(oneTimeLinks.kind, kind), isOpen))
    .returning();
  return rows[0] ?? null;
}

/** Earlier links of a person for the same; the newest alone is to work. */
export async function deleteLinksOf(db: Db, userId: string, kind: LinkKind, except: string | null): Promise<void> {
  await db
    .delete(oneTimeLinks)
    .where(
      and(
        eq(oneTimeLinks.userId, userId),
        eq(oneTimeLinks.kind, kind),
        isNull(oneTimeLinks.usedAt),
        except === null ? undefined : ne(oneTimeLinks.id, except),
      ),
    );
}

export async function deleteEndedLinks(db: Db): Promise<number> {
  const { rowCount } = await db.delete(oneTimeLinks).where(sql`not (${isOpen})`);
  return rowCount ?? 0;
}
