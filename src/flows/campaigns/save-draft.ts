import type { App } from '../../app.ts';
import type { CampaignDraft, NewDraft } from '../../contract/campaign-drafts.ts';
import { explainIssues } from '../../contract/issues.ts';
import { findCampaign, listVersions, lockCampaign } from '../../db/campaigns/campaigns.ts';
import { deleteDraft, type DraftRow, findDraft, upsertDraft } from '../../db/campaigns/drafts.ts';
import type { Db } from '../../db/db.ts';
import { listActorNames } from '../../db/house/actors.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { type CampaignDefinition, campaignDefinitionSchema } from '../../domain/campaigns/campaign.ts';
import { diffCampaigns } from '../../domain/campaigns/campaign-diff.ts';
import { AjarError } from '../../errors.ts';

/** What is wrong with a definition, with pointers into it; none: it may be published. */
export function checkDefinition(
  given: unknown,
): { definition: CampaignDefinition; problems: [] } | { definition: null; problems: CampaignDraft['problems'] } {
  const read = campaignDefinitionSchema.safeParse(given);
  if (read.success) return { definition: read.data, problems: [] };
  return { definition: null, problems: explainIssues(read.error.issues, []).slice(0, 100) };
}

/** What somebody is working on; null: nobody is. @throws not_found */
export async function findCampaignDraft(db: Db, slug: string): Promise<CampaignDraft | null> {
  const campaign = await findCampaign(db, slug);
  if (campaign === null) throw noSuchCampaign();
  const row = await findDraft(db, campaign.id);
  return row === null ? null : present(db, row);
}

/**
 * Keeps what somebody is working on, finished or not. One who began from a draft that has changed since is refused, so that
 * two people do not write over each other.
 *
 * @throws not_found; conflict
 */
export async function saveDraft(app: App, by: string, slug: string, input: NewDraft): Promise<CampaignDraft> {
  const now = app.now();
  const row = await app.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, slug);
    if (campaign === null) throw noSuchCampaign();
    const present = await findDraft(tx, campaign.id);
    const { definition, baseVersion, expected } = input;
    if (expected !== undefined && present?.updatedAt.getTime() !== expected?.getTime())
      throw new AjarError(
        'conflict',
        present === null
          ? 'The draft was published or discarded in the meantime.'
          : 'Somebody else has saved this draft in the meantime.',
      );
    return upsertDraft(tx, { campaignId: campaign.id, definition, baseVersion, updatedAt: now, updatedBy: by });
  });
  return present(app.db, row);
}

/** Throws the draft away; that there was none is no mistake. @throws not_found */
export async function discardDraft(app: App, by: string, slug: string): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, slug);
    if (campaign === null) throw noSuchCampaign();
    if (!(await deleteDraft(tx, campaign.id))) return;
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'discard-campaign-draft',
      subjectKind: 'campaign',
      subjectId: campaign.id,
    });
  });
}

async function present(db: Db, row: DraftRow): Promise<CampaignDraft> {
  const { definition, baseVersion, updatedAt, updatedBy } = row;
  const checked = checkDefinition(definition);
  const published = (await listVersions(db, row.campaignId))[0]?.definition ?? null;
  return {
    definition,
    baseVersion,
    updatedAt,
    updatedBy,
    updatedByName: (await listActorNames(db, [updatedBy])).get(updatedBy) ?? updatedBy,
    problems: checked.problems,
    diff: checked.definition === null ? null : diffCampaigns(published, checked.definition),
  };
}

function noSuchCampaign(): AjarError {
  return new AjarError('not_found', 'There is no campaign with this slug.');
}
