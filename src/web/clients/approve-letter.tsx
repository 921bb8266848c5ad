import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { DayText } from '../ui/time.tsx';
import { LetterDrawer, type Shown } from './letter-drawer.tsx';
import { planPaths } from './use-steps.ts';

/** A first letter waits for a look: look at it, let it go, or hold it. */
export function ApproveLetter({ clientId }: { clientId: string }) {
  const may = useMay();
  const [shown, setShown] = useState<Shown | null>(null);
  const tasks = useAnswer('GET /v1/tasks', { query: { client: clientId, kind: 'approve_letter', state: 'open' } });
  const complete = useDeed('POST /v1/tasks/:id/complete', {
    refreshes: planPaths,
    onDone: ({ outcome }) => notify(outcome === 'approved' ? 'It leaves when it is due.' : 'It waits on hold.'),
    onProblem: notifyProblem,
  });
  const task = tasks.data?.data[0];
  if (!task) return null;
  const end = (outcome: 'approved' | 'declined') => complete.mutate({ params: { id: task.id }, body: { outcome } });
  return (
    <Alert color="yellow" variant="outline" icon={<IconEye aria-hidden />} title="The first letter waits for a look">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          It does not leave before you say so. A look is due on <DayText day={task.dueOn} />.
        </Text>
        <Group gap="xs">
          {task.enrollmentId !== null && (
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => setShown({ kind: 'planned', enrollmentId: task.enrollmentId! })}
            >
              Look at it
            </Button>
          )}
          {may('tasks:write') && (
            <>
              <Button size="compact-sm" loading={complete.isPending} onClick={() => end('approved')}>
                Let it leave
              </Button>
              <Button variant="default" size="compact-sm" onClick={() => end('declined')}>
                Hold it
              </Button>
            </>
          )}
        </Group>
      </Stack>
      <LetterDrawer shown={shown} onClose={() => setShown(null)} />
    </Alert>
  );
}
