import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { LetterView } from '../ui/letter-view.tsx';
import { notify } from '../ui/notify.tsx';
import { EmptyState, ErrorState, Loading, NotSaved } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';

type Decision = AnswerOf<'GET /v1/today'>['decisions']['data'][number];

/** The letter as it would leave, and whether it may. */
export function LetterLook({ decision, onClose }: { decision: Decision; onClose: () => void }) {
  const may = useMay();
  const id = decision.enrollmentId ?? '';
  const preview = useDeed('POST /v1/enrollments/:id/preview');
  const { mutate } = preview;
  useEffect(() => {
    if (id !== '') mutate({ params: { id }, body: {} });
  }, [id, mutate]);
  const decide = useDeed('POST /v1/tasks/:id/complete', {
    refreshes: ['/v1/today', '/v1/clients', '/v1/contacts', '/v1/enrollments'],
    onDone: ({ outcome }) => {
      notify(outcome === 'approved' ? 'The letter leaves when it is due.' : 'The letter is on hold.');
      onClose();
    },
  });
  const end = (outcome: 'approved' | 'declined') =>
    decide.mutate({ params: { id: decision.taskId ?? '' }, body: { outcome } });
  const letter = preview.data?.letter;
  return (
    <Modal opened onClose={onClose} size="xl" title={`To ${decision.contact?.name ?? decision.client.name}`}>
      <Stack>
        {preview.isPending && <Loading rows={3} height={80} />}
        {preview.error && <ErrorState error={preview.error} onRetry={() => mutate({ params: { id }, body: {} })} />}
        {letter && (
          <>
            <Text size="sm" c="dimmed">
              It would leave on <When at={letter.at} />.
            </Text>
            <LetterView letter={letter} to={decision.contact?.name} />
          </>
        )}
        {preview.data && !letter && (
          <EmptyState title="There is no letter to show">
            {preview.data.missing === undefined
              ? 'None is planned any more.'
              : `It needs ${preview.data.missing}, which is not there.`}
          </EmptyState>
        )}
        <NotSaved
          error={decide.error}
          onRetry={() => end(decide.variables?.body.outcome === 'declined' ? 'declined' : 'approved')}
        />
        {decision.taskId !== null && may('tasks:write') && (
          <Group justify="flex-end">
            <Button variant="default" loading={decide.isPending} onClick={() => end('declined')}>
              Hold it
            </Button>
            <Button loading={decide.isPending} onClick={() => end('approved')} data-autofocus>
              Let it leave
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
