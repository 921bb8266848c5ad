import { asc, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { houseMails, inboundMails, jobRuns, providerEvents } from '../schema.ts';

export async function listJobRuns(db: Db) {
  return db.select().from(jobRuns).orderBy(asc(jobRuns.name)).limit(50);
}

/** When mail last came in; looked up by state, so that the index answers it. */
export async function findLastInboundAt(db: Db): Promise<Date | null> {
  const found = await db.execute<{ at: Date | string | null }>(sql`
    select max(latest.at) as at from unnest(array['stored', 'handled', 'unmatched', 'failed', 'dismissed']) as s (state),
      lateral (select max(m.received_at) as at from ${inboundMails} m where m.state = s.state) as latest`);
  const at = found.rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}

/** What came in, or should go out, and could not be handled. */
export async function countFailures(db: Db): Promise<{ mails: number; events: number; houseMails: number }> {
  const found = await db.execute<{ mails: number; events: number; houseMails: number }>(sql`
    select (select count(*)::int from ${inboundMails} where state = 'failed') as mails,
      (select count(*)::int from ${providerEvents} where state = 'failed') as events,
      (select count(*)::int from ${houseMails} where state = 'failed') as "houseMails"`);
  return found.rows[0] ?? { mails: 0, events: 0, houseMails: 0 };
}
