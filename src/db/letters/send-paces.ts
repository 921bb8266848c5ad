import { sql } from 'drizzle-orm';
import type { Db } from '../db.ts';

/**
 * Takes the next `count` turns of a way out that all processes share, one each `intervalMs`, on the clock of the database;
 * answers in how many ms the first is. None is taken where that is more than `maxWaitMs`.
 */
export async function takeTurns(
  db: Db,
  key: string,
  { count, intervalMs, maxWaitMs }: { count: number; intervalMs: number; maxWaitMs: number },
): Promise<number> {
  const span = sql`make_interval(secs => ${(count * intervalMs) / 1000})`;
  const taken = await db.execute<{ wait: number }>(sql`
    insert into send_paces as p (key, free_at) values (${key}, clock_timestamp() + ${span})
    on conflict (key) do update set free_at = greatest(p.free_at, clock_timestamp()) + ${span}
      where p.free_at <= clock_timestamp() + make_interval(secs => ${maxWaitMs / 1000})
    returning (extract(epoch from p.free_at - ${span} - clock_timestamp()) * 1000)::float8 as wait`);
  if (taken.rows[0] !== undefined) return Math.max(0, taken.rows[0].wait);
  const found = await db.execute<{ wait: number }>(sql`
    select (extract(epoch from free_at - clock_timestamp()) * 1000)::float8 as wait from send_paces where key = ${key}`);
  return Math.max(maxWaitMs + 1, found.rows[0]?.wait ?? 0);
}
