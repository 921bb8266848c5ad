import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { insertCampaign, insertVersion, listRules, replaceRules } from '../../db/campaigns/campaigns.ts';
import type { Db } from '../../db/db.ts';
import { insertSegment } from '../../db/clients/segments.ts';
import { doorAjar } from '../../domain/campaigns/door-ajar.ts';
import { potentialClients } from '../departures/enroll-lead.ts';

/** At every start: makes what ships with the product and is not there yet. What is there, edited or not, stays. */
export async function ensureBuiltIns(app: App): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await insertSegment(tx, {
      id: uuidv7(),
      slug: potentialClients,
      name: 'Potential clients',
      kind: 'built_in',
      createdAt: now,
    });
    await ensureDoorAjar(tx, now);
  });
}

/** The default campaign, published, and the rule that sends every departure to it. */
async function ensureDoorAjar(tx: Db, now: Date): Promise<void> {
  const campaign = await insertCampaign(tx, { id: uuidv7(), slug: 'door-ajar', name: 'Door ajar', createdAt: now });
  if (campaign === null) return;
  await insertVersion(tx, {
    id: uuidv7(),
    campaignId: campaign.id,
    definition: doorAjar,
    publishedAt: now,
    publishedBy: 'ajar',
  });
  if ((await listRules(tx)).length > 0) return;
  await replaceRules(tx, [
    { id: uuidv7(), position: 1, name: 'Every other departure', condition: { always: true }, campaignId: campaign.id },
  ]);
}
