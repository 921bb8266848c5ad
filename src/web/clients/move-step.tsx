import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Problem } from '../api.ts';
import { NotSaved } from '../ui/states.tsx';
import { stepName } from './story-words.ts';
import { type StepOf, useSteps } from './use-steps.ts';

export interface Moving extends StepOf {
  day: string;
}

/** Another day for a letter or a task. It is judged on that day as any other. */
export function MoveStep({ moving, onClose }: { moving: Moving | null; onClose: () => void }) {
  const { move } = useSteps(onClose);
  const [day, setDay] = useState('');
  const { reset } = move;
  useEffect(() => {
    setDay(moving?.day ?? '');
    reset();
  }, [moving, reset]);
  if (moving === null) return null;
  const { enrollmentId, step, occurrence } = moving;
  const run = () => move.mutate({ params: { id: enrollmentId }, body: { step, occurrence, to: day } });
  const refused =
    move.error instanceof Problem ? move.error.errors.find((one) => one.pointer.startsWith('/to')) : undefined;
  return (
    <Modal opened onClose={onClose} title={`Move: ${stepName(step).toLowerCase()}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <TextInput
            type="date"
            label="To this day"
            required
            data-autofocus
            value={day}
            error={refused?.message}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            It leaves at the usual hour there. A weekend, a gap after another letter, or an open conversation may still
            move it on.
          </Text>
          {refused === undefined && <NotSaved error={move.error} onRetry={run} />}
          <Group justify="flex-end">
            <Button type="submit" loading={move.isPending} disabled={day === ''}>
              Move it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
