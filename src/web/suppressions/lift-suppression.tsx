import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { suppressionReasonWords } from '../ui/words.ts';

type Row = AnswerOf<'GET /v1/suppressions'>['data'][number];

/** Lifts a suppression; what the person asked for needs our word that they have since asked for letters again. */
export function LiftSuppression({ row, onClose }: { row: Row; onClose: () => void }) {
  const [optedIn, setOptedIn] = useState(false);
  const lift = useDeed('DELETE /v1/suppressions/:id', {
    refreshes: ['/v1/clients', '/v1/contacts', '/v1/today'],
    onDone: () => {
      notify('It is lifted. Letters that it ended stay ended.');
      onClose();
    },
  });
  const submit = () => lift.mutate({ params: { id: row.id }, query: row.isWish ? { confirm: 'person-opted-in' } : {} });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Lift it for ${row.address ?? row.clientName ?? 'somebody who was erased'}?`}
    >
      <Stack>
        <Text>
          It is there because: {suppressionReasonWords[row.reason].toLowerCase()}. Letters that it ended stay ended; new
          ones can begin.
        </Text>
        {row.isWish && (
          <Checkbox
            label="They have since asked for letters again"
            description="They asked for this themselves, so only they can take it back."
            checked={optedIn}
            onChange={(event) => setOptedIn(event.currentTarget.checked)}
          />
        )}
        <NotSaved error={lift.error} onRetry={submit} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Leave it
          </Button>
          <Button loading={lift.isPending} disabled={row.isWish && !optedIn} onClick={submit}>
            Lift it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
