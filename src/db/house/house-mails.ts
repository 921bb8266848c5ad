import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import type { HouseMailKind } from '../../domain/user.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { houseMails, users } from '../schema.ts';

/** Kinds that carry a link by which somebody gets in. */
const linkKinds = ['invitation', 'password_reset', 'address_check'] as const satisfies HouseMailKind[];

/** False when this person was told of the same thing before. */
export async function insertHouseMail(db: Db, row: typeof houseMails.$inferInsert): Promise<boolean> {
  const { rowCount } = await db.insert(houseMails).values(row).onConflictDoNothing();
  return (rowCount ?? 0) > 0;
}

export interface ClaimedHouseMail {
  id: string;
  kind: HouseMailKind;
  toAddress: string;
  subject: string;
  html: string | null;
  text: string;
  attempts: number;
  createdAt: Date;
  name: string;
  isDemo: boolean;
}

/**
 * Takes the mail that has been due longest, for three minutes by the clock of the database, longer than a mail server is waited
 * for; also one whose holder did not come back: it may have died after the handover, and to hear of a reply twice is better than
 * never. Null: there is none.
 */
export async function markHouseMailSending(db: Db, now: Date): Promise<ClaimedHouseMail | null> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update house_mails set state = 'sending', attempts = attempts + 1, lease_until = clock_timestamp() + interval '180 seconds'
    where id = (
      select id from house_mails
      where state in ('queued', 'sending') and not_before <= ${now.toISOString()}::timestamptz
        and (lease_until is null or lease_until < clock_timestamp())
      order by not_before, id limit 1 for update skip locked)
    returning id`);
  const [taken] = rows;
  if (taken === undefined) return null;
  const [mail] = await db
    .select({
      id: houseMails.id,
      kind: houseMails.kind,
      toAddress: houseMails.toAddress,
      subject: houseMails.subject,
      html: houseMails.html,
      text: houseMails.text,
      attempts: houseMails.attempts,
      createdAt: houseMails.createdAt,
      name: users.name,
      isDemo: users.isDemo,
    })
    .from(houseMails)
    .innerJoin(users, eq(users.id, houseMails.userId))
    .where(eq(houseMails.id, taken.id));
  return mail ?? null;
}

export async function markHouseMailAccepted(db: Db, id: string, now: Date): Promise<void> {
  await settle(db, id, { state: 'accepted', acceptedAt: now, errorText: null });
}

export async function markHouseMailFailed(db: Db, id: string, errorText: string): Promise<void> {
  await settle(db, id, { state: 'failed', errorText });
}

export async function markHouseMailQueued(
  db: Db,
  id: string,
  { notBefore, errorText }: { notBefore: Date; errorText: string },
): Promise<void> {
  await settle(db, id, { state: 'queued', notBefore, errorText });
}

async function settle(db: Db, id: string, change: Partial<typeof houseMails.$inferInsert>): Promise<void> {
  await db
    .update(houseMails)
    .set({ ...change, leaseUntil: null })
    .where(and(eq(houseMails.id, id), eq(houseMails.state, 'sending')));
}

/** The link of a mail that has left is for its recipient alone. */
export async function markHouseMailLinkless(db: Db, id: string): Promise<void> {
  await db
    .update(houseMails)
    .set({
      text: sql`regexp_replace(${houseMails.text}, 'https?://\\S+', '(link)', 'g')`,
      html: null,
    })
    .where(and(eq(houseMails.id, id), inArray(houseMails.kind, [...linkKinds])));
}

/** The newest first. Who is no admin does not see the links of others: by one they would get in as them. */
export async function listHouseMails(
  db: Db,
  reader: { userId: string; withLinksOfOthers: boolean },
  page: PageRequest,
) {
  return db
    .select({ mail: houseMails, name: users.name })
    .from(houseMails)
    .innerJoin(users, eq(users.id, houseMails.userId))
    .where(
      and(
        reader.withLinksOfOthers
          ? undefined
          : or(
              eq(houseMails.userId, reader.userId),
              sql`${houseMails.kind} not in ('invitation', 'password_reset', 'address_check')`,
            ),
        isBeyond(page, 'desc', houseMails.createdAt, houseMails.id),
      ),
    )
    .orderBy(desc(houseMails.createdAt), desc(houseMails.id))
    .limit(page.limit);
}

/** What a notice quotes is the contact's; a test letter may have been made with anybody's data. */
export async function eraseHouseMails(db: Db, contactIds: readonly string[]): Promise<void> {
  const ids = sql`${sql.param(contactIds)}::uuid[]`;
  await db.execute(sql`
    delete from house_mails where kind = 'test_send'
      or thread_id in (select id from threads where contact_id = any(${ids}))
      or about_id in (select id from replies where contact_id = any(${ids}))`);
}

/** Mails that have been dealt with. */
export async function removeHouseMails(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    delete from house_mails where id in (
      select id from house_mails
      where created_at < ${before.toISOString()}::timestamptz and state in ('accepted', 'failed')
      order by created_at limit ${limit})`);
  return rowCount ?? 0;
}
