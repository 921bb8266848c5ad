import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messages } from '../../src/db/schema.ts';
import { settleHandovers } from '../../src/flows/letters/settle-handovers.ts';
import { tick } from '../../src/flows/tick.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { type Drip, dueAt, makeDrip, secret, testEnv } from '../support/drip.ts';
import { until } from '../support/product.ts';
import { openSmtpSink } from '../support/smtp-sink.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = path.join(root, 'node_modules/.cache', `tick-child-${process.pid}.mjs`);
const children: ChildProcess[] = [];
let drip: Drip;

beforeAll(async () => {
  await build({
    entryPoints: [path.join(root, 'test/support/tick-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    packages: 'external',
    logLevel: 'silent',
  });
  drip = await makeDrip();
  await drip.setPolicy({ ownerCapPerDay: 10_000 });
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(program, { force: true });
  await drip.close();
});

function startTicking(smtpUrl: string, ticks: number): ChildProcess {
  const given = [
    program,
    drip.database.url,
    smtpUrl,
    secret,
    dueAt.toISOString(),
    String(ticks),
    JSON.stringify(testEnv),
  ];
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

const recipients = (letters: { to: string[] }[]) => letters.flatMap(({ to }) => to).toSorted();

it('two processes, one of them killed in the middle: no letter twice, none lost, those that had begun uncertain', async () => {
  // Twelve are answered, then the server holds what it is given: some letters are with it, some wait for the claim before.
  const sink = await openSmtpSink({ data: () => (sink.received.length > 12 ? 'hang' : null) });
  const emails = await drip.departMany(60);
  const doomed = startTicking(sink.url, 1_000);
  await once(doomed.stdout!, 'data');
  const waits = () => drip.app.db.select().from(messages).where(eq(messages.awaitsTurn, true));
  await until('letters in the hands of the server', async () => sink.received.length > 12);
  await until('a claim that waits', async () => (await waits()).length > 0);
  doomed.kill('SIGKILL');
  await once(doomed, 'exit');
  sink.manners.data = undefined;
  const held = () =>
    drip.app.db
      .select()
      .from(messages)
      .where(and(eq(messages.state, 'sending'), gte(messages.leaseUntil, sql`clock_timestamp()`)));
  const stuck = await drip.states();
  const claimed = await drip.app.db.select().from(messages).where(eq(messages.state, 'sending'));
  // What waited for the claim before it certainly did not leave.
  const waited = claimed.filter((one) => one.awaitsTurn).map((one) => one.id);
  expect(waited.length).toBeGreaterThan(0);
  expect(waited.length).toBeLessThan(claimed.length);

  // The lease runs out on the clock of the database; until then nobody touches what the dead process had.
  const heirs = [startTicking(sink.url, 1), startTicking(sink.url, 1)];
  await Promise.all(heirs.map((child) => once(child, 'exit')));
  await until('the end of its lease', async () => (await held()).length === 0);
  const transport = openSmtp({ url: sink.url });
  const app = drip.another({ transport });
  await settleHandovers(app, dueAt);
  await tick(app, dueAt);
  await transport.close();

  const states = await drip.states();
  expect(states.sending).toBeUndefined();
  expect((states.accepted ?? 0) + (states.uncertain ?? 0)).toBe(60);
  expect(states.uncertain).toBe(stuck.sending! - waited.length);
  const again = await drip.app.db.select().from(messages).where(inArray(messages.id, waited));
  expect(new Set(again.map((one) => `${one.state} at try ${one.attempts}`))).toEqual(new Set(['accepted at try 1']));
  const received = recipients(sink.received);
  expect(new Set(received).size).toBe(received.length);
  const uncertain = await drip.app.db.select().from(messages).where(eq(messages.state, 'uncertain'));
  expect(uncertain.every((one) => one.errorCode === 'process_died' && one.acceptedAt === null)).toBe(true);
  // Every letter either reached the server or is one of those that a person is asked about.
  const arrived = new Set(received);
  const missing = emails.filter((email) => !arrived.has(email));
  expect(missing.length).toBeLessThanOrEqual(uncertain.length);
  await sink.close();
}, 180_000);
