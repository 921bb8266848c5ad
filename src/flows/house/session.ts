import { createHash, randomBytes } from 'node:crypto';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import {
  deleteSession,
  deleteSessionsOf,
  insertSession,
  markSessionSeen,
  type SignedIn,
} from '../../db/house/sessions.ts';
import { insertAudit } from '../../db/house/audit.ts';

/** What a browser brings to a sign-in: how it calls itself, and the session it had, which ends. */
export interface Visitor {
  userAgent: string | null;
  tokenHash: string | null;
}

/** How a token is kept: whoever reads the database cannot sign in with what is in it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function makeRandomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Begins a session under a new token, which is answered and stored only as a hash. One the browser had before ends. */
export async function beginSession(tx: Db, userId: string, { userAgent, tokenHash }: Visitor): Promise<string> {
  if (tokenHash !== null) await deleteSession(tx, tokenHash);
  const token = makeRandomToken();
  await insertSession(tx, { tokenHash: hashToken(token), userId, userAgent: userAgent?.slice(0, 300) ?? null });
  return token;
}

export async function signOut(app: App, { user, tokenHash }: Pick<SignedIn, 'user' | 'tokenHash'>): Promise<void> {
  await app.db.transaction(async (tx) => {
    await deleteSession(tx, tokenHash);
    const deed = { actor: `user:${user.id}`, subjectKind: 'user', subjectId: user.id };
    await insertAudit(tx, { at: app.now(), action: 'sign-out', ...deed });
  });
}

/** Ends the sessions of a person everywhere but here; answers how many there were. */
export async function signOutElsewhere(app: App, { user, tokenHash }: SignedIn): Promise<number> {
  return app.db.transaction(async (tx) => {
    const ended = await deleteSessionsOf(tx, user.id, tokenHash);
    const deed = { actor: `user:${user.id}`, subjectKind: 'user', subjectId: user.id, detail: { ended } };
    await insertAudit(tx, { at: app.now(), action: 'sign-out-elsewhere', ...deed });
    return ended;
  });
}

/** Remembers that a session is in use, at most once a minute; that this fails is no reason to refuse a request. */
export async function noteSessionUse(app: App, { user, tokenHash, isSeenLately }: SignedIn): Promise<void> {
  if (isSeenLately) return;
  try {
    await markSessionSeen(app.db, tokenHash);
  } catch {
    app.log.warn({ userId: user.id }, 'the last use of a session could not be noted');
  }
}
