import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { ClientDetail } from './wire.ts';
import { planPaths } from './use-steps.ts';

/** Nobody writes to them any more. Asked for, since ended letters stay ended. */
export function CloseClient({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const change = useDeed('PATCH /v1/clients/:id', {
    refreshes: planPaths,
    onDone: () => {
      notify(`${client.name} is closed.`);
      onClose();
    },
  });
  const run = () => change.mutate({ params: { id: client.id }, body: { state: 'closed' } });
  return (
    <Modal opened onClose={onClose} title={`Close ${client.name}?`}>
      <Stack>
        <Text>
          Their letters and tasks end, and they leave every segment. They stay on file, and you can open them again;
          letters do not begin again by themselves.
        </Text>
        <NotSaved error={change.error} onRetry={run} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Leave it open
          </Button>
          <Button color="red" loading={change.isPending} onClick={run}>
            Close the client
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Back to what they were before they were closed. */
export function useReopenClient(client: ClientDetail): () => void {
  const change = useDeed('PATCH /v1/clients/:id', {
    refreshes: planPaths,
    onDone: () => notify(`${client.name} is open again.`),
    onProblem: notifyProblem,
  });
  const left = client.departures.some((one) => one.undoneAt === null && one.endedAt === null);
  return () => change.mutate({ params: { id: client.id }, body: { state: left ? 'departed' : 'active' } });
}
