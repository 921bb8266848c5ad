import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { listCampaignSamples, type SampledCampaign } from '../../db/campaigns/breaker.ts';
import { lockCampaign, markCampaignPaused, markCampaignWarned } from '../../db/campaigns/campaigns.ts';
import { announceChange } from '../../db/change-notice.ts';
import type { Db } from '../../db/db.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { listAdmins } from '../../db/house/stand-ins.ts';
import { breakerActor, judgeCampaign, sampleDays, sampleLetters, warnAgainMs } from '../../domain/campaigns/breaker.ts';
import { queueHouseMail } from '../house/queue-house-mail.ts';

/**
 * Stops campaigns whose letters bounce or are called spam too often, and warns before: one such campaign spoils the name
 * of the domain, and with it the mail of the whole house. A person lets it go on; what they have seen by then does not
 * stop it again. Answers how many were stopped.
 */
export async function checkCampaigns(app: App, now: Date): Promise<number> {
  const since = new Date(now.getTime() - sampleDays * 86_400_000);
  let stopped = 0;
  for (const sample of await listCampaignSamples(app.db, { since, letters: sampleLetters })) {
    const verdict = judgeCampaign(sample);
    if (verdict.kind === 'fine') continue;
    const { kind, why } = verdict;
    const isDone = await app.db.transaction((tx) =>
      kind === 'stop' ? stopCampaign(app, tx, sample, why, now) : warnOfCampaign(app, tx, sample, why, now),
    );
    if (isDone && kind === 'stop') stopped += 1;
  }
  return stopped;
}

/** False where somebody paused it, or let it go on, meanwhile: its numbers are then others. */
async function stopCampaign(app: App, tx: Db, sample: SampledCampaign, why: string, now: Date): Promise<boolean> {
  const campaign = await lockCampaign(tx, sample.slug);
  if (campaign === null || campaign.pausedAt !== null) return false;
  if (campaign.judgedSince !== null && campaign.judgedSince >= now) return false;
  await markCampaignPaused(tx, campaign.id, { at: now, by: breakerActor, why });
  const { letters, hardBounces, complaints } = sample;
  await insertAudit(tx, {
    at: now,
    actor: breakerActor,
    action: 'pause-campaign',
    subjectKind: 'campaign',
    subjectId: campaign.id,
    detail: { letters, hardBounces, complaints },
  });
  await tellAdmins(app, tx, now, {
    subject: `Stopped: the campaign ${campaign.name}`,
    text: [
      `Ajar has stopped the campaign "${campaign.name}": ${why}.`,
      'Letters that wait stay where they are, and tasks are still made. Going on like this would have mail providers take every letter of your domain for spam.',
      `Look at whom it writes to and what it says, then resume it: ${app.config.publicUrl}/campaigns/${campaign.slug}`,
    ].join('\n\n'),
  });
  return true;
}

async function warnOfCampaign(app: App, tx: Db, sample: SampledCampaign, why: string, now: Date): Promise<boolean> {
  const campaign = await lockCampaign(tx, sample.slug);
  if (campaign === null || campaign.pausedAt !== null) return false;
  if (campaign.warnedAt !== null && now.getTime() - campaign.warnedAt.getTime() < warnAgainMs) return false;
  await markCampaignWarned(tx, campaign.id, now);
  await tellAdmins(app, tx, now, {
    subject: `Complaints about the campaign ${campaign.name}`,
    text: [
      `Of the campaign "${campaign.name}" ${why}. At 0.3 % Ajar stops it by itself.`,
      `Look at whom it writes to and what it says: ${app.config.publicUrl}/campaigns/${campaign.slug}`,
    ].join('\n\n'),
  });
  return true;
}

async function tellAdmins(app: App, tx: Db, now: Date, mail: { subject: string; text: string }): Promise<void> {
  const aboutId = uuidv7();
  for (const admin of await listAdmins(tx))
    await queueHouseMail(tx, { kind: 'sending_alarm', userId: admin.id, aboutId, ...mail }, now);
  await announceChange(tx, 'sending');
  app.log.warn({}, 'A campaign has too many complaints or bounces.');
}
