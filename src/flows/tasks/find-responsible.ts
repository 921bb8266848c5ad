import type { Db } from '../../db/db.ts';
import {
  type Colleague,
  findColleague,
  findDefaultColleague,
  findOwnerOfClient,
  listAdmins,
} from '../../db/house/stand-ins.ts';

const longestChain = 5;

/**
 * Who looks after a client on a day: its owner, else the default owner; whoever covers for them while they are away. Null
 * only where the house has nobody.
 */
export async function findResponsible(db: Db, clientId: string, day: string): Promise<string | null> {
  const owner = (await findOwnerOfClient(db, clientId)) ?? (await findDefaultColleague(db));
  return presentOf(db, owner, day);
}

/** Who does on a day what belongs to a user: they themselves, or whoever covers for them while they are away; null stays null. */
export async function findStandIn(db: Db, userId: string | null, day: string): Promise<string | null> {
  return userId === null ? null : presentOf(db, await findColleague(db, userId), day);
}

/** Who is told that a client is upset: an admin who is there, else whoever looks after the client. */
export async function findManager(db: Db, clientId: string, day: string): Promise<string | null> {
  const admins = await listAdmins(db);
  const there = admins.find((one) => !isAway(one, day)) ?? admins[0];
  return there?.id ?? findResponsible(db, clientId, day);
}

async function presentOf(db: Db, first: Colleague | null, day: string): Promise<string | null> {
  let one = first;
  for (let hop = 0; one !== null && hop < longestChain && isAway(one, day); hop += 1)
    one = one.coverId === null ? null : await findColleague(db, one.coverId);
  if (one !== null && !isAway(one, day)) return one.id;
  const standIn = await findDefaultColleague(db);
  return (standIn !== null && !isAway(standIn, day) ? standIn : first)?.id ?? null;
}

/** Both days count as away. */
function isAway({ awayFrom, awayUntil, disabledAt }: Colleague, day: string): boolean {
  if (disabledAt !== null) return true;
  if (awayFrom === null && awayUntil === null) return false;
  return (awayFrom ?? day) <= day && day <= (awayUntil ?? day);
}
