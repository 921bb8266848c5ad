import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { clients, departures, segmentMembers, segments, tasks, winBacks } from '../schema.ts';
import type { WinBackRow } from './win-backs.ts';

/** The rows that a win-back changed, changed back: each only while it is as the win-back left it. */

export async function lockWinBack(db: Db, id: string): Promise<WinBackRow | null> {
  const rows = await db.select().from(winBacks).where(eq(winBacks.id, id)).for('update');
  return rows[0] ?? null;
}

export async function deleteWinBack(db: Db, id: string): Promise<void> {
  await db.delete(winBacks).where(eq(winBacks.id, id));
}

/** False: it is over for another reason, or they have left again. */
export async function markDepartureOpen(db: Db, id: string, endedAt: Date, now: Date): Promise<boolean> {
  const rows = await db
    .update(departures)
    .set({ endedAt: null, updatedAt: now })
    .where(
      and(
        eq(departures.id, id),
        eq(departures.endedAt, endedAt),
        isNull(departures.undoneAt),
        sql`not exists (select 1 from departures o where o.client_id = ${departures.clientId}
          and o.undone_at is null and o.ended_at is null)`,
      ),
    )
    .returning({ id: departures.id });
  return rows.length === 1;
}

export async function markClientDeparted(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(clients)
    .set({ state: 'departed', updatedAt: now })
    .where(and(eq(clients.id, id), eq(clients.state, 'won_back')))
    .returning({ id: clients.id });
  return rows.length === 1;
}

export async function reopenTasks(db: Db, departureId: string, canceledAt: Date): Promise<void> {
  await db
    .update(tasks)
    .set({ state: 'open', completedAt: null, completedBy: null })
    .where(and(eq(tasks.departureId, departureId), eq(tasks.state, 'canceled'), eq(tasks.completedAt, canceledAt)));
}

export async function reopenMembership(db: Db, slug: string, clientId: string, endedAt: Date): Promise<void> {
  await db
    .update(segmentMembers)
    .set({ until: null, untilWhy: null })
    .where(
      and(
        eq(segmentMembers.clientId, clientId),
        eq(segmentMembers.until, endedAt),
        sql`${segmentMembers.segmentId} in (select ${segments.id} from ${segments} where ${segments.slug} = ${slug})`,
      ),
    );
}
