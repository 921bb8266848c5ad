import { and, desc, eq } from 'drizzle-orm';
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
  filter: { subjectKind?: string | undefined; subjectId?: string | undefined; actor?: string | undefined },
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
        isBeyond(page, 'desc', auditLog.at, auditLog.id),
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(page.limit);
}
