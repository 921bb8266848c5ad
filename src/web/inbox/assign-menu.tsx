import { Button, Menu } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useAnswer, useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import type { Detail } from './place.ts';

interface Props {
  thread: Detail;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** Gives the conversation to somebody; oneself first. */
export function AssignMenu({ thread, opened, onChange }: Props) {
  const { user } = useSession();
  const team = useAnswer('GET /v1/users', { query: { limit: '200', disabled: 'false' } }, { enabled: opened });
  const assign = useDeed('POST /v1/threads/:id/assign', { refreshes: ['/v1/today'], onProblem: notifyProblem });
  const give = (userId: string | null, name: string) => {
    const before = thread.assigneeId;
    const params = { id: thread.id };
    assign.mutate(
      { params, body: { userId } },
      {
        onSuccess: () =>
          notify(userId === null ? 'Nobody has it now' : `${name} has it now`, () =>
            assign.mutate({ params, body: { userId: before } }),
          ),
      },
    );
  };
  const others = (team.data?.data ?? []).filter((one) => one.id !== user.id);
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconUser size={16} aria-hidden />} loading={assign.isPending}>
          Assign
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Item disabled={thread.assigneeId === user.id} onClick={() => give(user.id, user.name)}>
          To me, {user.name}
        </Menu.Item>
        {others.map((one) => (
          <Menu.Item key={one.id} disabled={thread.assigneeId === one.id} onClick={() => give(one.id, one.name)}>
            {one.name}
          </Menu.Item>
        ))}
        <Menu.Item disabled={thread.assigneeId === null} onClick={() => give(null, '')}>
          To nobody
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
