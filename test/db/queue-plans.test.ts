import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '../../src/db/db.ts';
import { lockDueEnrollments } from '../../src/db/enrollments/enrollments.ts';
import { lockAbandoned } from '../../src/db/letters/abandoned.ts';
import { listOpenHandovers } from '../../src/db/letters/handovers.ts';
import { listQueued } from '../../src/db/letters/message-queue.ts';
import * as schema from '../../src/db/schema.ts';
import { type Drip, dueAt, makeDrip } from '../support/drip.ts';

let drip: Drip;
const asked: { text: string; params: unknown[] }[] = [];
let db: Db;

/** A hundred thousand letters that have left and as many enrollments that wait; a few that are due. */
beforeAll(async () => {
  drip = await makeDrip();
  await drip.departMany(1);
  const logger = { logQuery: (text: string, params: unknown[]) => void asked.push({ text, params }) };
  db = drizzle(drip.database.pool, { schema, casing: 'snake_case', logger });
  await drip.app.db.transaction(async (tx) => {
    await tx.execute(sql.raw('set local session_replication_role = replica'));
    await tx.execute(
      sql.raw(`
      insert into enrollments (id, departure_id, contact_id, client_id, campaign_id, version_id, state, started_at, next_action_at, updated_at)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), client_id, campaign_id, version_id, 'active', now(),
        timestamptz '2026-11-17' + make_interval(mins => n * 10), now()
      from enrollments, generate_series(1, 100000) n`),
    );
    await tx.execute(
      sql.raw(`
      insert into messages (id, client_id, contact_id, address_hash, enrollment_id, departure_id, campaign_id, step_key, occurrence, kind, state,
        due_at, queued_at, not_before, accepted_at, why)
      select gen_random_uuid(), client_id, contact_id, md5(n::text), gen_random_uuid(), gen_random_uuid(), campaign_id, 'news', n, 'news',
        case when n % 1000 = 0 then 'queued' else 'delivered' end, now(), now(), timestamptz '2026-11-17' + make_interval(mins => n), now(), '[]'
      from enrollments e, generate_series(1, 100000) n where e.departure_id in (select id from departures)`),
    );
  });
  await drip.app.db.execute(sql.raw('analyze enrollments'));
  await drip.app.db.execute(sql.raw('analyze messages'));
}, 60_000);
afterAll(() => drip.close());

const questions: [string, (db: Db) => Promise<unknown>, RegExp][] = [
  ['letters to claim', (tx) => listQueued(tx, { now: dueAt, limit: 100, withDemo: false }), /messages_queue/],
  ['enrollments to plan', (tx) => lockDueEnrollments(tx, dueAt, 500), /enrollments_due/],
  ['letters whose process died', (tx) => lockAbandoned(tx, 1_000), /messages_(?:leased|state)/],
  ['handovers of unknown outcome', (tx) => listOpenHandovers(tx, dueAt), /handovers/],
];

it.each(questions)('finds %s by an index, however many rows there are', async (_, ask, index) => {
  asked.length = 0;
  await ask(db);
  const [query] = asked;
  const { rows } = await drip.database.pool.query<{ 'QUERY PLAN': string }>(`explain ${query!.text}`, query!.params);
  const told = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(told).toMatch(index);
  expect(told).not.toMatch(/Seq Scan on (messages|enrollments)/);
});
