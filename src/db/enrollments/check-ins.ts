import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { clients, tasks } from '../schema.ts';
import type { Base } from './plan-fact-rows.ts';

const checkInEveryDays = 90;
const checkInRecordedWithinDays = 31;

/** For departures that were just recorded: up to three other clients of the same owner nobody has checked on lately. */
export async function listCheckIns(
  db: Db,
  base: Base,
  taskRows: Map<string, { stepKey: string | null; kind: string }[]>,
  now: Date,
): Promise<Map<string, string[]>> {
  const since = new Date(now.getTime() - checkInRecordedWithinDays * 86_400_000);
  const fresh = base.filter(
    (row) =>
      row.departure.recordedAt > since &&
      !(taskRows.get(row.departure.id) ?? []).some((task) => task.kind === 'check_in_client'),
  );
  const found = new Map<string, string[]>();
  const byOwner = new Map<string, string[]>();
  for (const { client } of fresh) {
    const owner = client.ownerId ?? '';
    let ids = byOwner.get(owner);
    if (ids === undefined) {
      ids = await findClientsToCheckOn(db, client.ownerId, client.isDemo, now);
      byOwner.set(owner, ids);
    }
    found.set(client.id, ids.filter((id) => id !== client.id).slice(0, 3));
  }
  return found;
}

/** The most valuable active clients of an owner that nobody has been asked to check on lately. */
export async function findClientsToCheckOn(
  db: Db,
  ownerId: string | null,
  isDemo: boolean,
  now: Date,
): Promise<string[]> {
  const since = new Date(now.getTime() - checkInEveryDays * 86_400_000);
  const rows = await db
    .select({ id: clients.id })
    .from(clients)
    .where(
      and(
        inArray(clients.state, ['active', 'won_back']),
        eq(clients.isDemo, isDemo),
        ownerId === null ? isNull(clients.ownerId) : eq(clients.ownerId, ownerId),
        sql`not exists (select 1 from ${tasks} where ${tasks.aboutClientId} = ${clients.id} and ${tasks.createdAt} >= ${since.toISOString()})`,
      ),
    )
    .orderBy(sql`${clients.annualValueAmount} desc nulls last`, clients.id)
    .limit(4);
  return rows.map((row) => row.id);
}
