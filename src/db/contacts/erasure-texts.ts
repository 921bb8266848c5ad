import { type SQL, sql } from 'drizzle-orm';
import { erasedMark, type ErasurePatterns } from '../../domain/erasure.ts';
import type { Db } from '../db.ts';

interface Texts {
  table: string;
  columns: readonly string[];
  /** Which rows are the clients' own. */
  of: (clientIds: SQL) => SQL;
}

const ofClient = (ids: SQL) => sql`client_id = any(${ids})`;
const ofDepartures = (ids: SQL) => sql`departure_id in (select id from departures where client_id = any(${ids}))`;
const ofMessages = (ids: SQL) => sql`message_id in (select id from messages where client_id = any(${ids}))`;
const ofThreads = (ids: SQL) => sql`thread_id in (select id from threads where client_id = any(${ids}))`;

/** Texts that stay with a client, or with somebody else there, and may name the person. */
const texts: readonly Texts[] = [
  {
    table: 'departures',
    columns: [
      'reason_detail',
      'what_went_wrong',
      'amends_text',
      'would_return_if',
      'competitor',
      'lessons',
      'notes',
      'personal_line',
      'undone_why',
    ],
    of: ofClient,
  },
  { table: 'highlights', columns: ['text'], of: ofDepartures },
  { table: 'win_backs', columns: ['note'], of: ofClient },
  { table: 'activities', columns: ['text'], of: ofClient },
  { table: 'contacts', columns: ['notes', 'salutation'], of: ofClient },
  { table: 'tasks', columns: ['title', 'detail', 'note'], of: ofClient },
  { table: 'threads', columns: ['subject', 'outcome_note'], of: ofClient },
  { table: 'replies', columns: ['visible_text', 'from_address'], of: ofThreads },
  { table: 'answers', columns: ['to_address', 'subject', 'body'], of: ofThreads },
  { table: 'attachments', columns: ['filename'], of: ofThreads },
  { table: 'thread_drafts', columns: ['body'], of: ofThreads },
  { table: 'house_mails', columns: ['subject', 'html', 'text', 'error_text'], of: ofThreads },
  { table: 'inbound_mails', columns: ['subject', 'visible_text', 'from_name', 'error'], of: ofClient },
  { table: 'enrollments', columns: ['exit_why'], of: ofClient },
  { table: 'suppressions', columns: ['note'], of: ofClient },
  { table: 'message_copies', columns: ['subject', 'html', 'text'], of: ofMessages },
  { table: 'message_events', columns: ['detail'], of: ofMessages },
];

/** Puts a mark in the place of the person wherever a text of these clients names them. Names of tables are ours, above. */
export async function redactTexts(db: Db, clientIds: readonly string[], patterns: ErasurePatterns): Promise<void> {
  const { exact, words } = patterns;
  if (clientIds.length === 0 || (exact === null && words === null)) return;
  const ids = sql`${sql.param(clientIds)}::uuid[]`;
  for (const { table, columns, of } of texts) {
    const clean = columns.map((name) => sql`${sql.identifier(name)} = ${cleaned(sql.identifier(name), patterns)}`);
    const found = columns.map((name) => isNamed(sql`${sql.identifier(name)}`, patterns));
    await db.execute(sql`
      update ${sql.identifier(table)} set ${sql.join(clean, sql`, `)} where ${of(ids)} and (${sql.join(found, sql` or `)})`);
  }
  for (const name of ['evidence', 'attachments', 'authentication']) {
    const said = sql`${sql.identifier(name)}::text`;
    await db.execute(sql`
      update inbound_mails set ${sql.identifier(name)} = null where ${ofClient(ids)} and ${isNamed(said, patterns)}`);
  }
}

function cleaned(column: ReturnType<typeof sql.identifier>, { exact, words }: ErasurePatterns): SQL {
  const once = exact === null ? sql`${column}` : sql`regexp_replace(${column}, ${exact}, ${erasedMark}, 'gi')`;
  return words === null ? once : sql`regexp_replace(${once}, ${words}, ${erasedMark}, 'g')`;
}

function isNamed(column: SQL, { exact, words }: ErasurePatterns): SQL {
  const found = [
    exact === null ? null : sql`${column} ~* ${exact}`,
    words === null ? null : sql`${column} ~ ${words}`,
  ].filter((one) => one !== null);
  return sql`(${sql.join(found, sql` or `)})`;
}
