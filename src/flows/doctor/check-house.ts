import type { App } from '../../app.ts';
import { listAlarmedCampaigns } from '../../db/campaigns/campaigns.ts';
import { countDemoClients } from '../../db/demo/demo.ts';
import { countOwnerless, countWork } from '../../db/house/doctor-counts.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { countAdminsWithPassword } from '../../db/house/users.ts';
import { countFailures, listJobRuns } from '../../db/today/house-health.ts';
import { campaignTroubles, warnAgainMs } from '../../domain/campaigns/breaker.ts';
import { type Check, checkOf } from '../../domain/doctor/check.ts';
import { judgeHouse, judgeSending } from '../../domain/doctor/house.ts';
import { judgeSchedule, judgeWork } from '../../domain/doctor/work.ts';
import { tryLogIn } from '../letters/test-transport.ts';
import { checkInlets } from './check-inlets.ts';
import { checkLinks } from './check-links.ts';
import { checkMachine } from './check-machine.ts';
import { checkNames, type NameOptions } from './check-names.ts';
import { isOurs } from './own-hosts.ts';

export interface DoctorOptions extends NameOptions {
  /** Certificates to trust instead of the usual ones, where tests bring their own. */
  ca?: string;
}

/** An hour after its time an enrollment that nobody looked at is late: the tick comes every ten seconds. */
const lateMs = 3_600_000;

/**
 * Looks at everything that letters, answers and promises hang on, and says of each in words how it stands. Changes nothing,
 * sends nothing; where letters are only captured nothing is asked of the outside either.
 */
export async function checkHouse(app: App, options: DoctorOptions = {}): Promise<Check[]> {
  const groups = await Promise.all([
    checkMachine(app),
    checkSending(app),
    checkLinks(app, options),
    checkNames(app, options),
    checkInlets(app, options),
    checkPeople(app),
    checkWork(app),
  ]);
  return [checkConfiguration(app), ...groups.flat()];
}

function checkConfiguration({ config }: App): Check {
  const says = checkOf('configuration', 'Configuration');
  if (config.warnings.length === 0) return says.ok('Every variable is known and can be read.');
  return says.warning(config.warnings.join(' '), 'Correct the environment or .env; .env.example lists every variable.');
}

async function checkSending(app: App): Promise<Check[]> {
  const { kind } = app.config.transport;
  const row = await findInstallation(app.db);
  return judgeSending({
    transport: kind,
    timeTravel: app.config.timeTravel,
    problem: kind === 'capture' ? null : await tryLogIn(app),
    inClear: app.config.transport.kind === 'smtp' && isInClear(app.config.transport.url),
    pausedAt: row?.pausedAt ?? null,
    lockedAt: row?.lockedAt ?? null,
    lockedWhy: row?.lockedWhy ?? null,
  });
}

/** Without the word for it STARTTLS is a condition (mail/out/smtp). */
function isInClear(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  return searchParams.get('ignoreTLS') === 'true' && !isOurs(hostname);
}

async function checkPeople({ db, config }: App): Promise<Check[]> {
  const policy = await findPolicy(db);
  return judgeHouse({
    capture: config.transport.kind === 'capture',
    postalAddress: config.postalAddress ?? policy.postalAddress,
    noticeConfirmed: policy.noticeConfirmed,
    noticeGiven: policy.noticeGiven,
    adminsWithPassword: await countAdminsWithPassword(db),
    ...(await countOwnerless(db)),
    hasDemo: (await countDemoClients(db)) > 0,
  });
}

async function checkWork({ db, now }: App): Promise<Check[]> {
  const at = now();
  const row = await findInstallation(db);
  const counts = await countWork(db, new Date(at.getTime() - lateMs));
  // Whoever paused sending knows that nothing moves.
  const overdue = row?.pausedAt || row?.lockedAt ? 0 : counts.overdue;
  return [
    ...judgeWork({ ...counts, overdue, failures: await countFailures(db) }),
    judgeSchedule(await listJobRuns(db), at),
    checkAlarms(await listAlarmedCampaigns(db, new Date(at.getTime() - warnAgainMs))),
  ];
}

function checkAlarms(alarmed: Parameters<typeof campaignTroubles>[0]): Check {
  const says = checkOf('campaigns', 'Complaints and bounces');
  const words = campaignTroubles(alarmed).map(({ text }) => text);
  if (words.length === 0) return says.ok('No campaign has more of them than it may.');
  const fix = 'Look at whom it writes to and what it says; then resume it on its page.';
  return alarmed.some(({ pausedWhy }) => pausedWhy !== null)
    ? says.failure(words.join(' '), fix)
    : says.warning(words.join(' '), fix);
}
