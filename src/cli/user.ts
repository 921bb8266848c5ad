import type { Command } from 'commander';
import { Option } from 'commander';
import type { App } from '../app.ts';
import { findUserByAddress, listUsers, type UserRow } from '../db/house/users.ts';
import { parseAddress } from '../domain/address.ts';
import { type UserRole, userRoles } from '../domain/user.ts';
import { AjarError } from '../errors.ts';
import { createUser } from '../flows/house/create-user.ts';
import { inviteUser } from '../flows/house/invite-user.ts';
import { makeResetLink } from '../flows/house/reset-password.ts';
import type { RunWithApp } from './run.ts';

/** `user`: who may sign in, for whoever runs the machine; also when every admin has forgotten their password. */
export function registerUser(program: Command, run: RunWithApp): void {
  const user = program.command('user').description('people who sign in');
  user
    .command('list')
    .description('who is there')
    .option('--json', 'print { "data": [...] } as one line')
    .action(async (options: { json?: boolean }) => {
      const people = (await run((app) => listUsers(app.db, {}, { limit: 1000, after: null }))).map(present);
      const lines = people.map(
        ({ email, name, role, access }) => `${email}\n  ${[name, role, access].filter(Boolean).join(', ')}`,
      );
      const said = lines.length === 0 ? 'Nobody yet.' : lines.join('\n');
      process.stdout.write(options.json ? `${JSON.stringify({ data: people })}\n` : `${said}\n`);
    });
  user
    .command('invite')
    .description('print and mail a link by which somebody sets their password')
    .argument('<email>', 'their address')
    .option('--name <name>', 'what they are called; needed for somebody new')
    .addOption(new Option('--role <role>', 'what they may do').choices([...userRoles]).default('sales'))
    .option('--json', 'print { "email", "link", "expiresAt" } as one line')
    .action(async (email: string, options: { name?: string; role: UserRole; json?: boolean }) => {
      const made = await run(async (app) => {
        const address = addressOf(email);
        const { id } = (await findUserByAddress(app.db, address)) ?? (await add(app, address, options));
        return (await inviteUser(app, 'cli', id)).link;
      });
      say(options, addressOf(email), made, 'It is in the mail to them too, and works once, for seven days.');
    });
  user
    .command('reset')
    .description('print a link by which somebody sets a new password')
    .argument('<email>', 'their address')
    .option('--json', 'print { "email", "link", "expiresAt" } as one line')
    .action(async (email: string, options: { json?: boolean }) => {
      const made = await run((app) => makeResetLink(app, addressOf(email)));
      say(options, addressOf(email), made, 'It works once, for an hour. All their sessions end when it is used.');
    });
}

async function add(app: App, email: string, { name, role }: { name?: string; role: UserRole }): Promise<UserRow> {
  if (name === undefined) throw new AjarError('invalid_request', `Nobody has the address ${email} yet: give a --name.`);
  return createUser(app, 'cli', { email, name, role });
}

function addressOf(typed: string): string {
  const reading = parseAddress(typed);
  if (reading.kind === 'ok') return reading.address;
  throw new AjarError('invalid_request', reading.message);
}

function present({ id, email, name, role, passwordHash, disabledAt, isDemo }: UserRow) {
  const access = disabledAt ? 'disabled' : isDemo ? 'demo' : passwordHash === null ? 'no password yet' : '';
  return { id, email, name, role, access };
}

function say(options: { json?: boolean }, email: string, made: { url: string; expiresAt: Date }, how: string): void {
  const line = JSON.stringify({ email, link: made.url, expiresAt: made.expiresAt });
  process.stdout.write(options.json ? `${line}\n` : `${made.url}\n\n${how}\n`);
}
