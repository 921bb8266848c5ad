import { useMantineColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { CommandsProvider } from './keys.tsx';
import { SessionProvider, type Session, useSessionQuery } from './session.tsx';
import { Shell } from './shell/shell.tsx';
import { Crashed } from './ui/crashed.tsx';
import { Blank, ErrorState } from './ui/states.tsx';

const Entry = lazy(() => import('./entry/entry.tsx').then(({ Entry: found }) => ({ default: found })));

/** Pages for somebody who is not signed in, or who follows a link that signs them in. */
const entryPath = /^\/(?:sign-in|forgotten|claim|demo|invitation|reset|confirm)(?:\/|$)/;

/** Who is there decides what is shown: the pages of entry, or the product. */
export function App() {
  const [path] = useLocation();
  const session = useSessionQuery();
  // Where it is known, an outage takes no page away, nor what was typed there.
  if (session.data === undefined) {
    return session.isError ? <ErrorState error={session.error} onRetry={() => void session.refetch()} /> : <Blank />;
  }
  return (
    <Crashed>
      <Suspense fallback={<Blank />}>
        {session.data === null || entryPath.test(path) ? (
          <Entry session={session.data} />
        ) : (
          <Product key={session.data.user.id} session={session.data} />
        )}
      </Suspense>
    </Crashed>
  );
}

function Product({ session }: { session: Session }) {
  const { setColorScheme } = useMantineColorScheme();
  const { colorScheme } = session.user.preferences;
  useEffect(() => {
    if (colorScheme) setColorScheme(colorScheme);
  }, [colorScheme, setColorScheme]);
  return (
    <SessionProvider session={session}>
      <CommandsProvider>
        <Shell />
      </CommandsProvider>
    </SessionProvider>
  );
}
