import type { Pool } from 'pg';

/** The few tables that a mailer written in an afternoon has: for the usual way and for the bound. */
export async function fillBareTables(pool: Pool, letters: number): Promise<void> {
  await pool.query(`
    drop table if exists bare_messages, bare_enrollments, bare_contacts;
    create table bare_contacts (id bigint primary key, email text not null unique, stopped_at timestamptz);
    create table bare_enrollments (id bigint primary key, contact_id bigint not null references bare_contacts, step int not null,
      state text not null, due_at timestamptz not null, claimed_until timestamptz);
    create index on bare_enrollments (due_at) where state = 'active';
    create table bare_messages (id uuid primary key, enrollment_id bigint not null, contact_id bigint not null, step int not null,
      state text not null, subject text not null, provider_id text, created_at timestamptz not null, accepted_at timestamptz,
      unique (enrollment_id, step));
    create index on bare_messages (contact_id, created_at)`);
  await pool.query(
    `insert into bare_contacts select g, 'jo.brandt' || g || '@company' || g || '.example' from generate_series(1, $1::int) g`,
    [letters],
  );
  await pool.query(
    `insert into bare_enrollments select g, g, 0, 'active', now() - random() * interval '1 hour' from generate_series(1, $1::int) g`,
    [letters],
  );
  await pool.query('vacuum analyze bare_contacts');
  await pool.query('vacuum analyze bare_enrollments');
}

/** Whether every letter is accepted and every enrollment has moved on. */
export async function checkBareTables(pool: Pool, letters: number): Promise<void> {
  const { rows } = await pool.query<{ accepted: number; moved: number }>(`
    select (select count(*)::int from bare_messages where state = 'accepted') as accepted,
      (select count(*)::int from bare_enrollments where state = 'active' and step = 1) as moved`);
  const [found] = rows;
  if (found?.accepted !== letters || found.moved !== letters)
    throw new Error(
      `Of ${letters} letters ${found?.accepted} are accepted and ${found?.moved} enrollments have moved on.`,
    );
}
