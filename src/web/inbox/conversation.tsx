import { Alert, Badge, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { pathOf } from '../api.ts';
import { Files } from '../ui/files.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { letterWords, messageStateWords, messageTones } from '../ui/words.ts';
import { AnswerEntry } from './answer-entry.tsx';
import classes from './inbox.module.css';
import { LetterFrame, MailFrame } from './mail-frame.tsx';
import { type Detail, type Entry, personOf } from './place.ts';
import { hintWords, verdictWords } from './words.ts';

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

/** Everything that went between us and them, in its order; letters folded, their words open. */
export function Conversation({ thread }: { thread: Detail }) {
  return (
    <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label="The conversation">
      {thread.conversation.map((entry) => (
        <li key={`${entry.kind} ${entry.id}`}>
          <OneEntry entry={entry} thread={thread} />
        </li>
      ))}
    </Stack>
  );
}

function OneEntry({ entry, thread }: { entry: Entry; thread: Detail }) {
  switch (entry.kind) {
    case 'letter':
      return <LetterEntry letter={entry} />;
    case 'answer':
      return <AnswerEntry answer={entry} />;
    case 'reply':
      return <ReplyEntry reply={entry} thread={thread} />;
    case 'activity':
      return <ActivityEntry activity={entry} />;
  }
}

function LetterEntry({ letter }: { letter: Of<'letter'> }) {
  const [opened, { toggle }] = useDisclosure(false);
  const name = `${letterWords[letter.letterKind]} letter`;
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <StateDot tone={messageTones[letter.state]}>{messageStateWords[letter.state]}</StateDot>
        </Group>
        <Text size="xs" c="dimmed">
          <When at={letter.at} />
        </Text>
      </Group>
      {letter.subject !== null && (
        <Text size="sm" mt={4}>
          {letter.subject}
        </Text>
      )}
      {letter.copyId === null ? (
        <Text size="sm" c="dimmed" mt={4}>
          {letter.state === 'queued' ? 'It has not been written yet.' : 'Its exact copy is not kept any more.'}
        </Text>
      ) : (
        <>
          <Button variant="default" size="compact-xs" mt={6} onClick={toggle} aria-expanded={opened}>
            {opened ? 'Fold the letter' : 'Show the exact letter'}
          </Button>
          <Collapse expanded={opened} mt="xs">
            {opened && <LetterFrame messageId={letter.id} title={`${name}: ${letter.subject ?? ''}`} />}
          </Collapse>
        </>
      )}
    </div>
  );
}

function ReplyEntry({ reply, thread }: { reply: Of<'reply'>; thread: Detail }) {
  const [opened, { toggle }] = useDisclosure(false);
  const verdict = verdictWords(reply.authentication);
  const hints = reply.hints.filter((hint) => hint !== 'other_sender' && hintWords[hint] !== undefined);
  return (
    <div className={`${classes.entry} ${classes.theirs}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {personOf(thread.contact)}
        </Text>
        <Text size="xs" c="dimmed">
          <When at={reply.at} zone={thread.clientFacts.timezone ?? undefined} />
        </Text>
      </Group>
      {!reply.senderIsContact && (
        <Alert color="yellow" variant="outline" mt="xs" p="xs" icon={<IconAlertTriangle size={18} aria-hidden />}>
          <Text size="sm">
            This came from {reply.from ?? 'an address we do not know'}, not from the address on file
            {thread.contact.email === null ? '' : ` (${thread.contact.email})`}.
          </Text>
        </Alert>
      )}
      <Text mt="xs" className={classes.words} data-their-words>
        {reply.text}
      </Text>
      {hints.length > 0 && (
        <Group gap={6} mt="xs">
          {hints.map((hint) => (
            <Badge key={hint}>{hintWords[hint]}</Badge>
          ))}
        </Group>
      )}
      <Files
        files={reply.attachments.map(({ number, ...file }) => ({
          ...file,
          key: String(number),
          href: reply.isKept
            ? pathOf('GET /v1/inbound/:id/attachments/:number', {
                params: { id: reply.inboundId, number: String(number) },
              })
            : null,
        }))}
      />
      <Group gap="xs" mt="xs">
        <Button variant="default" size="compact-xs" onClick={toggle} aria-expanded={opened}>
          {opened ? 'Fold the full mail' : 'Show the full mail'}
        </Button>
        <StateDot tone={verdict.tone}>{verdict.text}</StateDot>
      </Group>
      <Collapse expanded={opened} mt="xs">
        {opened && <MailFrame inboundId={reply.inboundId} isKept={reply.isKept} />}
      </Collapse>
    </div>
  );
}

const activityWords = { call: 'Call', meeting: 'Meeting', mail: 'Mail from outside', note: 'Note' } as const;

function ActivityEntry({ activity }: { activity: Of<'activity'> }) {
  return (
    <div className={`${classes.entry} ${classes.note}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {activityWords[activity.activity]}
          {activity.by !== null && `, ${activity.by}`}
        </Text>
        <Text size="xs" c="dimmed">
          <When at={activity.at} />
        </Text>
      </Group>
      {activity.text !== null && (
        <Text size="sm" mt={4} className={classes.words}>
          {activity.text}
        </Text>
      )}
    </div>
  );
}
