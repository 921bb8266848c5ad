import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import {
  lockCampaign,
  markCampaignForgiven,
  markCampaignPaused,
  replanCampaign,
} from '../../db/campaigns/campaigns.ts';
import { breakerActor } from '../../domain/campaigns/breaker.ts';
import { AjarError } from '../../errors.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Pauses a campaign: tasks are still made, letters wait. Those in the queue stay there and are judged at the claim, so
 * nothing of it leaves from now on but what has been claimed. Pausing twice keeps the first pause.
 *
 * @throws not_found
 */
export async function pauseCampaign(app: App, by: string, slug: string): Promise<void> {
  await change(app, by, slug, true);
}

/**
 * Lets a campaign go on. Everything in it is looked at again at once; what has come to be too late is skipped, the rest
 * keeps its gaps: nothing leaves in a burst.
 *
 * @throws not_found
 */
export async function resumeCampaign(app: App, by: string, slug: string): Promise<void> {
  await change(app, by, slug, false);
}

async function change(app: App, by: string, slug: string, paused: boolean): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, slug);
      if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
      if ((campaign.pausedAt !== null) === paused) return;
      await markCampaignPaused(tx, campaign.id, paused ? { at: now, by } : null);
      if (!paused) await replanCampaign(tx, campaign.id, now);
      // Whoever lets it go on has seen the numbers: only what is reported from now on stops it again.
      if (!paused && campaign.pausedBy === breakerActor) await markCampaignForgiven(tx, campaign.id, now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: paused ? 'pause-campaign' : 'resume-campaign',
        subjectKind: 'campaign',
        subjectId: campaign.id,
      });
    }),
  );
}
