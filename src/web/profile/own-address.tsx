import { Button, Group, Text } from '@mantine/core';
import { useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { userRoleWords } from '../ui/words.ts';

/** Under which address one signs in, and whether it is known to be one's own. */
export function OwnAddress() {
  const { user, house } = useSession();
  const ask = useDeed('POST /v1/session/address-check', {
    refreshes: ['/v1/house-mails'],
    onProblem: notifyProblem,
  });
  const needed = !user.emailVerified && !user.isDemo;
  return (
    <Group gap="sm">
      <Text>
        {user.email}, {userRoleWords[user.role]}
      </Text>
      {needed && <StateDot tone="waiting">Not confirmed yet</StateDot>}
      {needed && !ask.isSuccess && (
        <Button size="compact-sm" variant="default" loading={ask.isPending} onClick={() => ask.mutate({})}>
          Mail me the link
        </Button>
      )}
      {ask.isSuccess && (
        <Text size="sm" role="status">
          {house.transport === 'capture' ? 'The link is on the page "Mailbox".' : 'The link is on its way.'}
        </Text>
      )}
    </Group>
  );
}
