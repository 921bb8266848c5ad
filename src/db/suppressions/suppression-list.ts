import { and, desc, eq, isNull } from 'drizzle-orm';
import type { SuppressionScope } from '../../domain/suppression.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, suppressions } from '../schema.ts';

export type SuppressionRow = typeof suppressions.$inferSelect;

export async function findSuppression(db: Db, id: string): Promise<SuppressionRow | null> {
  const rows = await db.select().from(suppressions).where(eq(suppressions.id, id));
  return rows[0] ?? null;
}

/** The newest first. */
export async function listSuppressions(
  db: Db,
  filter: {
    addressHash?: string | undefined;
    client?: string | undefined;
    scope?: SuppressionScope | undefined;
    lifted: boolean;
  },
  page: PageRequest,
): Promise<SuppressionRow[]> {
  return db
    .select()
    .from(suppressions)
    .where(
      and(
        filter.addressHash === undefined ? undefined : eq(suppressions.addressHash, filter.addressHash),
        filter.client === undefined ? undefined : eq(suppressions.clientId, filter.client),
        filter.scope === undefined ? undefined : eq(suppressions.scope, filter.scope),
        filter.lifted ? undefined : isNull(suppressions.liftedAt),
        isBeyond(page, 'desc', suppressions.createdAt, suppressions.id),
      ),
    )
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
    .limit(page.limit);
}

export async function hasClient(db: Db, id: string): Promise<boolean> {
  const rows = await db.select({ id: clients.id }).from(clients).where(eq(clients.id, id));
  return rows.length === 1;
}
