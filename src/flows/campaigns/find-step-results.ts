import type { App } from '../../app.ts';
import type { CampaignResults } from '../../contract/campaign-results.ts';
import { countEnrollments, findCampaign, listOpenOfCampaign, listVersions } from '../../db/campaigns/campaigns.ts';
import {
  type Cohort,
  countAnswersBySteps,
  countLettersBySteps,
  countSkipsBySteps,
  countStopsBySteps,
  countTasksBySteps,
} from '../../db/campaigns/results.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { CampaignDefinition, Step } from '../../domain/campaigns/campaign.ts';
import { timeline } from '../../domain/plan/timeline.ts';
import { AjarError } from '../../errors.ts';

const mostPlanned = 1000;
const soonMs = 30 * 86_400_000;

/**
 * What became of each step of a campaign, and what is planned of it in the next 30 days; of one version: for the people who
 * are in it now. @throws not_found
 */
export async function findStepResults(app: App, slug: string, version: number | undefined): Promise<CampaignResults> {
  const campaign = await findCampaign(app.db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const versions = await listVersions(app.db, campaign.id);
  const chosen = version === undefined ? null : (versions.find((row) => row.version === version) ?? null);
  if (version !== undefined && chosen === null) throw new AjarError('not_found', 'There is no such version.');
  const cohort: Cohort = { campaignId: campaign.id, versionId: chosen?.id ?? null };
  const counts = (await countEnrollments(app.db, [campaign.id])).filter(
    (one) => chosen === null || one.versionId === chosen.id,
  );
  const total = (states: readonly string[]) =>
    counts.filter((one) => states.includes(one.state)).reduce((sum, one) => sum + one.count, 0);
  const planned = await countPlanned(app, cohort);
  const open = total(['active', 'held']);
  const { steps, delivered } = await countSteps(
    app,
    cohort,
    (chosen ?? versions[0])?.definition ?? null,
    planned.steps,
  );
  return {
    version: chosen?.version ?? null,
    people: total(['active', 'held', 'completed', 'exited']),
    open,
    planned: planned.people,
    steps,
    notes: [
      ...(open > planned.people ? [`What is planned was asked for ${planned.people} of ${open} people.`] : []),
      ...(chosen !== null && versions.length > 1
        ? ['Counted are the people who are in this version now, with all they have had, also in an earlier one.']
        : []),
      ...(delivered === 0 ? ['No delivery has been reported: not every transport tells.'] : []),
      'An answer counts for the letter that opened the conversation. Whether a letter was read nobody knows: Ajar does not track it.',
    ],
  };
}

async function countPlanned(app: App, cohort: Cohort): Promise<{ people: number; steps: Map<string, number> }> {
  const now = app.now();
  const policy = await findPolicy(app.db);
  const ids = await listOpenOfCampaign(app.db, cohort.campaignId, mostPlanned, cohort.versionId);
  const people = await listPlanFacts(app.db, ids, { now, policy, withoutQueued: true });
  const steps = new Map<string, number>();
  const until = new Date(now.getTime() + soonMs);
  for (const [index, { facts }] of people.entries()) {
    if (index % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
    for (const entry of timeline(facts, now, until))
      if (entry.step !== null && entry.kind !== 'event') steps.set(entry.step, (steps.get(entry.step) ?? 0) + 1);
  }
  return { people: people.length, steps };
}

async function countSteps(
  app: App,
  cohort: Cohort,
  definition: CampaignDefinition | null,
  planned: Map<string, number>,
): Promise<{ steps: CampaignResults['steps']; delivered: number }> {
  const { db } = app;
  const [letters, answers, stops, skips, tasks] = [
    await countLettersBySteps(db, cohort),
    await countAnswersBySteps(db, cohort),
    await countStopsBySteps(db, cohort),
    await countSkipsBySteps(db, cohort),
    await countTasksBySteps(db, cohort),
  ];
  const inForce = new Map(definition?.steps.map((step) => [step.key, step]));
  const past = [...letters, ...tasks].flatMap((row) => row.step ?? []);
  const keys = [...new Set([...inForce.keys(), ...past])];
  const count = (rows: readonly { step: string | null; count: number }[], key: string) =>
    rows.find((row) => row.step === key)?.count ?? 0;
  const tasksIn = (key: string, state: string) =>
    tasks.find((row) => row.step === key && row.state === state)?.count ?? 0;
  const steps = keys.map((key) => {
    const step: Step | undefined = inForce.get(key);
    const row = letters.find((one) => one.step === key);
    return {
      step: key,
      kind: step?.kind ?? (row === undefined ? ('task' as const) : ('email' as const)),
      inForce: step !== undefined,
      letters: step?.kind === 'email' ? step.letters.map((letter) => letter.kind) : [],
      plannedSoon: planned.get(key) ?? 0,
      waiting: row?.waiting ?? 0,
      accepted: row?.accepted ?? 0,
      delivered: row?.delivered ?? 0,
      answered: count(answers, key),
      stopped: count(stops, key),
      bounced: row?.bounced ?? 0,
      failed: row?.failed ?? 0,
      tasks: { open: tasksIn(key, 'open'), done: tasksIn(key, 'done') },
      skipped: skips.flatMap((one) => (one.step === key ? [{ code: one.code ?? 'manual', times: one.count }] : [])),
    };
  });
  return { steps, delivered: letters.reduce((sum, row) => sum + row.delivered, 0) };
}
