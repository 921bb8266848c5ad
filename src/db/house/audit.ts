import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { auditLog } from '../schema.ts';

export type AuditRow = typeof auditLog.$inferSelect;

/** Who did what to which thing. `detail` holds ids, codes and numbers only: no names, addresses or texts. */
export interface Deed {
  at: Date;
  actor: string;
  /** The verb of the flow, e.g. `change-client`. */
  action: string;
  subjectKind: string;
  subjectId: string | null;
  detail?: Record<string, unknown>;
}

export async function insertAudit(db: Db, deed: Deed): Promise<void> {
  await db.insert(auditLog).values({ id: uuidv7(), ...deed });
}

/** The newest first. */
export async function listAudit(
  db: Db,
  filter: {
    subjectKind?: string | undefined;
    subjectId?: string | undefined;
    actor?: string | undefined;
    action?: string | undefined;
    /** From this instant, and before that one. */
    begin?: Date | undefined;
    end?: Date | undefined;
  },
  page: PageRequest,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditLog)
    .where(
      and(
        filter.subjectKind === undefined ? undefined : eq(auditLog.subjectKind, filter.subjectKind),
        filter.subjectId === undefined ? undefined : eq(auditLog.subjectId, filter.subjectId),
        filter.actor === undefined ? undefined : eq(auditLog.actor, filter.actor),
        filter.action === undefined ? undefined : eq(auditLog.action, filter.action),
        filter.begin === undefined ? undefined : gte(auditLog.at, filter.begin),
        filter.end === undefined ? undefined : lt(auditLog.at, filter.end),
        isBeyond(page, 'desc', auditLog.at, auditLog.id),
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(page.limit);
}

export interface SubjectName {
  id: string;
  name: string | null;
  clientId: string | null;
}

/** What the things are called that were done something to, and whose client they are; those that are gone are left out. */
export async function listSubjectNames(db: Db, ids: readonly string[]): Promise<Map<string, SubjectName>> {
  if (ids.length === 0) return new Map();
  const found = await db.execute<SubjectName & Record<string, unknown>>(sql`
    with wanted as (select unnest(${sql.param(ids)}::uuid[]) as id)
    select c.id, c.name, c.id as "clientId" from clients c join wanted using (id)
    union all select k.id, coalesce(nullif(concat_ws(' ', k.first_name, k.last_name), ''), k.email), k.client_id from contacts k join wanted using (id)
    union all select u.id, u.name, null from users u join wanted using (id)
    union all select a.id, a.name, null from api_keys a join wanted using (id)
    union all select p.id, p.name, null from campaigns p join wanted using (id)
    union all select o.id, o.title, null from offers o join wanted using (id)
    union all select n.id, n.title, null from news_items n join wanted using (id)
    union all select g.id, g.name, null from segments g join wanted using (id)
    union all select i.id, i.file_name, null from imports i join wanted using (id)
    union all select t.id, t.title, t.client_id from tasks t join wanted using (id)
    union all select t.id, t.subject, t.client_id from threads t join wanted using (id)
    union all select m.id, m.subject, m.client_id from inbound_mails m join wanted using (id)
    union all select d.id, c.name, c.id from departures d join wanted using (id) join clients c on c.id = d.client_id
    union all select e.id, c.name, c.id from enrollments e join wanted using (id) join clients c on c.id = e.client_id
    union all select m.id, c.name, c.id from messages m join wanted using (id) join clients c on c.id = m.client_id
    union all select s.id, coalesce(s.address, c.name), c.id from suppressions s join wanted using (id) left join clients c on c.id = s.client_id`);
  return new Map(found.rows.map((row) => [row.id, row]));
}
