import type { App } from '../../app.ts';
import type { Consequences } from '../../contract/campaign-drafts.ts';
import { countEnrollments, findCampaign, listOpenOfCampaign, listVersions } from '../../db/campaigns/campaigns.ts';
import { listNamesOf } from '../../db/campaigns/version-moves.ts';
import type { Db } from '../../db/db.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { diffCampaigns } from '../../domain/campaigns/campaign-diff.ts';
import { foreseeMove, groupMoves, type MoveEffect } from '../../domain/campaigns/version-move.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';

/** So many people are looked at, those who began last first: an answer within seconds, also for ten thousand. */
const mostChecked = 1000;
const mostExamples = 8;
const soonMs = 3 * 86_400_000;

interface Foreseen {
  one: EnrollmentFacts;
  effect: MoveEffect;
}

/**
 * What publishing a definition would mean: the version, what is different, and what moving everybody under way would change
 * for how many, by the planner that sends. Nothing is stored.
 *
 * @throws not_found
 */
export async function foreseePublishing(app: App, slug: string, definition: CampaignDefinition): Promise<Consequences> {
  const now = app.now();
  const campaign = await findCampaign(app.db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const latest = (await listVersions(app.db, campaign.id))[0];
  const isSame = latest !== undefined && isSameData(latest.definition, definition);
  const counts = await countEnrollments(app.db, [campaign.id]);
  const inState = (state: string) =>
    counts.filter((one) => one.state === state).reduce((sum, one) => sum + one.count, 0);
  const ids = await listOpenOfCampaign(app.db, campaign.id, mostChecked);
  const policy = await findPolicy(app.db);
  // A letter that is queued has not left: moving takes it back, so it is told as what comes next.
  const people = await listPlanFacts(app.db, ids, { now, policy, withoutQueued: true });
  const foreseen: Foreseen[] = [];
  for (const [index, one] of people.entries()) {
    // Planning is work for the processor alone: let other requests in between.
    if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
    foreseen.push({ one, effect: foreseeMove(one.facts, definition, now) });
  }
  const effects = foreseen.map(({ effect }) => effect);
  const limit = new Date(now.getTime() + soonMs);
  const hurried = effects.filter(
    ({ was, becomes }) => becomes !== null && becomes.at <= limit && (was === null || was.at > limit),
  );
  return {
    version: isSame ? null : (latest?.version ?? 0) + 1,
    diff: diffCampaigns(latest?.definition ?? null, definition),
    people: { active: inState('active'), held: inState('held'), checked: people.length },
    groups: groupMoves(effects),
    examples: await listExamples(app.db, foreseen),
    lettersSoon: hurried.length,
    tasksNow: effects.reduce((sum, effect) => sum + effect.tasksNow, 0),
  };
}

async function listExamples(db: Db, foreseen: readonly Foreseen[]): Promise<Consequences['examples']> {
  const shown = foreseen
    .filter(({ effect: { was, becomes } }) => was?.on !== becomes?.on || was?.letter !== becomes?.letter)
    .slice(0, mostExamples);
  const names = await listNamesOf(
    db,
    shown.map(({ one }) => one.enrollmentId),
  );
  return shown.map(({ one, effect: { was, becomes } }) => {
    const found = names.find((row) => row.enrollmentId === one.enrollmentId);
    const { contactId, clientId } = one;
    return { contactId, clientId, client: found?.client ?? '', contact: found?.contact ?? '', was, becomes };
  });
}
