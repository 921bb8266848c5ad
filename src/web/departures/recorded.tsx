import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useAnswer } from '../data.ts';
import { useMay } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { Answered } from '../ui/states.tsx';
import { DayText } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';
import { toldWhenRecorded } from './use-record.ts';
import { useUndo } from './use-undo.ts';

/** It is recorded: what happens now, and the way back. */
export function Recorded({ departureId }: { departureId: string }) {
  const departure = useAnswer('GET /v1/departures/:id', { params: { id: departureId } });
  const clientId = departure.data?.clientId ?? '';
  const client = useAnswer('GET /v1/clients/:id', { params: { id: clientId } }, { enabled: clientId !== '' });
  const told = toldWhenRecorded.get(departureId);
  const undo = useUndo();
  const may = useMay();
  const name = client.data?.name ?? 'The client';
  const isUndone = departure.data?.undoneAt != null;
  return (
    <Page
      title={isUndone ? 'Undone' : told?.merged ? 'Added' : 'Recorded'}
      lead={isUndone ? `${name} did not leave.` : `${name} left. The door stays ajar.`}
    >
      <Answered of={departure}>
        {({ departedOn, reason, undoneAt, endedAt }) => (
          <Stack>
            <Paper withBorder p="md" radius="md">
              <Stack gap="xs">
                {told !== undefined && undoneAt === null && <Text>{told.sentence}</Text>}
                <Text size="sm" c="dimmed">
                  Left on <DayText day={departedOn} />. Reason: {reasonWords[reason]}.
                </Text>
              </Stack>
            </Paper>
            <Group gap="sm">
              {clientId !== '' && (
                <Button component={Link} href={`/clients/${clientId}`}>
                  {`Open ${name}`}
                </Button>
              )}
              <Button component={Link} href="/departures/new" variant="default">
                Record another
              </Button>
              {undoneAt === null && endedAt === null && told?.merged !== true && may('departures:write') && (
                <Button variant="default" loading={undo.isPending} onClick={() => undo.run(departureId)}>
                  Undo
                </Button>
              )}
            </Group>
          </Stack>
        )}
      </Answered>
    </Page>
  );
}
