import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './db.ts';

export type FoundKind = 'client' | 'contact' | 'thread' | 'campaign' | 'offer';

export interface FoundRow {
  kind: FoundKind;
  id: string;
  name: string;
  detail: string | null;
  clientId: string | null;
  slug: string | null;
  rank: number;
}

/** How each kind is found by words that begin like the query. The first column is what it is called. */
const kinds: Record<FoundKind, (match: (text: SQL) => SQL, rank: (text: SQL) => SQL) => SQL> = {
  client: (match, rank) => sql`
    select 'client' as kind, c.id, c.name, c.domain as detail, c.id as client_id, null::text as slug, ${rank(sql`c.name`)} as rank
    from clients c where ${match(sql`c.name`)} or ${match(sql`c.domain`)} or ${match(sql`c.external_id`)}`,
  contact: (match, rank) => sql`
    select 'contact', p.id, coalesce(nullif(concat_ws(' ', p.first_name, p.last_name), ''), p.email), c.name, p.client_id, null::text,
      ${rank(sql`concat_ws(' ', p.first_name, p.last_name)`)}
    from contacts p join clients c on c.id = p.client_id
    where p.erased_at is null and (${match(sql`concat_ws(' ', p.first_name, p.last_name)`)} or ${match(sql`p.email`)})`,
  thread: (match, rank) => sql`
    select 'thread', t.id, t.subject, c.name, t.client_id, null::text, ${rank(sql`t.subject`)} + 1
    from threads t join clients c on c.id = t.client_id where ${match(sql`t.subject`)} or ${match(sql`c.name`)}`,
  campaign: (match, rank) => sql`
    select 'campaign', g.id, g.name, null::text, null::uuid, g.slug, ${rank(sql`g.name`)} from campaigns g where ${match(sql`g.name`)} or ${match(sql`g.slug`)}`,
  offer: (match, rank) => sql`
    select 'offer', o.id, o.title, null::text, null::uuid, null::text, ${rank(sql`o.title`)} from offers o
    where o.withdrawn_at is null and ${match(sql`o.title`)}`,
};

/**
 * What bears the query in its name: first what begins with it, then what has a word that does. A name matches when it has,
 * for every word of the query, a word that begins so.
 */
export async function listFound(db: Db, q: string, wanted: readonly FoundKind[], limit: number): Promise<FoundRow[]> {
  if (wanted.length === 0) return [];
  const words = q.split(/\s+/).filter((word) => word !== '');
  const escape = (word: string) => word.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const begins = (text: SQL, word: string) => {
    const pattern = escape(word);
    const ways = [' ', '-', '@', '.', '&', '('].map((before) => sql`${text} ilike ${`%${before}${pattern}%`}`);
    return sql`(${sql.join([sql`${text} ilike ${`${pattern}%`}`, ...ways], sql` or `)})`;
  };
  const match = (text: SQL) =>
    sql`(${sql.join(
      words.map((word) => begins(text, word)),
      sql` and `,
    )})`;
  const rank = (text: SQL) =>
    sql`(case when lower(${text}) = lower(${q}) then 0 when ${text} ilike ${`${escape(q)}%`} then 1 else 2 end)`;
  const each = wanted.map(
    (kind) =>
      sql`(select * from (${kinds[kind](match, rank)}) k (kind, id, name, detail, client_id, slug, rank) order by rank, name, id limit ${limit})`,
  );
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select kind, id, name, detail, client_id as "clientId", slug, rank::int from (${sql.join(each, sql` union all `)}) found
    order by rank, array_position(array['client', 'contact', 'thread', 'campaign', 'offer'], kind::text), name, id limit ${limit}`);
  return rows as unknown as FoundRow[];
}
