import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { instantOf, localTime } from '../../domain/calendar.ts';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { type Detail, personOf } from './place.ts';

type Kind = 'call' | 'meeting' | 'mail' | 'note';

/** What happened outside of Ajar: a call, a meeting or a mail counts for every gap between letters; a note is only kept. */
export function LogDialog({
  thread,
  kind: first,
  onClose,
}: {
  thread: Detail;
  kind: 'call' | 'note';
  onClose: () => void;
}) {
  const { timezone } = useReader();
  const now = localTime(readClock(), timezone);
  const [kind, setKind] = useState<Kind>(first);
  const [day, setDay] = useState(now.day);
  const [time, setTime] = useState(
    `${String(Math.floor(now.minute / 60)).padStart(2, '0')}:${String(now.minute % 60).padStart(2, '0')}`,
  );
  const [text, setText] = useState('');
  const log = useDeed('POST /v1/clients/:id/activities', {
    refreshes: ['/v1/threads', '/v1/contacts'],
    onDone: () => {
      notify(kind === 'note' ? 'The note is kept.' : 'It is on record; letters keep their distance from it.');
      onClose();
    },
  });
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const isNote = kind === 'note';
  const happenedAt = isNote || day === '' ? readClock() : instantOf(day, hours * 60 + minutes, timezone);
  const save = () =>
    log.mutate({
      params: { id: thread.client.id },
      body: {
        kind,
        happenedAt: happenedAt.toISOString(),
        contactId: thread.contact.id,
        ...(text.trim() === '' ? {} : { text }),
      },
    });
  return (
    <Modal opened onClose={onClose} title={isNote ? 'A note for us' : `Something with ${personOf(thread.contact)}`}>
      <Stack>
        {!isNote && (
          <>
            <SegmentedControl
              aria-label="What it was"
              value={kind}
              onChange={(picked) => setKind(picked)}
              data={[
                { value: 'call', label: 'Call' },
                { value: 'meeting', label: 'Meeting' },
                { value: 'mail', label: 'Mail from outside' },
              ]}
            />
            <Group grow>
              <TextInput
                type="date"
                label="Day"
                max={now.day}
                value={day}
                onChange={(event) => setDay(event.currentTarget.value)}
              />
              <TextInput
                type="time"
                label="Time"
                value={time}
                onChange={(event) => setTime(event.currentTarget.value)}
              />
            </Group>
          </>
        )}
        <Textarea
          label={isNote ? 'Note' : 'What was said'}
          description="For us. They may ask to read this."
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4000}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {!isNote && (
          <Text size="sm" c="dimmed">
            The next letter keeps its distance from it.
          </Text>
        )}
        <NotSaved error={log.error} onRetry={save} />
        <Button onClick={save} loading={log.isPending} disabled={isNote && text.trim() === ''}>
          {isNote ? 'Keep the note' : 'Put it on record'}
        </Button>
      </Stack>
    </Modal>
  );
}
