import { Button, Group, List, Paper, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { refresh } from '../data.ts';
import { ErrorState, NotSaved } from '../ui/states.tsx';
import { count } from '../ui/format.ts';
import { DayText } from '../ui/time.tsx';
import { type Answers, type DryRun, importFile, tryFile } from './upload.ts';

type Trying = { done: number; total: number } | DryRun | Error;

/** What would come of the file, and the button that makes it so. */
export function TryAndRecord({ file, answers, onBack }: { file: File; answers: Answers; onBack: () => void }) {
  const [turn, setTurn] = useState(0);
  const [trying, setTrying] = useState<Trying>({ done: 0, total: 0 });
  useEffect(() => {
    const stop = new AbortController();
    setTrying({ done: 0, total: 0 });
    tryFile(file, answers, { signal: stop.signal, onProgress: (done, total) => setTrying({ done, total }) }).then(
      setTrying,
      (error: unknown) => {
        if (!stop.signal.aborted) setTrying(error as Error);
      },
    );
    return () => stop.abort();
  }, [file, answers, turn]);
  return (
    <Stack gap="lg">
      <Title order={2} size="h4">
        2. What would come of it
      </Title>
      {trying instanceof Error ? (
        <ErrorState error={trying} onRetry={() => setTurn(turn + 1)} />
      ) : 'kind' in trying ? (
        <Outcome file={file} answers={answers} dryRun={trying} />
      ) : (
        <Stack gap="xs" role="status">
          <Text>{trying.total === 0 ? 'The file is on its way.' : `${trying.done} of ${trying.total} rows tried`}</Text>
          <Progress
            value={trying.total === 0 ? 0 : (trying.done / trying.total) * 100}
            aria-label="How far the dry run is"
          />
        </Stack>
      )}
      <Group>
        <Button variant="default" onClick={onBack}>
          Back to the columns
        </Button>
      </Group>
    </Stack>
  );
}

function Outcome({ file, answers, dryRun }: { file: File; answers: Answers; dryRun: DryRun }) {
  const { ready, departures, rejected, known, reasons } = dryRun;
  return (
    <Stack gap="md">
      <Text size="lg" data-import-counts>
        {`${ready} ready, ${rejected} need you, ${known} skipped${known === 0 ? '' : ' (on file already: what they say is added, nothing begins a second time)'}.`}
      </Text>
      {ready > departures && (
        <Text c="dimmed">{`The ${count(ready, 'ready row')} make ${count(departures, 'departure')}: rows of one client are its contacts.`}</Text>
      )}
      <FirstLetters dryRun={dryRun} />
      {rejected > 0 && (
        <Stack gap="xs">
          <Title order={3} size="h5">
            These rows need you
          </Title>
          <Table.ScrollContainer minWidth={320} maxHeight={320} type="native">
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Line</Table.Th>
                  <Table.Th>Why</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {reasons.map(({ line, reason }) => (
                  <Table.Tr key={`${line} ${reason}`}>
                    <Table.Td>{line}</Table.Td>
                    <Table.Td>{reason}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Text size="sm" c="dimmed">
            {rejected > reasons.length ? `And ${rejected - reasons.length} more. ` : ''}
            Mend them in the file and choose it again, or import now: the rejected rows are kept with their reasons, to
            be downloaded.
          </Text>
        </Stack>
      )}
      <Record file={file} answers={answers} dryRun={dryRun} />
    </Stack>
  );
}

/** When first letters would leave, an owner's no more than the house allows on a day. */
function FirstLetters({ dryRun: { firstLetters } }: { dryRun: DryRun }) {
  const { days } = firstLetters;
  if (days.length === 0) return <Text c="dimmed">No first letter would be written.</Text>;
  const shown = days.slice(0, 10);
  const most = Math.max(...days.map((one) => one.count));
  return (
    <Paper withBorder p="md" radius="md">
      <Text fw={600} mb="xs">{`${count(firstLetters.count, 'first letter')}, a day at a time`}</Text>
      <List listStyleType="none" spacing={4}>
        {shown.map(({ day, count: letters }) => (
          <List.Item key={day} styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}>
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" w={120}>
                <DayText day={day} />
              </Text>
              <Progress value={(letters / most) * 100} flex={1} aria-hidden />
              <Text size="sm" w={40} ta="right">
                {letters}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
      {days.length > shown.length && (
        <Text size="sm" c="dimmed" mt="xs">{`And ${days.length - shown.length} later days.`}</Text>
      )}
    </Paper>
  );
}

function Record({ file, answers, dryRun }: { file: File; answers: Answers; dryRun: DryRun }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  // One for this file as it is: a click that is repeated records once.
  const key = useRef(Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join(''));
  const run = async () => {
    setPending(true);
    setError(null);
    try {
      const { id } = await importFile(file, answers, key.current);
      await refresh(queries, ['/v1/imports', '/v1/clients', '/v1/departures']);
      navigate(`/imports/${id}`);
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setPending(false);
    }
  };
  const { departures, known, firstLetters } = dryRun;
  if (departures + known === 0) return <Text>Nothing in this file can be recorded as it is.</Text>;
  return (
    <Paper p="md" radius="md" bg="var(--ajar-quiet)">
      <Stack gap="sm">
        <Text id="import-happens">
          {`${count(departures, 'departure')} will be recorded. `}
          {firstLetters.firstOn === null ? 'No letters.' : 'Nothing is sent before '}
          {firstLetters.firstOn !== null && <DayText day={firstLetters.firstOn} />}
          {firstLetters.firstOn === null ? '' : '; until then the whole can be undone as if it had not been.'}
        </Text>
        <NotSaved error={error} onRetry={() => void run()} />
        <Group>
          <Button loading={isPending} onClick={() => void run()} aria-describedby="import-happens">
            {departures === 0 ? 'Add to what is on file' : `Record ${count(departures, 'departure')}`}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
