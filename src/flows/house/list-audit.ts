import type { App } from '../../app.ts';
import { listActorNames } from '../../db/house/actors.ts';
import { type AuditRow, listAudit, listSubjectNames } from '../../db/house/audit.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { PageRequest } from '../../db/page.ts';
import { addDays, instantOf } from '../../domain/calendar.ts';
import { actorInWords, deedInWords } from '../../domain/deed-words.ts';

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
  /** Days of the house, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface ToldDeed extends AuditRow {
  actorName: string;
  words: string;
  subjectName: string | null;
  clientId: string | null;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Deeds, the newest first, with the names that people and things have now: the log itself holds ids alone. */
export async function listAuditInWords(app: App, filter: AuditFilter, page: PageRequest): Promise<ToldDeed[]> {
  const { db } = app;
  const { from, to, ...rest } = filter;
  const { zone } = await findPolicy(db);
  const begin = from === undefined ? undefined : instantOf(from, 0, zone);
  const end = to === undefined ? undefined : instantOf(addDays(to, 1), 0, zone);
  const rows = await listAudit(db, { ...rest, begin, end }, page);
  const people = await listActorNames(
    db,
    rows.map((row) => row.actor),
  );
  const ids = rows.flatMap(({ subjectId }) => (subjectId !== null && uuid.test(subjectId) ? [subjectId] : []));
  const subjects = await listSubjectNames(db, [...new Set(ids)]);
  return rows.map((row) => {
    const subject = subjects.get(row.subjectId ?? '');
    return {
      ...row,
      actorName: people.get(row.actor) ?? actorInWords(row.actor),
      words: deedInWords(row.action),
      subjectName: subject?.name ?? null,
      clientId: subject?.clientId ?? null,
    };
  });
}
