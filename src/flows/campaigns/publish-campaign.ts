import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { NewCampaign, publishSchema } from '../../contract/campaigns.ts';
import { insertAudit } from '../../db/house/audit.ts';
import {
  findCampaign,
  insertCampaign,
  insertVersion,
  listRules,
  listVersions,
  lockCampaign,
} from '../../db/campaigns/campaigns.ts';
import { deleteDraft, upsertDraft } from '../../db/campaigns/drafts.ts';
import type { Db } from '../../db/db.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { type CampaignDiff, diffCampaigns } from '../../domain/campaigns/campaign-diff.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';
import { moveEnrollments } from './move-enrollments.ts';

/**
 * Adds a campaign; given a definition, publishes it as version 1; given another campaign, begins with a draft like it.
 * Nobody is enrolled until a routing rule or a person does.
 *
 * @throws conflict when the slug is taken; invalid_request for a campaign to copy that has nothing published
 */
export async function createCampaign(app: App, by: string, input: NewCampaign): Promise<CampaignDiff> {
  const now = app.now();
  const { slug, name, definition, copyOf } = input;
  return app.db.transaction(async (tx) => {
    const campaign = await insertCampaign(tx, { id: uuidv7(), slug, name, createdAt: now });
    if (campaign === null) {
      const message = `There is a campaign "${slug}" already.`;
      throw new AjarError('conflict', message, [{ pointer: '/slug', message }]);
    }
    if (definition !== undefined)
      await insertVersion(tx, { id: uuidv7(), campaignId: campaign.id, definition, publishedAt: now, publishedBy: by });
    if (copyOf !== undefined)
      await upsertDraft(tx, {
        campaignId: campaign.id,
        definition: { ...(await findToCopy(tx, copyOf)) },
        baseVersion: null,
        updatedAt: now,
        updatedBy: by,
      });
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

async function findToCopy(tx: Db, slug: string): Promise<CampaignDefinition> {
  const campaign = await findCampaign(tx, slug);
  const latest = campaign === null ? undefined : (await listVersions(tx, campaign.id))[0];
  if (latest !== undefined) return latest.definition;
  const message = campaign === null ? `There is no campaign "${slug}".` : `Nothing of "${slug}" is published yet.`;
  throw new AjarError('invalid_request', message, [{ pointer: '/copyOf', message }]);
}

export interface Published {
  isNew: boolean;
  diff: CampaignDiff;
  /** People who were moved into this version. */
  moved: number;
}

/**
 * Publishes the next version of a campaign, which never changes afterwards, and is done with its draft. New enrollments
 * begin in it; people who are in an earlier one stay there unless all are to be moved. A definition that says the same as
 * the present one makes no version, and moves whoever is not in it yet.
 *
 * @throws not_found; conflict when another version came first, or when it would begin by hand only while routing rules lead here
 */
export async function publishCampaign(app: App, by: string, slug: string, input: Publishing): Promise<Published> {
  const published = await app.db.transaction((tx) => publish(tx, by, slug, input, app.now()));
  const { isNew, diff, campaignId, versionId, version } = published;
  const moved =
    input.moveEnrollments === 'all' ? await moveEnrollments(app, by, { campaignId, versionId, version }) : 0;
  return { isNew, diff, moved };
}

type Publishing = Pick<z.output<typeof publishSchema>, 'definition' | 'moveEnrollments' | 'expectedVersion'>;

async function publish(tx: Db, by: string, slug: string, { definition, expectedVersion }: Publishing, now: Date) {
  const campaign = await lockCampaign(tx, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const before = (await listVersions(tx, campaign.id))[0];
  if (expectedVersion !== undefined && expectedVersion !== (before?.version ?? null))
    throw new AjarError('conflict', `Version ${before?.version ?? 0} was published in the meantime.`);
  const diff = diffCampaigns(before?.definition ?? null, definition);
  await deleteDraft(tx, campaign.id);
  if (before !== undefined && isSameData(before.definition, definition))
    return { isNew: false, diff, campaignId: campaign.id, versionId: before.id, version: before.version };
  if (definition.trigger === 'manual' && (await listRules(tx)).some((rule) => rule.campaign === slug)) {
    const message = 'Routing rules lead departures here: change them first.';
    throw new AjarError('conflict', message, [{ pointer: '/definition/trigger', message }]);
  }
  const { id, version } = await insertVersion(tx, {
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
    detail: { version },
  });
  return { isNew: true, diff, campaignId: campaign.id, versionId: id, version };
}
