import { AppShell, NavLink, ScrollArea, Text } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { type Screen, screens } from '../screens.tsx';
import { useMay, useSession } from '../session.tsx';

const groups = [
  { key: 'work', name: null },
  { key: 'craft', name: 'What we write' },
  { key: 'house', name: 'The house' },
] as const;

/** Links to the pages a role may open, the daily ones first. */
export function Navigation() {
  const may = useMay();
  const [path] = useLocation();
  const { house } = useSession();
  const shown = screens.filter(
    ({ nav, scope }) =>
      nav && (scope === null || may(scope)) && (nav.only === undefined || nav.only === house.transport),
  );
  return (
    <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6}>
      <nav aria-label="Pages">
        {groups.map(({ key, name }) => {
          const links = shown.filter(({ nav }) => nav?.group === key);
          if (links.length === 0) return null;
          return (
            <div key={key}>
              {name !== null && (
                <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
                  {name}
                </Text>
              )}
              {links.map((screen) => (
                <PageLink
                  key={screen.path}
                  screen={screen}
                  isHere={path === screen.path || path.startsWith(`${screen.path}/`)}
                />
              ))}
            </div>
          );
        })}
      </nav>
    </AppShell.Section>
  );
}

function PageLink({ screen: { path, name, nav }, isHere }: { screen: Screen; isHere: boolean }) {
  const Icon = nav?.icon;
  return (
    <NavLink
      component={Link}
      href={path}
      label={name}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      leftSection={Icon && <Icon size={18} stroke={1.6} aria-hidden />}
      variant="light"
      color="gray"
      styles={{ root: { borderRadius: 8 }, label: { fontWeight: isHere ? 600 : 400 } }}
    />
  );
}
