import { and, desc, eq, getTableColumns, ilike, isNull, or, sql } from 'drizzle-orm';
import type { SuppressionScope } from '../../domain/suppression.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, suppressions } from '../schema.ts';

export type SuppressionRow = typeof suppressions.$inferSelect & { clientName: string | null };

/** The client that is meant; for an address, that of whoever has it. */
const clientName = sql<string | null>`coalesce(
  (select c.name from clients c where c.id = "suppressions"."client_id"),
  (select c.name from contacts k join clients c on c.id = k.client_id
    where k.address_hash = "suppressions"."address_hash" order by k.created_at, k.id limit 1))`;

const columns = { ...getTableColumns(suppressions), clientName };

export async function findSuppression(db: Db, id: string): Promise<SuppressionRow | null> {
  const rows = await db.select(columns).from(suppressions).where(eq(suppressions.id, id));
  return rows[0] ?? null;
}

/** The newest first. */
export async function listSuppressions(
  db: Db,
  filter: {
    addressHash?: string | undefined;
    client?: string | undefined;
    scope?: SuppressionScope | undefined;
    q?: string | undefined;
    lifted: boolean;
  },
  page: PageRequest,
): Promise<SuppressionRow[]> {
  const like = filter.q === undefined ? null : `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return db
    .select(columns)
    .from(suppressions)
    .where(
      and(
        like === null ? undefined : or(ilike(suppressions.address, like), sql`${clientName} ilike ${like}`),
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
