import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { benchNow } from './house.ts';

/**
 * The usual way to take due steps, on Ajar's own tables: a transaction for each, in which one row is locked, looked at
 * with whom it concerns, checked against the stopped addresses, written as a message and moved on. Nothing is planned.
 */
export async function claimRowByRow(pool: Pool, steps: number): Promise<{ ms: number; done: number }> {
  const client = await pool.connect();
  try {
    const started = performance.now();
    for (let done = 0; done < steps; done += 1) {
      await client.query('begin');
      const { rows } = await client.query<{ id: string; contact_id: string; client_id: string; departure_id: string }>(
        `select id, contact_id, client_id, departure_id from enrollments
        where state in ('active', 'held') and next_action_at <= $1 order by next_action_at, id limit 1 for update skip locked`,
        [benchNow],
      );
      const due = rows[0];
      if (due === undefined) throw new Error(`Only ${done} of ${steps} steps were due.`);
      const people = await client.query<{ address_hash: string; campaign_id: string }>(
        `select c.address_hash, e.campaign_id from enrollments e join contacts c on c.id = e.contact_id join clients l on l.id = e.client_id
        join departures d on d.id = e.departure_id where e.id = $1`,
        [due.id],
      );
      const person = people.rows[0]!;
      const stopped = await client.query('select 1 from suppressions where address_hash = $1 and lifted_at is null', [
        person.address_hash,
      ]);
      if (stopped.rows.length > 0) throw new Error('Nobody in the bench has stopped letters.');
      await client.query(
        `insert into messages (id, enrollment_id, contact_id, client_id, departure_id, campaign_id, address_hash, step_key, occurrence, kind,
          state, due_at, queued_at, not_before, why) values ($1, $2, $3, $4, $5, $6, $7, 'check_in', 0, 'check_in', 'queued', $8, $8, $8, '[]')`,
        [
          uuidv7(),
          due.id,
          due.contact_id,
          due.client_id,
          due.departure_id,
          person.campaign_id,
          person.address_hash,
          benchNow,
        ],
      );
      await client.query(
        `update enrollments set next_action_at = $2::timestamptz + interval '30 days', next_step_key = 'offer', updated_at = $2 where id = $1`,
        [due.id, benchNow],
      );
      await client.query('commit');
    }
    return { ms: performance.now() - started, done: steps };
  } finally {
    client.release();
  }
}
