import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect } from 'react';
import type { z } from 'zod';
import type { sessionSchema } from '../contract/session.ts';
import type { Scope } from '../domain/scope.ts';
import { Problem, request } from './api.ts';
import { setClock } from './clock.ts';

export type Session = z.input<typeof sessionSchema>;

const SessionContext = createContext<Session | null>(null);

/** On which the pages of a browser tell each other that somebody came in or left: they share the cookie. */
const otherPages = 'ajar session';

/** Who is signed in: undefined while that is being asked, null when nobody is. */
export function useSessionQuery() {
  const client = useQueryClient();
  useEffect(() => {
    const pages = new BroadcastChannel(otherPages);
    pages.addEventListener('message', () => void client.invalidateQueries({ queryKey: ['/v1/session'] }));
    return () => pages.close();
  }, [client]);
  return useQuery<Session | null, Error>({
    queryKey: ['/v1/session'],
    queryFn: async ({ signal }) => {
      const session = await readSession(signal);
      if (session) setClock(session.now);
      const before = client.getQueryData<Session | null>(['/v1/session']);
      if (before && before.user.id !== session?.user.id) forget(client);
      return session;
    },
    staleTime: 60_000,
  });
}

async function readSession(signal: AbortSignal): Promise<Session | null> {
  try {
    return (await request('GET', '/v1/session', { signal })) as Session;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** What somebody saw is not for whoever comes after them. */
function forget(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey: [path] }) => path !== '/v1/session' });
}

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Only for screens of people who are signed in.');
  return session;
}

/** Whether whoever is signed in may do something: `may('threads:write')`. The server decides; this keeps buttons honest. */
export function useMay(): (scope: Scope) => boolean {
  const { scopes } = useSession();
  return useCallback((scope) => scopes.includes('admin') || scopes.includes(scope), [scopes]);
}

/** Asks anew who is signed in, after signing in or out, and forgets what the one before saw. */
export function useSessionChange(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    forget(client);
    await client.invalidateQueries({ queryKey: ['/v1/session'] });
    const pages = new BroadcastChannel(otherPages);
    pages.postMessage('changed');
    pages.close();
  }, [client]);
}
