import { Alert, Anchor, Button, Group, Modal, Paper, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { pathOf } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { count } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { Answered } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { stateWords } from './state-words.ts';

type One = AnswerOf<'GET /v1/imports/:id'>;

/** One import: how far it is, what it made, what needs somebody, and the way back. */
export function Import() {
  const { id } = useParams<{ id: string }>();
  const [isRunning, setRunning] = useState(true);
  const found = useAnswer('GET /v1/imports/:id', { params: { id } }, isRunning ? { refetchIntervalMs: 1000 } : {});
  const state = found.data?.state;
  useEffect(() => {
    if (state !== undefined) setRunning(state === 'running');
  }, [state]);
  return (
    <Page
      title={found.data === undefined ? 'Import' : found.data.fileName}
      lead={
        <Anchor component={Link} href="/imports">
          All imports
        </Anchor>
      }
    >
      <Answered of={found}>{(one) => <Shown one={one} />}</Answered>
    </Page>
  );
}

function Shown({ one }: { one: One }) {
  const { tone, word } = stateWords[one.state];
  const settled = one.recorded + one.merged + one.rejected;
  const may = useMay();
  return (
    <Stack gap="md">
      <Paper withBorder p="md" radius="md">
        <Stack gap="sm">
          <Group gap="sm">
            <StateDot tone={tone}>{word}</StateDot>
            <Text size="sm" c="dimmed">
              <When at={one.createdAt} />, {one.createdByName}
            </Text>
          </Group>
          <Text data-import-counts aria-live="polite">
            {`${one.recorded} recorded, ${one.merged} merged, ${one.rejected} rejected${one.rows === null ? '' : `, of ${count(one.rows, 'row')}`}.`}
          </Text>
          {one.state === 'running' && one.rows !== null && (
            <>
              <Progress value={(settled / one.rows) * 100} aria-label="How far it is" />
              <Text size="sm" c="dimmed">
                It goes on by itself; you can leave this page.
              </Text>
            </>
          )}
        </Stack>
      </Paper>
      {one.state === 'broken_off' && (
        <Alert color="yellow" variant="outline" title="It broke off">
          What was recorded is kept, each row as a whole. Import the same file again for the rest: nothing is doubled.
        </Alert>
      )}
      {one.state === 'undone' && <Text>Everything it recorded was taken back.</Text>}
      {one.hasRejectedRows && (
        <Stack gap="xs" align="flex-start">
          <Text>
            {`${count(one.rejected, 'row')} could not be recorded. They are in a file, each with its reason: mend them there and import that file.`}
          </Text>
          <Button
            component="a"
            variant="default"
            href={pathOf('GET /v1/imports/:id/rejected.csv', { params: { id: one.id } })}
            download
          >
            Download the rejected rows
          </Button>
        </Stack>
      )}
      <Group>
        <Button component={Link} href="/clients" variant="default">
          See the clients
        </Button>
        {may('imports:write') && one.undoneAt === null && <Undo one={one} />}
      </Group>
    </Stack>
  );
}

function Undo({ one }: { one: One }) {
  const [opened, { open, close }] = useDisclosure(false);
  const undo = useDeed('POST /v1/imports/:id/undo', {
    refreshes: ['/v1/clients', '/v1/departures', '/v1/tasks', '/v1/today', '/v1/reports'],
    onDone: ({ departures, canceled, tooLate }) => {
      close();
      const late =
        tooLate === 0
          ? ''
          : ` ${count(tooLate, 'letter')} had left already: a call to explain is on somebody's list for each person.`;
      notify(
        `${count(departures, 'departure')} undone; ${count(canceled, 'letter')} that waited will not leave.${late}`,
      );
    },
    onProblem: notifyProblem,
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        Undo this import
      </Button>
      <Modal opened={opened} onClose={close} title="Undo this import?">
        <Stack>
          <Text>
            {`All ${count(one.recorded, 'departure')} it recorded are taken back: letters and tasks end, the clients are active again. ${one.state === 'running' ? 'It is stopped first. ' : ''}This cannot be turned round; you can import the file again.`}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button color="red.8" loading={undo.isPending} onClick={() => undo.mutate({ params: { id: one.id } })}>
              Undo the import
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
