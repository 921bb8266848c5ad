import { eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { campaignDrafts } from '../schema.ts';

export type DraftRow = typeof campaignDrafts.$inferSelect;

export async function findDraft(db: Db, campaignId: string): Promise<DraftRow | null> {
  const [row] = await db.select().from(campaignDrafts).where(eq(campaignDrafts.campaignId, campaignId));
  return row ?? null;
}

/** When the drafts of these campaigns were last saved. */
export async function listDraftTimes(db: Db, campaignIds: readonly string[]) {
  return db
    .select({ campaignId: campaignDrafts.campaignId, updatedAt: campaignDrafts.updatedAt })
    .from(campaignDrafts)
    .where(among(campaignDrafts.campaignId, campaignIds));
}

/** Stores the one draft of a campaign, in place of the one before. The caller holds the campaign's row. */
export async function upsertDraft(db: Db, row: typeof campaignDrafts.$inferInsert): Promise<DraftRow> {
  const { campaignId: _, ...rest } = row;
  const [stored] = await db
    .insert(campaignDrafts)
    .values(row)
    .onConflictDoUpdate({ target: campaignDrafts.campaignId, set: rest })
    .returning();
  return stored!;
}

export async function deleteDraft(db: Db, campaignId: string): Promise<boolean> {
  const rows = await db
    .delete(campaignDrafts)
    .where(eq(campaignDrafts.campaignId, campaignId))
    .returning({ id: campaignDrafts.campaignId });
  return rows.length > 0;
}
