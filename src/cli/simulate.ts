import type { Command } from 'commander';
import { findCampaign, listVersions } from '../db/campaigns/campaigns.ts';
import { addDuration, instantOf, isDay, isZone, localDay, localIso } from '../domain/calendar.ts';
import { type Fault, faults, type Reason, reasons } from '../domain/departure.ts';
import { doorAjar } from '../domain/campaigns/door-ajar.ts';
import { makeImaginedFacts } from '../domain/plan/imagined.ts';
import { timeline } from '../domain/plan/timeline.ts';
import { AjarError } from '../errors.ts';
import { listContentFacts } from '../db/content/content-facts.ts';
import { findPolicy } from '../db/house/settings.ts';
import type { RunWithApp } from './run.ts';
import { durationValue } from './values.ts';

interface SimulateOptions {
  campaign: string;
  reason: string;
  fault: string;
  left?: string;
  zone?: string;
  span: string;
  json?: boolean;
}

/** `simulate`: what a client who does not exist would get. Nothing is stored. */
export function registerSimulate(program: Command, run: RunWithApp): void {
  program
    .command('simulate')
    .description('tell what a made-up departure would bring: every letter and task with its date; nothing is stored')
    .option('--campaign <slug>', 'which campaign', 'door-ajar')
    .option('--reason <reason>', `one of ${reasons.join(', ')}`, 'price')
    .option('--fault <fault>', `one of ${faults.join(', ')}`, 'nobody')
    .option('--left <day>', 'the day they left (today unless given)')
    .option('--zone <zone>', "their time zone (the house's unless given)")
    .option('--span <duration>', 'how far ahead', durationValue, 'P25M')
    .option('--json', 'print one line of JSON')
    .action(async (options: SimulateOptions, command: Command) => {
      if (!(reasons as readonly string[]).includes(options.reason))
        command.error(`error: --reason is one of ${reasons.join(', ')}`, { exitCode: 2 });
      if (!(faults as readonly string[]).includes(options.fault))
        command.error(`error: --fault is one of ${faults.join(', ')}`, { exitCode: 2 });
      if (options.left !== undefined && !isDay(options.left))
        command.error('error: --left is a day such as 2026-11-02', { exitCode: 2 });
      if (options.zone !== undefined && !isZone(options.zone))
        command.error('error: --zone is an IANA time zone such as Europe/Berlin', { exitCode: 2 });
      const entries = await run(async (app) => {
        const policy = await findPolicy(app.db);
        const campaign = await findCampaign(app.db, options.campaign);
        if (campaign === null) throw new AjarError('not_found', `There is no campaign "${options.campaign}".`);
        const [latest] = await listVersions(app.db, campaign.id);
        const zone = options.zone ?? policy.zone;
        const left = options.left ?? localDay(app.now(), zone);
        const facts = makeImaginedFacts({
          definition: latest?.definition ?? doorAjar,
          policy,
          zone,
          departedOn: left,
          reason: options.reason as Reason,
          fault: options.fault as Fault,
          ...(await listContentFacts(app.db, left)),
        });
        const end = instantOf(addDuration(left, options.span), 0, zone);
        return timeline(facts, instantOf(left, 12 * 60, zone), end).map((entry) => ({
          ...entry,
          localAt: localIso(entry.at, zone),
          zone,
        }));
      });
      if (options.json) process.stdout.write(`${JSON.stringify({ data: entries })}\n`);
      else
        for (const { localAt, kind, step, letter, why } of entries)
          process.stdout.write(
            `${localAt.slice(0, 16).replace('T', ' ')}  ${kind.padEnd(6)} ${(letter ?? step ?? '').padEnd(16)} ${why.map((one) => one.text).join(' ')}\n`,
          );
    });
}
