import { and, desc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SuppressionReason, SuppressionScope, SuppressionSource } from '../../domain/suppression.ts';
import type { Db } from '../db.ts';
import { suppressionReasons } from '../../domain/suppression.ts';
import { concernsColleagues } from '../../domain/suppression-lifting.ts';
import { contacts, suppressions } from '../schema.ts';

/** A suppression to be: of an address (by its hash; the address in clear for people to read), or of a whole client. */
export interface NewSuppression {
  addressHash: string | null;
  address: string | null;
  clientId: string | null;
  scope: SuppressionScope;
  reason: SuppressionReason;
  source: SuppressionSource;
  note: string | null;
  messageId: string | null;
  by: string;
}

/** Records a suppression; answers its id, or null when the same one is in force already. */
export async function insertSuppression(db: Db, one: NewSuppression, now: Date): Promise<string | null> {
  const { by, ...columns } = one;
  const rows = await db
    .insert(suppressions)
    .values({ id: uuidv7(), ...columns, createdAt: now, createdBy: by })
    .onConflictDoNothing()
    .returning({ id: suppressions.id });
  return rows[0]?.id ?? null;
}

/** Suppressions in force for an address or a client, newest first. */
export async function listSuppressionsInForce(db: Db, of: { addressHash: string | null; clientId: string | null }) {
  return db
    .select()
    .from(suppressions)
    .where(
      and(
        isNull(suppressions.liftedAt),
        or(
          of.addressHash === null ? sql`false` : eq(suppressions.addressHash, of.addressHash),
          of.clientId === null ? sql`false` : eq(suppressions.clientId, of.clientId),
        ),
      ),
    )
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id));
}

/** Lifts a suppression that is in force; false when there is none with this id. */
export async function markLifted(db: Db, id: string, by: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(suppressions)
    .set({ liftedAt: now, liftedBy: by })
    .where(and(eq(suppressions.id, id), isNull(suppressions.liftedAt)))
    .returning({ id: suppressions.id });
  return rows.length === 1;
}

/** Whether somebody else at this client asked us to stop, or called a letter spam: then a person decides about the others. */
export async function hasStoppedColleague(db: Db, clientId: string, exceptHash: string): Promise<boolean> {
  const rows = await db
    .select({ id: suppressions.id })
    .from(suppressions)
    .innerJoin(contacts, eq(contacts.addressHash, suppressions.addressHash))
    .where(
      and(
        eq(contacts.clientId, clientId),
        ne(contacts.addressHash, exceptHash),
        isNull(suppressions.liftedAt),
        eq(suppressions.scope, 'all'),
        inArray(suppressions.reason, suppressionReasons.filter(concernsColleagues)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
