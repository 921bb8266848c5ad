import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext } from 'react';
import type { z } from 'zod';
import type { sessionSchema } from '../contract/session.ts';
import type { Scope } from '../domain/scope.ts';
import { Problem, request } from './api.ts';
import { setClock } from './clock.ts';

export type Session = z.input<typeof sessionSchema>;

const SessionContext = createContext<Session | null>(null);

/** Who is signed in: undefined while that is being asked, null when nobody is. */
export function useSessionQuery() {
  return useQuery<Session | null, Error>({
    queryKey: ['/v1/session'],
    queryFn: async ({ signal }) => {
      try {
        const session = (await request('GET', '/v1/session', { signal })) as Session;
        setClock(session.now);
        return session;
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
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
    client.removeQueries({ predicate: ({ queryKey: [path] }) => path !== '/v1/session' });
    await client.invalidateQueries({ queryKey: ['/v1/session'] });
  }, [client]);
}
