import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { call, request } from '../api.ts';
import { useSession, useSessionChange } from '../session.tsx';
import { notifyProblem } from '../ui/notify.tsx';
import { userRoleWords } from '../ui/words.ts';

/** People of the demo whose eyes somebody can borrow. */
const demoPeople = [
  { as: 'ruth', name: 'Ruth Abel', role: 'admin' },
  { as: 'mara', name: 'Mara Lindt', role: 'sales' },
  { as: 'ines', name: 'Ines Okafor', role: 'marketer' },
] as const;

/** Who is signed in, their own page, and the way out. */
export function PersonMenu() {
  const { user } = useSession();
  const [, navigate] = useLocation();
  const changed = useSessionChange();
  const signOut = () => {
    request('DELETE', '/v1/session').then(() => {
      navigate('/sign-in');
      return changed();
    }, notifyProblem);
  };
  const seeAs = (as: (typeof demoPeople)[number]['as']) => {
    call('POST /v1/session/demo', { body: { as } }).then(() => {
      navigate('/');
      return changed();
    }, notifyProblem);
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: '50%' }}>
          <Avatar size={34} radius="xl" name={user.name} color="door" variant="filled" aria-hidden />
          <VisuallyHidden>{user.name}: own page and sign out</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {user.name}
          </Text>
          <Text size="xs" c="dimmed">
            {userRoleWords[user.role]}
          </Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => navigate('/profile')}>
          Your profile
        </Menu.Item>
        {user.isDemo && (
          <>
            <Menu.Divider />
            <Menu.Label>See it as</Menu.Label>
            {demoPeople
              .filter(({ name }) => name !== user.name)
              .map(({ as, name, role }) => (
                <Menu.Item key={as} onClick={() => seeAs(as)}>
                  {name.split(' ')[0]} ({role})
                </Menu.Item>
              ))}
            <Menu.Divider />
          </>
        )}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
