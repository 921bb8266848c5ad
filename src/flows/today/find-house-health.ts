import type { App } from '../../app.ts';
import type { Today } from '../../contract/today.ts';
import { listAlarmedCampaigns } from '../../db/campaigns/campaigns.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { countFailures, findLastInboundAt, listJobRuns } from '../../db/today/house-health.ts';
import { campaignTroubles, warnAgainMs } from '../../domain/campaigns/breaker.ts';
import { jobTroubles } from '../../domain/today.ts';

/** Whether the machinery turns, in one strip: what sends, when it last looked, and what somebody should look at. */
export async function findHouseHealth({ db, config }: App, now: Date): Promise<Today['health']> {
  const installation = await findInstallation(db);
  const runs = await listJobRuns(db);
  const failed = await countFailures(db);
  const alarmed = await listAlarmedCampaigns(db, new Date(now.getTime() - warnAgainMs));
  return {
    sending: installation?.lockedAt != null ? 'locked' : installation?.pausedAt != null ? 'paused' : 'on',
    transport: config.transport.kind,
    lastTickAt: runs.find((run) => run.name === 'tick')?.endedAt ?? null,
    lastInboundAt: await findLastInboundAt(db),
    troubles: [
      ...jobTroubles(runs, now),
      ...campaignTroubles(alarmed),
      ...told('mail_failed', failed.mails, 'mail that came in', 'mails that came in'),
      ...told('event_failed', failed.events, 'notice of the provider', 'notices of the provider'),
      ...told('house_mail_failed', failed.houseMails, 'mail to one of us', 'mails to people of the house'),
    ],
  };
}

function told(code: string, count: number, one: string, more: string): { code: string; text: string }[] {
  return count === 0 ? [] : [{ code, text: `${count} ${count === 1 ? one : more} could not be handled.` }];
}
