import type { App } from '../../app.ts';
import { changeChannel } from '../../db/change-notice.ts';
import { openListener } from '../../db/listen.ts';
import { type Change, readChange } from '../../domain/change.ts';

/** Somebody who is told of changes. */
export interface Follower {
  /** Whose page it is. */
  principalId: string;
  told: (change: Change) => void;
  /** What happened meanwhile was not heard: everything on the page may be old. */
  lost: () => void;
}

/** As many pages of one person, or streams of one key, are followed at once. */
const mostEach = 12;

/** What changes in any process, told to whoever follows in this one. One connection to the database, from the first follower on. */
export interface ChangeFeed {
  /** Ends with the function that it answers; null where this principal follows too often already. */
  follow: (follower: Follower) => (() => void) | null;
  /** Resolves once the database is being listened to. */
  ready: () => Promise<void>;
  close: () => Promise<void>;
}

export function openChangeFeed(app: Pick<App, 'pool'>): ChangeFeed {
  const followers = new Set<Follower>();
  let listener: ReturnType<typeof openListener> | null = null;
  const payload = (text: string): void => {
    const change = readChange(text);
    if (change !== null) for (const one of followers) one.told(change);
  };
  const lost = (): void => {
    for (const one of followers) one.lost();
  };
  return {
    follow: (follower) => {
      if ([...followers].filter((one) => one.principalId === follower.principalId).length >= mostEach) return null;
      followers.add(follower);
      listener ??= openListener(app.pool, changeChannel, { payload, lost });
      return () => void followers.delete(follower);
    },
    ready: async () => listener?.ready,
    close: async () => {
      followers.clear();
      await listener?.close();
      listener = null;
    },
  };
}
