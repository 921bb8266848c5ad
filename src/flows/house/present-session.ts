import type { App } from '../../app.ts';
import type { Session } from '../../contract/session.ts';
import { countDemoClients, findDemoOffset } from '../../db/demo/demo.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { UserRow } from '../../db/house/users.ts';
import { scopesOfRole, writtenOut } from '../../domain/role.ts';
import { houseIdentity } from './house-identity.ts';

/** Who is signed in, what they may do, and what every page shows. */
export async function presentSession(app: App, user: UserRow): Promise<Session> {
  const policy = await findPolicy(app.db);
  const clients = await countDemoClients(app.db);
  const { publicUrl, transport } = app.config;
  return {
    user: {
      ...user,
      emailVerified: user.emailVerifiedAt !== null,
    },
    scopes: writtenOut(scopesOfRole(user.role)),
    now: app.now(),
    house: {
      name: houseIdentity(app, policy).name,
      timezone: policy.zone,
      locale: policy.locale,
      transport: transport.kind,
      publicUrl,
    },
    demo:
      clients === 0 ? null : { clients, daysAhead: Math.max(0, Math.floor((await findDemoOffset(app.db)) / 86_400)) },
  };
}
