import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { request } from '../api.ts';
import { useSession, useSessionChange } from '../session.tsx';
import { notifyProblem } from '../ui/notify.tsx';
import { userRoleWords } from '../ui/words.ts';

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
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`${user.name}: own page and sign out`} style={{ borderRadius: '50%' }}>
          <Avatar size={34} radius="xl" name={user.name} color="initials" variant="filled" aria-hidden />
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
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
