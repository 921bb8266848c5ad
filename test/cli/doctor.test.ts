import { Command } from 'commander';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerDoctor } from '../../src/cli/doctor.ts';
import { registerSending } from '../../src/cli/sending.ts';
import { installation } from '../../src/db/schema.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { ajar } from '../support/product.ts';

let api: TestApi;
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-doctor-'));
beforeAll(async () => {
  api = await makeApi({ now: () => new Date() });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...args: string[]): Promise<{ printed: string; code: typeof process.exitCode }> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command('ajar').exitOverride().configureOutput({ writeErr: () => {} });
  registerDoctor(program, (work) => work(api.app));
  registerSending(program, (work) => work(api.app));
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(args, { from: 'user' });
  const code = process.exitCode;
  process.exitCode = undefined;
  return { printed, code };
}

interface Diagnosis {
  ok: boolean;
  checks: { id: string; state: string; title: string; detail: string; fix: string | null }[];
}

describe('ajar doctor', () => {
  it('says in words what is wrong and what mends it, and ends with 1', async () => {
    await api.app.db.update(installation).set({ lockedAt: new Date(), lockedWhy: 'restored from a backup' });
    const { printed, code } = await run('doctor');
    expect(printed).toMatch(/failure {2}Sending +It is locked: restored from a backup\.\n {9}-> npx ajar unlock\n/);
    expect(printed).toMatch(/skipped {2}Names in the DNS/);
    expect(printed).toMatch(/\n\n\d+ failures?, \d+ warnings?, \d+ ok\.\n$/);
    expect(code).toBe(1);
    expect((await run('unlock')).printed).toBe('Sending is unlocked. It was locked: restored from a backup\n');
    expect((await run('unlock')).printed).toBe('Sending is not locked.\n');
    expect((await run('doctor')).printed).toMatch(/ok {7}Sending +It is on\./);
  });

  it('is a check of its own where a DKIM key that nobody believes keeps all else from starting', async () => {
    const file = path.join(folder, 'short.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 768 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const dkim = { domain: 'agency.example', selector: 'a1', keyFile: file };
    let printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const program = new Command('ajar').exitOverride();
    registerDoctor(program, async () => openSmtp({ url: 'smtp://127.0.0.1:1', dkim }) as never);
    await program.parseAsync(['doctor', '--json'], { from: 'user' });
    const { checks } = JSON.parse(printed) as Diagnosis;
    expect(checks).toEqual([
      expect.objectContaining({ id: 'dkim-key', state: 'failure', detail: expect.stringContaining('768 bits') }),
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('prints one line of JSON, the same that admins get over HTTP', async () => {
    const { printed } = await run('doctor', '--json');
    expect(printed.split('\n')).toHaveLength(2);
    const told = JSON.parse(printed) as Diagnosis;
    const asked = await api.call('GET', '/v1/doctor');
    expect(asked.status).toBe(200);
    const shape = (one: Diagnosis) => one.checks.map(({ id, state, title }) => ({ id, state, title }));
    expect(shape(asked.body as Diagnosis)).toEqual(shape(told));
    expect((asked.body as Diagnosis).ok).toBe(told.ok);
    const marketer = await api.signIn('marketer');
    expect((await api.call('GET', '/v1/doctor', undefined, marketer)).status).toBe(403);
    expect((await api.call('GET', '/v1/doctor', undefined, await api.signIn('admin'))).status).toBe(200);
  });

  it('takes a name server by its address', async () => {
    await expect(run('doctor', '--dns', 'dns.example')).rejects.toMatchObject({ exitCode: 1 });
    expect((await run('doctor', '--dns', '127.0.0.1:5353')).printed).toContain('Names in the DNS');
  });
});

describe('npx ajar doctor', () => {
  const data = { AJAR_DATA_DIR: path.join(folder, 'data'), AJAR_DEMO: 'false' };
  const diagnose = async (env: Record<string, string>) => {
    const { code, stdout } = await ajar(['doctor', '--json'], env);
    return { code, ...(JSON.parse(stdout) as Diagnosis) };
  };

  it('ends with 0 in a new house: what is missing there are warnings', async () => {
    const { code, ok, checks } = await diagnose(data);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ database: 'ok', migrations: 'ok', clock: 'ok', secret: 'ok', schedule: 'warning' });
  });

  it('tells what keeps every other command from starting', async () => {
    const broken = await diagnose({ ...data, MAIL_TRANSPORT: 'smtp', SMTP_URL: 'smtp://mail.agency.example' });
    expect(broken).toMatchObject({ code: 1, ok: false });
    expect(broken.checks.map(({ id, state }) => `${id} ${state}`)).toContain('configuration failure');
    expect(broken.checks.map(({ detail }) => detail).join(' ')).toMatch(/POSTAL_ADDRESS is missing/);
    const secret = 'x'.repeat(32);
    const away = await diagnose({ DATABASE_URL: 'postgres://ajar@127.0.0.1:1/ajar', AJAR_SECRET: secret });
    expect(away).toMatchObject({ code: 1, checks: [{ id: 'database', state: 'failure' }] });
    const other = await diagnose({ ...data, AJAR_SECRET: secret });
    expect(other).toMatchObject({ code: 1, checks: [{ id: 'secret', state: 'failure' }] });
  });
});
