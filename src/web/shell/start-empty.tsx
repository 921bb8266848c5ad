import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useDeed } from '../data.ts';
import { count } from '../ui/format.ts';
import { ErrorState } from '../ui/states.tsx';

/** Removes the demo: what cannot be undone is asked. */
export function StartEmpty({ clients }: { clients: number }) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useDeed('DELETE /v1/demo', {
    // Whoever was signed in as somebody of the demo is gone with it: the page is loaded anew, at the way in.
    onDone: ({ claimUrl }) => location.assign(claimUrl === null ? '/' : new URL(claimUrl).pathname),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        Start empty
      </Button>
      <Modal opened={opened} onClose={close} title="Start empty?">
        <Stack>
          <Text>
            The demo goes for good: {count(clients, 'client')} with everything that hangs on them, and the people of its
            house. What you recorded yourself stays. The clock is the real one again.
          </Text>
          {remove.error && <ErrorState error={remove.error} onRetry={() => remove.mutate({})} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep the demo
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({})}>
              Remove the demo
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
