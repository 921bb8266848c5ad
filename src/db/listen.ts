import { Client, type Pool } from 'pg';
import { keepAliveInitialDelayMillis } from './db.ts';

const longestWaitMs = 15_000;

/**
 * Listens on a channel of PostgreSQL over a connection of its own, and connects again when it breaks: then `lost` is told that
 * what was said meanwhile was not heard. Ends with `close`.
 */
export function openListener(
  pool: Pool,
  channel: string,
  on: { payload: (payload: string) => void; lost: () => void },
): { ready: Promise<void>; close: () => Promise<void> } {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let waitMs = 250;
  let missed = false;

  const connect = async (): Promise<void> => {
    const { connectionString, host, port, database, user, password, ssl } = pool.options;
    const next = new Client({
      application_name: 'ajar changes',
      keepAlive: true,
      keepAliveInitialDelayMillis,
      connectionTimeoutMillis: 10_000,
      ...(connectionString === undefined ? { host, port, database, user, password, ssl } : { connectionString }),
    });
    client = next;
    next.on('notification', ({ payload }) => on.payload(payload ?? ''));
    // It also says 'error' when the server ends; without a listener that would end this process.
    next.on('error', () => {});
    next.once('end', () => retry(next));
    try {
      await next.connect();
      await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
      waitMs = 250;
      if (missed) on.lost();
      missed = false;
    } catch {
      await next.end().catch(() => {});
      retry(next);
    }
  };
  const retry = (broken: Client): void => {
    if (closed || client !== broken) return;
    client = null;
    missed = true;
    timer = setTimeout(() => void connect(), waitMs);
    timer.unref();
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  };

  return {
    ready: connect(),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
