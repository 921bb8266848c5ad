import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { idleDays, sessionDays } from '../../domain/session.ts';
import type { Db } from '../db.ts';
import { sessions, users } from '../schema.ts';

/*
 * Times of sessions are the database's own: the clock of the product runs ahead in the demo, and nobody is to be signed
 * out because a week went by there.
 */

const alive = sql`${sessions.expiresAt} > clock_timestamp() and ${sessions.lastSeenAt} > clock_timestamp() - make_interval(days => ${idleDays})`;

export interface SignedIn {
  user: typeof users.$inferSelect;
  tokenHash: string;
  /** The last use is noted once a minute. */
  isSeenLately: boolean;
}

/** Who holds the session with this token; null when it is unknown or over, or when the user was disabled. */
export async function findSession(db: Db, tokenHash: string): Promise<SignedIn | null> {
  const [row] = await db
    .select({
      user: users,
      isSeenLately: sql<boolean>`${sessions.lastSeenAt} > clock_timestamp() - interval '1 minute'`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), alive, sql`${users.disabledAt} is null`));
  return row === undefined ? null : { ...row, tokenHash };
}

/** Those of a person that are not over, the latest used first. */
export async function listSessions(db: Db, userId: string) {
  return db
    .select({
      tokenHash: sessions.tokenHash,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), alive))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.tokenHash))
    .limit(100);
}

export async function insertSession(
  db: Db,
  row: { tokenHash: string; userId: string; userAgent: string | null },
): Promise<void> {
  await db.insert(sessions).values({
    ...row,
    data: {},
    createdAt: sql`clock_timestamp()`,
    lastSeenAt: sql`clock_timestamp()`,
    expiresAt: sql`clock_timestamp() + make_interval(days => ${sessionDays})`,
  });
}

export async function markSessionSeen(db: Db, tokenHash: string): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: sql`clock_timestamp()` })
    .where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

/** All sessions of a person, but for one they go on with; answers how many. */
export async function deleteSessionsOf(db: Db, userId: string, except: string | null): Promise<number> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except === null ? undefined : ne(sessions.tokenHash, except)))
    .returning({ tokenHash: sessions.tokenHash });
  return ended.length;
}

export async function deleteEndedSessions(db: Db): Promise<number> {
  const { rowCount } = await db.delete(sessions).where(sql`not (${alive})`);
  return rowCount ?? 0;
}
