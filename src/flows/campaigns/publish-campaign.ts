import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewCampaign } from '../../contract/campaigns.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertCampaign, insertVersion, listRules, listVersions, lockCampaign } from '../../db/campaigns/campaigns.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { type CampaignDiff, diffCampaigns } from '../../domain/campaigns/campaign-diff.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';

/**
 * Adds a campaign; given a definition, publishes it as version 1. Nobody is enrolled until a routing rule or a person does.
 *
 * @throws conflict when the slug is taken
 */
export async function createCampaign(app: App, by: string, input: NewCampaign): Promise<CampaignDiff> {
  const now = app.now();
  const { slug, name, definition } = input;
  return app.db.transaction(async (tx) => {
    const campaign = await insertCampaign(tx, { id: uuidv7(), slug, name, createdAt: now });
    if (campaign === null) {
      const message = `There is a campaign "${slug}" already.`;
      throw new AjarError('conflict', message, [{ pointer: '/slug', message }]);
    }
    if (definition !== undefined)
      await insertVersion(tx, { id: uuidv7(), campaignId: campaign.id, definition, publishedAt: now, publishedBy: by });
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'create-campaign',
      subjectKind: 'campaign',
      subjectId: campaign.id,
      detail: { version: definition === undefined ? null : 1 },
    });
    return definition === undefined
      ? { added: [], removed: [], changed: [], words: [] }
      : diffCampaigns(null, definition);
  });
}

/**
 * Publishes the next version of a campaign, which never changes afterwards. New enrollments begin in it; people who are
 * in an earlier one stay there. A definition that says the same as the present one makes no version.
 *
 * @throws not_found; conflict when it would begin by hand only while routing rules lead departures to it
 */
export async function publishCampaign(
  app: App,
  by: string,
  slug: string,
  definition: CampaignDefinition,
): Promise<{ isNew: boolean; diff: CampaignDiff }> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, slug);
    if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
    const before = (await listVersions(tx, campaign.id))[0]?.definition ?? null;
    const diff = diffCampaigns(before, definition);
    if (before !== null && isSameData(before, definition)) return { isNew: false, diff };
    if (definition.trigger === 'manual' && (await listRules(tx)).some((rule) => rule.campaign === slug)) {
      const message = 'Routing rules lead departures here: change them first.';
      throw new AjarError('conflict', message, [{ pointer: '/definition/trigger', message }]);
    }
    const version = await insertVersion(tx, {
      id: uuidv7(),
      campaignId: campaign.id,
      definition,
      publishedAt: now,
      publishedBy: by,
    });
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'publish-campaign',
      subjectKind: 'campaign',
      subjectId: campaign.id,
      detail: { version: version.version },
    });
    return { isNew: true, diff };
  });
}
