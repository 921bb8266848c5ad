import type { App } from '../../app.ts';
import type { Campaign, CampaignVersion, ListedCampaign } from '../../contract/campaigns.ts';
import {
  type CampaignRow,
  countEnrollments,
  type EnrollmentCount,
  findCampaign,
  listLatestVersions,
  listVersions,
} from '../../db/campaigns/campaigns.ts';
import { listDraftTimes } from '../../db/campaigns/drafts.ts';
import { countAnswers, countLettersSince, countWinBacksOf } from '../../db/campaigns/results.ts';
import { listActorNames } from '../../db/house/actors.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { group } from '../../db/rows.ts';
import { diffCampaigns } from '../../domain/campaigns/campaign-diff.ts';
import { instantOf, localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';

/** One campaign: the definition of its latest version, all versions, and how many people are where. @throws not_found */
export async function findCampaignDetail(app: App, slug: string): Promise<Campaign> {
  const { db } = app;
  const campaign = await findCampaign(db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const versions = await listVersions(db, campaign.id);
  const counts = await countEnrollments(db, [campaign.id]);
  const latest = versions[0];
  const names = await listActorNames(
    db,
    versions.map((row) => row.publishedBy),
  );
  return {
    ...presentCampaign(campaign, latest?.version ?? null, counts, await countNumbers(app, [campaign.id])),
    definition: latest?.definition ?? null,
    versions: versions.map(({ id, version, publishedAt, publishedBy }) => ({
      version,
      publishedAt,
      publishedBy,
      publishedByName: names.get(publishedBy) ?? publishedBy,
      enrollments: countsOf(counts.filter((one) => one.versionId === id)),
    })),
  };
}

/** One version of a campaign with its definition, and what it changed. @throws not_found */
export async function findCampaignVersion(app: App, slug: string, version: number): Promise<CampaignVersion> {
  const campaign = await findCampaign(app.db, slug);
  const versions = campaign === null ? [] : await listVersions(app.db, campaign.id);
  const at = versions.findIndex((row) => row.version === version);
  const found = versions[at];
  if (found === undefined) throw new AjarError('not_found', 'There is no such version.');
  const { publishedAt, publishedBy, definition } = found;
  return {
    version,
    publishedAt,
    publishedBy,
    definition,
    diff: diffCampaigns(versions[at + 1]?.definition ?? null, definition),
  };
}

/** Campaigns as a list tells of them. */
export async function listPresentCampaigns(
  app: App,
  rows: readonly CampaignRow[],
): Promise<Map<string, ListedCampaign>> {
  const { db } = app;
  const ids = rows.map((row) => row.id);
  const numbers = await countNumbers(app, ids);
  const versions = await listLatestVersions(
    db,
    rows.map((row) => row.slug),
  );
  const versionOf = new Map(versions.map((row) => [row.id, row.version]));
  const counts = group(await countEnrollments(db, ids), (row) => row.campaignId);
  return new Map(
    rows.map((row) => [row.id, presentCampaign(row, versionOf.get(row.id) ?? null, counts.get(row.id) ?? [], numbers)]),
  );
}

interface Numbers {
  of: (campaignId: string) => ListedCampaign['numbers'];
  draftAt: (campaignId: string) => Date | null;
}

/** Letters of this month by the house's calendar, answers and win-backs, and when the drafts were saved. */
async function countNumbers(app: App, ids: readonly string[]): Promise<Numbers> {
  const { db } = app;
  const { zone } = await findPolicy(db);
  const month = instantOf(`${localDay(app.now(), zone).slice(0, 7)}-01`, 0, zone);
  const [letters, answers, winBacks, drafts] = [
    await countLettersSince(db, ids, month),
    await countAnswers(db, ids),
    await countWinBacksOf(db, ids),
    await listDraftTimes(db, ids),
  ];
  const find = (rows: readonly { campaignId: string | null; count: number }[], id: string) =>
    rows.find((row) => row.campaignId === id)?.count ?? 0;
  return {
    of: (id) => ({ letters: find(letters, id), answers: find(answers, id), winBacks: find(winBacks, id) }),
    draftAt: (id) => drafts.find((row) => row.campaignId === id)?.updatedAt ?? null,
  };
}

function presentCampaign(
  row: CampaignRow,
  version: number | null,
  counts: readonly EnrollmentCount[],
  numbers: Numbers,
): ListedCampaign {
  const { id, slug, name, createdAt, pausedAt, pausedBy, pausedWhy } = row;
  return {
    slug,
    name,
    createdAt,
    paused: pausedAt === null ? null : { at: pausedAt, by: pausedBy ?? '', why: pausedWhy },
    version,
    enrollments: countsOf(counts),
    numbers: numbers.of(id),
    draftAt: numbers.draftAt(id),
  };
}

function countsOf(counts: readonly EnrollmentCount[]): ListedCampaign['enrollments'] {
  const total = { active: 0, held: 0, completed: 0, exited: 0 };
  for (const { state, count } of counts) total[state] += count;
  return total;
}
