import { inArray } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { apiKeys, users } from '../schema.ts';

/** Deeds are recorded under `user:<id>` and `key:<id>`; whoever reads of them is told the names that these have now. */
export async function listActorNames(db: Db, actors: readonly (string | null)[]): Promise<Map<string, string>> {
  const people = idsOf(actors, 'user');
  const keys = idsOf(actors, 'key');
  const names = new Map<string, string>();
  if (people.length > 0)
    for (const row of await db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, people)))
      names.set(`user:${row.id}`, row.name);
  if (keys.length > 0)
    for (const row of await db
      .select({ id: apiKeys.id, name: apiKeys.name })
      .from(apiKeys)
      .where(inArray(apiKeys.id, keys)))
      names.set(`key:${row.id}`, row.name);
  return names;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idsOf(actors: readonly (string | null)[], kind: string): string[] {
  const ids = actors.flatMap((actor) => (actor?.startsWith(`${kind}:`) ? [actor.slice(kind.length + 1)] : []));
  return [...new Set(ids)].filter((id) => uuid.test(id));
}
