import type { Client } from 'pg';
import { migrateDb } from '../../src/db/migrate.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { openHouse } from './house.ts';
import { connect } from './server.ts';

export interface Seeding {
  /** Clients that left, each with a contact, a basis, a departure and an open enrollment. */
  enrollments: number;
  /** Every so many of them have a history in full: tasks, skips, a call, a first letter with its copy, highlights. */
  historyOfEvery: number;
}

/** What stands in for the id of a row: a UUID made of its table and its number, ascending. */
const id = (table: number, number = 'g') =>
  `('${table.toString(16).padStart(8, '0')}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const rows = { user: 1, client: 2, contact: 3, basis: 4, departure: 5, highlight: 6, enrollment: 7, message: 8 };
const more = { task: 9, activity: 16, event: 17, suppression: 18, news: 19, member: 20 };
const departedOn = `date '2026-01-09'`;
const letterAt = `timestamptz '2026-01-23T08:30:00Z'`;
const owners = 20;

/**
 * Fills a database as 60 days of the default campaign leave it: the letter of day 14 has gone, the call of day 30 was
 * made, the check-in of day 60 is next. Nothing is due yet: `makeDue` says whose time has come.
 */
export async function seedHouse(url: string, seeding: Seeding): Promise<void> {
  await migrateDb(url);
  const { app, close } = await openHouse(url);
  await ensureBuiltIns(app);
  await close();
  const client = await connect(url);
  try {
    // Rows that refer to each other by construction need not be checked one by one; where we may not say so, they are.
    await client.query(`set session_replication_role = replica`).catch(() => {});
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'`);
    await insertPeople(client, seeding.enrollments);
    await insertHistories(client, seeding);
    await client.query('vacuum (analyze)');
    await client.query('checkpoint').catch(() => {});
  } finally {
    await client.end();
  }
}

async function insertPeople(client: Client, count: number): Promise<void> {
  const each = (statement: string) => client.query(statement, [count]);
  await client.query(`
    insert into settings (policy, changed_at, changed_by)
    select jsonb_build_object('houseName', 'Harbour Studio', 'zone', 'Europe/Berlin'), ${letterAt}, 'bench'`);
  await client.query(`
    insert into users (id, email, name, role, phone, title, created_at)
    select ${id(rows.user)}, 'rep' || g || '@agency.example', 'Rep Number ' || g, 'sales', '+353 1 555 01' || g, 'Client lead', ${departedOn}
    from generate_series(1, ${owners}) g`);
  await client.query(`
    insert into news_items (id, title, body, url, reasons, useful, published_on, created_at, updated_at)
    select ${id(more.news)}, 'A checklist for the new rules, part ' || g,
      'Since June, online shops have to meet them, and most need only a handful of changes. The list fits on one page.',
      'https://agency.example/checklist-' || g, '{}', true, date '2026-02-01' + g, ${letterAt}, ${letterAt}
    from generate_series(1, 3) g`);
  await each(`
    insert into clients (id, external_id, name, domain, country, timezone, locale, state, client_since, annual_value_amount,
      annual_value_currency, owner_id, held_out, created_at, updated_at)
    select ${id(rows.client)}, 'crm-' || g, 'Company ' || g || ' & Sons', 'company' || g || '.example', 'DE', 'Europe/Berlin', 'en', 'departed',
      date '2021-03-01', 500000, 'EUR', ${id(rows.user, `1 + g % ${owners}`)}, false, ${departedOn}, ${departedOn}
    from generate_series(1, $1::int) g`);
  await each(`
    insert into contacts (id, client_id, email, address_hash, first_name, last_name, created_at, updated_at)
    select ${id(rows.contact)}, ${id(rows.client)}, 'jo.brandt' || g || '@company' || g || '.example', encode(sha256(g::text::bytea), 'hex'),
      'Jo' || g, 'O''Brandt', ${departedOn}, ${departedOn}
    from generate_series(1, $1::int) g`);
  await each(`
    insert into bases (id, contact_id, kind, obtained_on, notice_given, recorded_at)
    select ${id(rows.basis)}, ${id(rows.contact)}, 'contract_ended', ${departedOn}, true, ${departedOn}
    from generate_series(1, $1::int) g`);
  await each(`
    insert into departures (id, client_id, departed_on, reason, stated_reason, fault, pursue, personal_line, recorded_at, recorded_by, updated_at)
    select ${id(rows.departure)}, ${id(rows.client)}, ${departedOn}, 'price', 'price', 'nobody', true,
      'Our Tuesday calls were the best-humoured half hour of my week', ${departedOn}, 'bench', ${departedOn}
    from generate_series(1, $1::int) g`);
  await each(`
    insert into segment_members (id, segment_id, client_id, since, since_why)
    select ${id(more.member)}, s.id, ${id(rows.client)}, ${departedOn}, 'departed'
    from generate_series(1, $1::int) g, segments s where s.slug = 'potential-clients'`);
  await each(`
    insert into enrollments (id, departure_id, contact_id, client_id, campaign_id, version_id, state, started_at, next_action_at, next_step_key, next_why, updated_at)
    select ${id(rows.enrollment)}, ${id(rows.departure)}, ${id(rows.contact)}, ${id(rows.client)}, v.campaign_id, v.id, 'active', ${departedOn},
      timestamptz '2026-03-11T08:00:00Z' + (g % 86400) * interval '1 minute', 'check_in', '[]', ${departedOn}
    from generate_series(1, $1::int) g, campaign_versions v`);
}

