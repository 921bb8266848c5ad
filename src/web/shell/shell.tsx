import { AppShell, Burger, Container, Group, Text } from '@mantine/core';
import { useDisclosure, useElementSize } from '@mantine/hooks';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { screens } from '../screens.tsx';
import { useMay, useSession } from '../session.tsx';
import { Crashed } from '../ui/crashed.tsx';
import { Page } from '../ui/page.tsx';
import { EmptyState, Loading } from '../ui/states.tsx';
import { useCommands } from '../keys.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { KeyHelp } from './key-help.tsx';
import { Live } from './live.tsx';
import { Navigation } from './navigation.tsx';
import { Palette, openPalette } from './palette.tsx';
import { Pause } from './pause.tsx';
import { DemoBar } from './demo-bar.tsx';
import { PersonMenu } from './person-menu.tsx';
import classes from './shell.module.css';

/** The frame around every page of the product. */
export function Shell() {
  const { demo } = useSession();
  const [opened, { toggle, close }] = useDisclosure(false);
  // What the demo tells of takes one line or three: the page begins below it.
  const bar = useElementSize<HTMLDivElement>();
  const [path] = useLocation();
  useEffect(close, [path, close]);
  const main = useFocusOnPage(path);
  return (
    <>
      <a href="#main" className="ajar-skip">
        Skip to the page
      </a>
      <AppShell
        header={{ height: 56 + (demo ? bar.height : 0) }}
        navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !opened } }}
        padding={{ base: 'md', md: 'xl' }}
      >
        <AppShell.Header>
          <Group h={56} px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="md"
                size="sm"
                aria-label={opened ? 'Close the menu' : 'Open the menu'}
              />
              <Link href="/" className={classes.brand}>
                Ajar
              </Link>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Palette />
              <Pause />
              <PersonMenu />
            </Group>
          </Group>
          {demo && (
            <div ref={bar.ref}>
              <DemoBar />
            </div>
          )}
        </AppShell.Header>
        <AppShell.Navbar p="sm">
          <Navigation />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} ref={main} className={classes.main}>
          <Container size="xl" px={0}>
            <Crashed key={path}>
              <Suspense fallback={<Loading />}>
                <Pages />
              </Suspense>
            </Crashed>
          </Container>
        </AppShell.Main>
      </AppShell>
      <BottomBar menuOpened={opened} onMenu={toggle} />
      <HouseKeys />
      <KeyHelp />
      <Live />
    </>
  );
}

function Pages() {
  const may = useMay();
  const { house } = useSession();
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/today" replace />
      </Route>
      {screens
        .filter(({ nav }) => nav?.only === undefined || nav.only === house.transport)
        .map(({ path, scope, component: Component }) => (
          <Route key={path} path={path}>
            {scope === null || may(scope) ? <Component /> : <NotForYou />}
          </Route>
        ))}
      <Route>
        <Page title="Not here">
          <EmptyState title="There is no page at this address" action={<Link href="/today">Go to Today</Link>} />
        </Page>
      </Route>
    </Switch>
  );
}

function NotForYou() {
  return (
    <Page title="Not for your role">
      <EmptyState title="Your role does not open this page">
        <Text>An admin can change your role under Team.</Text>
      </EmptyState>
    </Page>
  );
}

/** After a change of page the focus goes to it, so that keyboards and screen readers begin there; not on the first. */
function useFocusOnPage(path: string) {
  const main = useRef<HTMLElement>(null);
  const last = useRef(path.split('/', 2).join('/'));
  useEffect(() => {
    const section = path.split('/', 2).join('/');
    if (last.current !== section) main.current?.focus({ preventScroll: true });
    last.current = section;
  }, [path]);
  return main;
}

/** The keys that lead to every page, and to the palette. */
function HouseKeys() {
  const may = useMay();
  const [, navigate] = useLocation();
  const reachable = screens.filter(({ nav, scope }) => nav && (scope === null || may(scope)));
  useCommands([
    ...reachable.map(({ path, name, nav }) => ({
      id: `go ${path}`,
      name,
      group: 'Go to',
      ...(nav?.keys === undefined ? {} : { keys: nav.keys }),
      run: () => navigate(path),
    })),
    { id: 'palette', name: 'Search and commands', group: 'Everywhere', keys: 'mod+k', run: openPalette },
  ]);
  return null;
}
