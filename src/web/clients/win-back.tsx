import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../api.ts';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { MoneyField } from '../ui/money-field.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { ClientDetail, Departure } from './wire.ts';
import { dayIn } from './days.ts';
import { planPaths } from './use-steps.ts';

/** They are a client again: all letters to them end, and the report counts it. */
export function WinBack({
  client,
  departure,
  onClose,
}: {
  client: ClientDetail;
  departure: Departure | null;
  onClose: () => void;
}) {
  const { house } = useSession();
  const [on, setOn] = useState(() => dayIn(client.timezone ?? house.timezone, readClock()));
  const [value, setValue] = useState<{ amount: number | null; currency: string }>(
    client.annualValue ?? { amount: null, currency: 'EUR' },
  );
  const [note, setNote] = useState('');
  const undo = useDeed('POST /v1/win-backs/:id/undo', {
    refreshes: [...planPaths, '/v1/reports'],
    onDone: ({ held }) =>
      notify(
        held === 0
          ? 'The win-back is taken back.'
          : 'The win-back is taken back. The letters wait on hold until you resume them.',
      ),
    onProblem: notifyProblem,
  });
  const record = useDeed('POST /v1/clients/:id/win-backs', {
    refreshes: [...planPaths, '/v1/reports'],
    onDone: ({ winBack }) => {
      notify(`${client.name} came back. All letters to them end.`, () => undo.mutate({ params: { id: winBack.id } }));
      onClose();
    },
  });
  const run = () => {
    const { amount, currency } = value;
    const text = note.trim();
    record.mutate({
      params: { id: client.id },
      body: {
        wonBackOn: on,
        annualValue: amount === null ? null : { amount, currency },
        note: text === '' ? null : text,
      },
    });
  };
  const refused = (record.error instanceof Problem ? record.error.errors : []).find(
    (one) => one.pointer === '/wonBackOn',
  );
  return (
    <Modal opened onClose={onClose} title={`${client.name} came back`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <TextInput
            type="date"
            label="Since"
            required
            data-autofocus
            min={departure?.departedOn}
            value={on}
            error={refused?.message}
            onChange={(event) => setOn(event.currentTarget.value)}
          />
          <MoneyField
            label="Yearly value"
            description="Leave it empty where it is not known yet."
            value={value}
            onChange={setValue}
          />
          <Textarea
            label="Note"
            autosize
            minRows={2}
            maxLength={4000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            All letters to them and their colleagues end at once. You can undo it right after.
          </Text>
          {refused === undefined && <NotSaved error={record.error} onRetry={run} />}
          <Group justify="flex-end">
            <Button type="submit" loading={record.isPending}>
              Record the win-back
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