/** What has become of the steps so far. Stopped addresses are others than these, so that each check finds a table to search. */
async function insertHistories(client: Client, { enrollments, historyOfEvery }: Seeding): Promise<void> {
  const each = (statement: string) => client.query(statement, [enrollments, historyOfEvery]);
  const series = `from generate_series(1, $1::int, $2::int) g`;
  await each(`
    insert into highlights (id, departure_id, position, text, kind)
    select ${id(rows.highlight, 'g * 2 + n')}, ${id(rows.departure)}, n, 'Onboarding cut from nine days to ' || (2 + n), null ${series}, generate_series(0, 1) n`);
  await each(`
    insert into messages (id, client_id, contact_id, address_hash, enrollment_id, departure_id, campaign_id, step_key, occurrence, kind, state,
      owner_id, is_first, due_at, queued_at, not_before, attempts, why, message_id_header, provider_id, sending_at, accepted_at)
    select ${id(rows.message)}, ${id(rows.client)}, ${id(rows.contact)}, encode(sha256(g::text::bytea), 'hex'), ${id(rows.enrollment)},
      ${id(rows.departure)}, v.campaign_id, 'first_letter', 0, 'thank_you', 'accepted', ${id(rows.user, `1 + g % ${owners}`)}, true,
      ${letterAt}, ${letterAt}, ${letterAt}, 1, '[]', ${id(rows.message)} || '@reply.agency.example', 'Q' || g, ${letterAt}, ${letterAt}
    ${series}, campaign_versions v`);
  await each(`
    insert into message_copies (message_id, from_address, to_address, reply_to, envelope_from, subject, html, text, headers, refs, date_at)
    select ${id(rows.message)}, 'letters@agency.example', 'jo.brandt' || g || '@company' || g || '.example', 'r@reply.agency.example',
      'b@reply.agency.example', 'Thank you', repeat('<p>Thank you for five years together.</p>', 100), repeat('Thank you. ', 100), '[]', '{}', ${letterAt}
    ${series}`);
  await each(`
    insert into message_events (id, message_id, at, kind) select ${id(more.event)}, ${id(rows.message)}, ${letterAt}, 'accepted' ${series}`);
  await each(`
    insert into tasks (id, kind, state, client_id, contact_id, departure_id, enrollment_id, step_key, occurrence, owner_id, title, due_on,
      created_at, outcome, completed_at, completed_by)
    select ${id(more.task, 'g * 4 + t.n')}, t.kind, 'done', ${id(rows.client)}, ${id(rows.contact)}, ${id(rows.departure)}, ${id(rows.enrollment)}, t.step, 0,
      ${id(rows.user, `1 + g % ${owners}`)}, t.step, ${departedOn} + t.day, ${departedOn} + t.day, t.outcome, ${departedOn} + t.day, 'bench'
    ${series}, (values (0, 'exit_interview', 'exit_interview', 3, 'spoke'), (1, 'team_note', 'team_note', 1, 'done'),
      (2, 'lessons', 'lessons', 12, 'done'), (3, 'call', 'first_call', 32, 'spoke')) t (n, kind, step, day, outcome)`);
  await each(`
    insert into step_skips (enrollment_id, step_key, occurrence, due_at, skipped_at, why, by)
    select ${id(rows.enrollment)}, s, 0, ${departedOn}, ${departedOn}, '[]', 'planner' ${series}, unnest(array['impact', 'check_in_client', 'say_sorry']) s`);
  await each(`
    insert into activities (id, client_id, contact_id, kind, happened_at, by)
    select ${id(more.activity)}, ${id(rows.client)}, ${id(rows.contact)}, 'call', ${departedOn} + 32, 'bench' ${series}`);
  await each(`
    insert into suppressions (id, address_hash, scope, reason, source, created_at, created_by)
    select ${id(more.suppression)}, encode(sha256(('stopped ' || g)::bytea), 'hex'), 'all', 'unsubscribed', 'one_click', ${letterAt}, 'bench' ${series}`);
}

/** Makes `count` enrollments due, each the `step`th after number `first`; answers how many were. */
export async function makeDue(client: Client, first: number, count: number, step = 1): Promise<void> {
  const { rowCount } = await client.query(
    `update enrollments set next_action_at = timestamptz '2026-03-10T08:00:00Z' + g % 3600 * interval '1 second'
    from generate_series($1::int, $1::int + ($2::int - 1) * $3::int, $3::int) g where id = ${id(rows.enrollment)}`,
    [first, count, step],
  );
  if (rowCount !== count) throw new Error(`${count} enrollments were to become due, and ${rowCount} did.`);
}
