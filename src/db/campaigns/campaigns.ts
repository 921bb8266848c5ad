import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { CampaignDefinition, RoutingCondition } from '../../domain/campaigns/campaign.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among } from '../rows.ts';
import { campaigns, campaignVersions, enrollments, routingRules } from '../schema.ts';

export type CampaignRow = typeof campaigns.$inferSelect;
export type VersionRow = typeof campaignVersions.$inferSelect;

export async function findCampaign(db: Db, slug: string): Promise<CampaignRow | null> {
  const [row] = await db.select().from(campaigns).where(eq(campaigns.slug, slug));
  return row ?? null;
}

export async function lockCampaign(db: Db, slug: string): Promise<CampaignRow | null> {
  const [row] = await db.select().from(campaigns).where(eq(campaigns.slug, slug)).for('update');
  return row ?? null;
}

/** In the order of their slugs. */
export async function listCampaigns(db: Db, page: PageRequest): Promise<CampaignRow[]> {
  return db
    .select()
    .from(campaigns)
    .where(isBeyond(page, 'asc', campaigns.slug, campaigns.id))
    .orderBy(asc(campaigns.slug), asc(campaigns.id))
    .limit(page.limit);
}

/** Campaigns with these slugs, each with the number of its latest version; null: none is published. */
export async function listLatestVersions(db: Db, slugs: readonly string[]) {
  return db
    .select({ id: campaigns.id, slug: campaigns.slug, version: sql<number | null>`max(${campaignVersions.version})` })
    .from(campaigns)
    .leftJoin(campaignVersions, eq(campaignVersions.campaignId, campaigns.id))
    .where(among(campaigns.slug, slugs, 'text'))
    .groupBy(campaigns.id, campaigns.slug);
}

/** The versions of a campaign, the latest first. */
export async function listVersions(db: Db, campaignId: string): Promise<VersionRow[]> {
  return db
    .select()
    .from(campaignVersions)
    .where(eq(campaignVersions.campaignId, campaignId))
    .orderBy(desc(campaignVersions.version));
}

export async function insertCampaign(db: Db, row: typeof campaigns.$inferInsert): Promise<CampaignRow | null> {
  const [inserted] = await db.insert(campaigns).values(row).onConflictDoNothing().returning();
  return inserted ?? null;
}

/** Publishes the next version. The caller holds the campaign's row. */
export async function insertVersion(
  db: Db,
  row: { id: string; campaignId: string; definition: CampaignDefinition; publishedAt: Date; publishedBy: string },
): Promise<VersionRow> {
  const [inserted] = await db
    .insert(campaignVersions)
    .values({
      ...row,
      version: sql`(select coalesce(max(version), 0) + 1 from campaign_versions where campaign_id = ${row.campaignId}::uuid)`,
    })
    .returning();
  return inserted!;
}

export async function markCampaignPaused(
  db: Db,
  id: string,
  paused: { at: Date; by: string; why?: string } | null,
): Promise<void> {
  await db
    .update(campaigns)
    .set({ pausedAt: paused?.at ?? null, pausedBy: paused?.by ?? null, pausedWhy: paused?.why ?? null })
    .where(eq(campaigns.id, id));
}

/** What was reported up to now is not held against it any more. */
export async function markCampaignForgiven(db: Db, id: string, at: Date): Promise<void> {
  await db.update(campaigns).set({ judgedSince: at, warnedAt: null }).where(eq(campaigns.id, id));
}

export async function markCampaignWarned(db: Db, id: string, at: Date): Promise<void> {
  await db.update(campaigns).set({ warnedAt: at }).where(eq(campaigns.id, id));
}

/** Campaigns that Ajar stopped itself, or of which it warned after `since`. */
export async function listAlarmedCampaigns(db: Db, since: Date) {
  return db
    .select({ slug: campaigns.slug, name: campaigns.name, pausedWhy: campaigns.pausedWhy })
    .from(campaigns)
    .where(
      sql`${campaigns.pausedWhy} is not null or (${campaigns.warnedAt} > ${since.toISOString()}::timestamptz and ${campaigns.pausedAt} is null)`,
    )
    .orderBy(asc(campaigns.slug))
    .limit(20);
}

/** Enrollments of campaigns by version and state. */
export async function countEnrollments(db: Db, campaignIds: readonly string[]) {
  return db
    .select({
      campaignId: enrollments.campaignId,
      versionId: enrollments.versionId,
      state: enrollments.state,
      count: sql<number>`count(*)::int`,
    })
    .from(enrollments)
    .where(among(enrollments.campaignId, campaignIds))
    .groupBy(enrollments.campaignId, enrollments.versionId, enrollments.state);
}
export type EnrollmentCount = Awaited<ReturnType<typeof countEnrollments>>[number];

/** Open enrollments of a campaign, or of one version of it, those that began last first. */
export async function listOpenOfCampaign(
  db: Db,
  campaignId: string,
  limit: number,
  versionId: string | null = null,
): Promise<string[]> {
  const rows = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(
      and(
        eq(enrollments.campaignId, campaignId),
        inArray(enrollments.state, ['active', 'held']),
        versionId === null ? undefined : eq(enrollments.versionId, versionId),
      ),
    )
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Has everything of a campaign looked at again at once: its enrollments by the tick, its queued letters by the dispatch. */
export async function replanCampaign(db: Db, campaignId: string, now: Date): Promise<void> {
  const at = now.toISOString();
  await db
    .update(enrollments)
    .set({ nextActionAt: sql`least(${enrollments.nextActionAt}, ${at}::timestamptz)` })
    .where(and(eq(enrollments.campaignId, campaignId), eq(enrollments.state, 'active')));
  await db.execute(
    sql`update messages set not_before = least(not_before, ${at}::timestamptz) where campaign_id = ${campaignId}::uuid and state = 'queued'`,
  );
}

export async function listRules(db: Db) {
  return db
    .select({
      id: routingRules.id,
      position: routingRules.position,
      name: routingRules.name,
      condition: routingRules.condition,
      campaign: campaigns.slug,
    })
    .from(routingRules)
    .leftJoin(campaigns, eq(campaigns.id, routingRules.campaignId))
    .orderBy(asc(routingRules.position));
}

/** Until the end of the transaction nobody else changes the routing rules; departures go on reading them. */
export async function lockRules(db: Db): Promise<void> {
  await db.execute(sql`lock table ${routingRules} in share row exclusive mode`);
}

/** Replaces the whole table of routing rules. */
export async function replaceRules(
  db: Db,
  rows: { id: string; position: number; name: string; condition: RoutingCondition; campaignId: string | null }[],
): Promise<void> {
  await db.delete(routingRules);
  await db.insert(routingRules).values(rows);
}
