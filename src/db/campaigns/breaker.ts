import { sql } from 'drizzle-orm';
import type { Db } from '../db.ts';

export interface SampledCampaign {
  id: string;
  slug: string;
  name: string;
  warnedAt: Date | null;
  letters: number;
  hardBounces: number;
  complaints: number;
}

/**
 * The latest letters of each campaign that is not paused, and how many of them bounced or were called spam since it was
 * last let go on. Demo letters prove nothing. By the time they were queued, since that is what an index knows.
 */
export async function listCampaignSamples(
  db: Db,
  { since, letters }: { since: Date; letters: number },
): Promise<SampledCampaign[]> {
  const found = await db.execute<Omit<SampledCampaign, 'warnedAt'> & { warnedAt: Date | string | null }>(sql`
    select c.id, c.slug, c.name, c.warned_at as "warnedAt", s.letters, s.bounces as "hardBounces", s.complaints
    from campaigns c, lateral (
      select count(*)::int as letters,
        (count(*) filter (where m.bounce_severity = 'hard' and m.bounced_at >= coalesce(c.judged_since, '-infinity')))::int as bounces,
        (count(*) filter (where m.complained_at >= coalesce(c.judged_since, '-infinity')))::int as complaints
      from (
        select bounce_severity, bounced_at, complained_at from messages
        where campaign_id = c.id and queued_at >= ${since.toISOString()}::timestamptz and accepted_at is not null
          and state in ('accepted', 'delivered', 'bounced', 'complained') and not is_demo
        order by queued_at desc, id desc limit ${letters}) m) s
    where c.paused_at is null and s.letters > 0
    order by c.slug`);
  return found.rows.map((row) => ({ ...row, warnedAt: row.warnedAt === null ? null : new Date(row.warnedAt) }));
}
