import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDeed } from '../data.ts';
import { count } from '../ui/format.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { Departure } from './wire.ts';
import { planPaths } from './use-steps.ts';

/** "They did not leave": the departure is taken back. Asked for, since it cannot be recorded again as it was. */
export function UndoDeparture({ departure, onClose }: { departure: Departure; onClose: () => void }) {
  const undo = useDeed('POST /v1/departures/:id/undo', {
    refreshes: [...planPaths, '/v1/reports'],
    onDone: ({ canceled, tooLate }) => {
      const gone =
        tooLate === 0 ? '' : ` ${count(tooLate, 'letter')} had left already: a call to explain is on the list.`;
      notify(`Undone. ${count(canceled, 'letter')} that waited will not leave.${gone}`);
      onClose();
    },
  });
  const run = () => undo.mutate({ params: { id: departure.id } });
  return (
    <Modal opened onClose={onClose} title="They did not leave?">
      <Stack>
        <Text>
          The departure is undone: its letters and tasks end, and they are a client as before. Where a letter has left,
          somebody is asked to call and explain.
        </Text>
        <NotSaved error={undo.error} onRetry={run} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Leave it
          </Button>
          <Button color="red" loading={undo.isPending} onClick={run}>
            Undo the departure
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
