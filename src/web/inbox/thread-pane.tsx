import { Accordion, Button, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconChevronLeft, IconDots, IconNotes, IconPhone } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { mayReopen } from '../../domain/thread.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { threadOutcomeWords } from '../ui/words.ts';
import { AssignMenu } from './assign-menu.tsx';
import { ClientFacts } from './client-facts.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import classes from './inbox.module.css';
import { LogDialog } from './log-dialog.tsx';
import { type Detail, personOf } from './place.ts';
import { SnoozeMenu } from './snooze-menu.tsx';
import { seemsWords } from './words.ts';

/** One conversation, what can be done with it, and who the client is. */
export function ThreadPane({ id, onBack }: { id: string; onBack: () => void }) {
  const thread = useAnswer('GET /v1/threads/:id', { params: { id } }, { refetchIntervalMs: 20_000 });
  return (
    <>
      <Stack gap="sm" miw={0}>
        <Button
          hiddenFrom="md"
          variant="default"
          size="xs"
          leftSection={<IconChevronLeft size={16} aria-hidden />}
          onClick={onBack}
          style={{ alignSelf: 'flex-start' }}
        >
          All conversations
        </Button>
        <Answered of={thread} loading={<Loading rows={4} height={110} />}>
          {(found) => <ThreadBody thread={found} />}
        </Answered>
      </Stack>
      {thread.data && (
        <aside className={`${classes.facts} ${classes.wideFacts}`} aria-label="The client">
          <ClientFacts thread={thread.data} />
        </aside>
      )}
    </>
  );
}

function ThreadBody({ thread }: { thread: Detail }) {
  const may = useMay();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Stack gap="sm">
      <ThreadHead thread={thread} onAnswer={() => field.current?.focus()} />
      <Accordion variant="contained" className={classes.narrowFacts}>
        <Accordion.Item value="facts">
          <Accordion.Control>About {thread.client.name}</Accordion.Control>
          <Accordion.Panel>
            <ClientFacts thread={thread} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Conversation thread={thread} />
      {may('threads:write') && <Composer thread={thread} field={field} />}
    </Stack>
  );
}

type Opened = 'assign' | 'snooze' | null;

function ThreadHead({ thread, onAnswer }: { thread: Detail; onAnswer: () => void }) {
  const may = useMay();
  const [menu, setMenu] = useState<Opened>(null);
  const [closing, closeDialog] = useDisclosure(false);
  const [logging, setLogging] = useState<'call' | 'note' | null>(null);
  const mayWrite = may('threads:write');
  const isClosed = thread.state === 'closed';
  const changes = mayWrite && !isClosed;
  useCommands(
    mayWrite
      ? [
          { id: 'thread answer', name: 'Answer', group: 'Conversation', keys: 'r', run: onAnswer },
          ...(changes
            ? [
                { id: 'thread assign', name: 'Assign', group: 'Conversation', keys: 'a', run: () => setMenu('assign') },
                { id: 'thread snooze', name: 'Snooze', group: 'Conversation', keys: 's', run: () => setMenu('snooze') },
                {
                  id: 'thread close',
                  name: 'Close with an outcome',
                  group: 'Conversation',
                  keys: 'e',
                  run: closeDialog.open,
                },
              ]
            : []),
        ]
      : [],
  );
  return (
    <Stack gap="xs">
      <div>
        <Title order={2} size="h3" tabIndex={-1} data-thread-heading style={{ outline: 'none' }}>
          {personOf(thread.contact)}, {thread.client.name}
        </Title>
        <Text size="sm" c="dimmed">
          {thread.subject}
        </Text>
      </div>
      <ThreadState thread={thread} />
      <Group gap="xs">
        {changes && (
          <>
            <Button variant="default" size="xs" onClick={closeDialog.open}>
              Close …
            </Button>
            <SnoozeMenu
              thread={thread}
              opened={menu === 'snooze'}
              onChange={(opened) => setMenu(opened ? 'snooze' : null)}
            />
            <AssignMenu
              thread={thread}
              opened={menu === 'assign'}
              onChange={(opened) => setMenu(opened ? 'assign' : null)}
            />
          </>
        )}
        {mayWrite && isClosed && mayReopen(thread.outcome) && <Reopen id={thread.id} />}
        {may('clients:write') && (
          <Menu position="bottom-start" withinPortal>
            <Menu.Target>
              <Button variant="default" size="xs" leftSection={<IconDots size={16} aria-hidden />}>
                Log
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPhone size={16} aria-hidden />} onClick={() => setLogging('call')}>
                A call, a meeting or a mail from outside
              </Menu.Item>
              <Menu.Item leftSection={<IconNotes size={16} aria-hidden />} onClick={() => setLogging('note')}>
                A note for us
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {logging !== null && <LogDialog thread={thread} kind={logging} onClose={() => setLogging(null)} />}
      {closing && <CloseDialog thread={thread} onClose={closeDialog.close} />}
    </Stack>
  );
}

function ThreadState({ thread }: { thread: Detail }) {
  const { suggestion } = thread;
  return (
    <Group gap="xs">
      {thread.state === 'closed' && (
        <StateDot tone="quiet">
          {thread.outcome === null ? 'Closed' : `Closed: ${threadOutcomeWords[thread.outcome]}`}
        </StateDot>
      )}
      {thread.state === 'snoozed' && thread.snoozedUntil !== null && (
        <>
          <StateDot tone="quiet">Snoozed</StateDot>
          <Text size="sm" c="dimmed">
            until <When at={thread.snoozedUntil} />
          </Text>
          <Unsnooze id={thread.id} />
        </>
      )}
      {thread.waitsSince !== null && (
        <>
          <StateDot tone="waiting">Waits for an answer</StateDot>
          <Text size="sm" c="dimmed">
            <When at={thread.waitsSince} relative />
          </Text>
        </>
      )}
      {thread.state === 'open' && thread.waitsSince === null && <StateDot tone="good">Answered</StateDot>}
      {thread.answerDueAt !== null && (
        <Text size="sm">
          Answer due <When at={thread.answerDueAt} />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {thread.assignee === null ? 'Nobody has it' : `With ${thread.assignee.name}`}
      </Text>
      {suggestion !== null && (
        <Text size="sm" c="dimmed">
          Seems: {seemsWords[suggestion.outcome].toLowerCase()}. {suggestion.why}
        </Text>
      )}
    </Group>
  );
}

function Reopen({ id }: { id: string }) {
  const reopen = useDeed('POST /v1/threads/:id/reopen', {
    refreshes: ['/v1/today', '/v1/tasks', '/v1/clients'],
    onProblem: notifyProblem,
  });
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconArrowBackUp size={16} aria-hidden />}
      loading={reopen.isPending}
      onClick={() => reopen.mutate({ params: { id } })}
    >
      Reopen
    </Button>
  );
}

function Unsnooze({ id }: { id: string }) {
  const may = useMay();
  const wake = useDeed('POST /v1/threads/:id/unsnooze', { onProblem: notifyProblem });
  if (!may('threads:write')) return null;
  return (
    <Button
      variant="default"
      size="compact-xs"
      loading={wake.isPending}
      onClick={() => wake.mutate({ params: { id } })}
    >
      Bring it back
    </Button>
  );
}
