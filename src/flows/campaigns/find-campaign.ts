import type { Campaign, ListedCampaign } from '../../contract/campaigns.ts';
import {
  type CampaignRow,
  countEnrollments,
  type EnrollmentCount,
  findCampaign,
  listLatestVersions,
  listVersions,
} from '../../db/campaigns/campaigns.ts';
import type { Db } from '../../db/db.ts';
import { group } from '../../db/rows.ts';
import { AjarError } from '../../errors.ts';

/** One campaign: the definition of its latest version, all versions, and how many people are where. @throws not_found */
export async function findCampaignDetail(db: Db, slug: string): Promise<Campaign> {
  const campaign = await findCampaign(db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const versions = await listVersions(db, campaign.id);
  const counts = await countEnrollments(db, [campaign.id]);
  const latest = versions[0];
  return {
    ...presentCampaign(campaign, latest?.version ?? null, counts),
    definition: latest?.definition ?? null,
    versions: versions.map(({ id, version, publishedAt, publishedBy }) => ({
      version,
      publishedAt,
      publishedBy,
      enrollments: countsOf(counts.filter((one) => one.versionId === id)),
    })),
  };
}

/** Campaigns as a list tells of them. */
export async function listPresentCampaigns(db: Db, rows: readonly CampaignRow[]): Promise<Map<string, ListedCampaign>> {
  const versions = await listLatestVersions(
    db,
    rows.map((row) => row.slug),
  );
  const versionOf = new Map(versions.map((row) => [row.id, row.version]));
  const counts = group(
    await countEnrollments(
      db,
      rows.map((row) => row.id),
    ),
    (row) => row.campaignId,
  );
  return new Map(
    rows.map((row) => [row.id, presentCampaign(row, versionOf.get(row.id) ?? null, counts.get(row.id) ?? [])]),
  );
}

function presentCampaign(row: CampaignRow, version: number | null, counts: readonly EnrollmentCount[]): ListedCampaign {
  const { slug, name, createdAt, pausedAt, pausedBy } = row;
  return {
    slug,
    name,
    createdAt,
    paused: pausedAt === null ? null : { at: pausedAt, by: pausedBy ?? '' },
    version,
    enrollments: countsOf(counts),
  };
}

function countsOf(counts: readonly EnrollmentCount[]): ListedCampaign['enrollments'] {
  const total = { active: 0, held: 0, completed: 0, exited: 0 };
  for (const { state, count } of counts) total[state] += count;
  return total;
}
