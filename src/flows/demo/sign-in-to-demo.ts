import { createHmac, timingSafeEqual } from 'node:crypto';
import type { App } from '../../app.ts';
import type { demoPeople } from '../../contract/session.ts';
import { countDemoClients } from '../../db/demo/demo.ts';
import type { SignedIn } from '../../db/house/sessions.ts';
import { findUserByAddress } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import type { Visitor } from '../house/session.ts';
import { enter } from '../house/sign-in.ts';
import { colleagues } from './cast-house.ts';

/**
 * Opens the demo with one click: made of the secret, so that it is the same after every start, and nothing to find in
 * the database. Null where there is no such door: only a demo on this machine alone, whose letters stay here, has one.
 */
export async function findDemoToken(app: App): Promise<string | null> {
  const { transport, databaseUrl, host } = app.config;
  const isHere = /^(?:127(?:\.\d+){3}|localhost|::1)$/.test(host);
  if (transport.kind !== 'capture' || app.transport.kind === 'smtp' || app.transport.kind === 'resend') return null;
  if (databaseUrl !== null || !isHere || (await countDemoClients(app.db)) === 0) return null;
  return createHmac('sha256', app.secrets[0]).update('ajar demo sign-in').digest('base64url');
}

/**
 * Signs in as one of the people of the demo; whoever is one of them already needs no token. Answers the token of the
 * session.
 *
 * @throws link_used_up
 */
export async function signInToDemo(
  app: App,
  { token, as }: { token?: string | undefined; as: (typeof demoPeople)[number] },
  visitor: Visitor,
  signedIn: SignedIn | null,
): Promise<string> {
  const expected = await findDemoToken(app);
  const isKnown = token === undefined ? signedIn?.user.isDemo === true : expected !== null && isSame(token, expected);
  const email = colleagues.find(({ key }) => key === as)?.email ?? '';
  const user = await findUserByAddress(app.db, email);
  if (expected === null || !isKnown || !user?.isDemo || user.disabledAt !== null)
    throw new AjarError(
      'link_used_up',
      'There is no demo behind this link. The start of Ajar prints the one that works.',
    );
  return app.db.transaction((tx) => enter(app, tx, user, visitor, 'sign-in-to-demo'));
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
