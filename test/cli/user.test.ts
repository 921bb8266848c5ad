import { Command, CommanderError } from 'commander';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerUser } from '../../src/cli/user.ts';
import { houseMails, users } from '../../src/db/schema.ts';
import { makeApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());
afterEach(() => vi.restoreAllMocks());

const browser = { key: null, headers: { 'sec-fetch-site': 'same-origin' } };

/** What the command prints on stdout. */
async function run(...args: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command('ajar').exitOverride().configureOutput({ writeErr: () => {} });
  registerUser(program, (work) => work(api.app));
  program.commands.forEach((one) => one.exitOverride().commands.forEach((inner) => inner.exitOverride()));
  await program.parseAsync(['user', ...args], { from: 'user' });
  return printed;
}

describe('ajar user', () => {
  it('invites somebody new, by mail and with a printed link', async () => {
    expect(await run('list')).toBe('Nobody yet.\n');
    const printed = await run('invite', 'Mara@Studio.example', '--name', 'Mara', '--role', 'marketer', '--json');
    const { email, link } = JSON.parse(printed) as { email: string; link: string };
    expect(email).toBe('mara@studio.example');
    const [mail] = await api.app.db.select().from(houseMails);
    expect(mail).toMatchObject({ kind: 'invitation', toAddress: email, text: expect.stringContaining(link) as string });
    const token = link.split('/').at(-1);
    const accepted = await api.call('POST', '/v1/session/accept', { token, password: 'seven paper lanterns' }, browser);
    // That the command printed it shows nothing about the address.
    expect(accepted.body.user).toMatchObject({ role: 'marketer', emailVerified: false });
    expect(await run('list')).toBe('mara@studio.example\n  Mara, marketer\n');
  });

  it('prints a link for a new password, also for whoever never had one', async () => {
    const link = (await run('reset', 'mara@studio.example')).split('\n')[0] ?? '';
    const token = link.split('/').at(-1);
    const reset = await api.call('POST', '/v1/session/reset', { token, password: 'another quiet harbour' }, browser);
    expect(reset.status).toBe(200);
    const created = await api.call('POST', '/v1/users', { email: 'tom@studio.example', name: 'Tom', role: 'sales' });
    expect(await run('reset', 'tom@studio.example')).toMatch(/^http:\/\/localhost:3000\/reset\/[A-Za-z0-9_-]{43}\n/);
    await api.app.db
      .update(users)
      .set({ disabledAt: new Date(0) })
      .where(eq(users.id, created.body.id));
    await expect(run('reset', 'tom@studio.example')).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it('says what is wrong', async () => {
    await expect(run('reset', 'nobody@studio.example')).rejects.toMatchObject({ code: 'not_found' });
    await expect(run('invite', 'new@studio.example')).rejects.toThrow('give a --name');
    await expect(run('invite', 'no address')).rejects.toThrow('has no "@"');
    await expect(run('invite', 'a@b.example', '--role', 'king')).rejects.toBeInstanceOf(CommanderError);
  });
});
