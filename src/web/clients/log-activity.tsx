import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { ClientDetail } from './wire.ts';
import { personName } from './list-words.ts';
import { planPaths } from './use-steps.ts';

const kinds = { call: 'Call', meeting: 'Meeting', mail: 'Mail', note: 'Note' } as const;
type Kind = keyof typeof kinds;

/** What happened outside of Ajar: it shows in the story, and a talk counts for every gap between letters. */
export function LogActivity({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>('call');
  const [contactId, setContactId] = useState<string | null>(null);
  const [text, setText] = useState('');
  const log = useDeed('POST /v1/clients/:id/activities', {
    refreshes: planPaths,
    onDone: () => {
      notify(`${kinds[kind]} on record.`);
      onClose();
    },
  });
  const run = () => {
    const said = text.trim();
    const happenedAt = readClock().toISOString();
    log.mutate({ params: { id: client.id }, body: { kind, happenedAt, contactId, text: said === '' ? null : said } });
  };
  return (
    <Modal opened onClose={onClose} title="What happened">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label="Kind"
            fullWidth
            value={kind}
            onChange={(value) => setKind(value)}
            data={Object.entries(kinds).map(([value, label]) => ({ value: value as Kind, label }))}
          />
          <Select
            label="With whom"
            placeholder="Everybody there"
            clearable
            data={client.contacts
              .filter((one) => one.erasedAt === null)
              .map((one) => ({ value: one.id, label: personName(one) }))}
            value={contactId}
            onChange={setContactId}
          />
          <Textarea
            label="What was said"
            autosize
            minRows={3}
            maxLength={4000}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {kind === 'note'
              ? 'A note is kept and changes no plan.'
              : 'Letters keep their distance from it, as from a letter.'}
          </Text>
          <NotSaved error={log.error} onRetry={run} />
          <Group justify="flex-end">
            <Button type="submit" loading={log.isPending}>
              Put on record
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
