import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { suppressionScopes } from '../../domain/suppression.ts';
import { Problem } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { suppressionReasonWords, suppressionScopeWords } from '../ui/words.ts';

const reasons = [
  'manual',
  'do_not_contact',
  'unsubscribed',
  'replied_stop',
  'complained',
  'hard_bounce',
  'privacy_request',
] as const;

/** An address, or a whole client, that is written to no more, from this moment on. */
export function AddSuppression({ onClose }: { onClose: () => void }) {
  const [target, setTarget] = useState<'address' | 'client'>('address');
  const [address, setAddress] = useState('');
  const [clientId, setClientId] = useState<string | null>(null);
  const [scope, setScope] = useState<(typeof suppressionScopes)[number]>('all');
  const [reason, setReason] = useState<(typeof reasons)[number]>('manual');
  const [note, setNote] = useState('');
  const add = useDeed('POST /v1/suppressions', {
    refreshes: ['/v1/clients', '/v1/contacts', '/v1/enrollments', '/v1/today'],
    onDone: ({ scope: kept }) => {
      notify(
        kept === 'all'
          ? 'Nothing is sent to them any more.'
          : `They get no more of this: ${suppressionScopeWords[kept]}.`,
      );
      onClose();
    },
  });
  const errors = add.error instanceof Problem ? add.error.errors : [];
  const isReady = target === 'address' ? address.trim() !== '' : clientId !== null;
  const submit = () =>
    add.mutate({
      body: {
        ...(target === 'address' ? { address: address.trim() } : { clientId: clientId ?? '' }),
        scope,
        reason,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      },
    });
  return (
    <Modal opened onClose={onClose} title="Write to them no more">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label="Whom"
            value={target}
            onChange={(picked) => setTarget(picked === 'client' ? 'client' : 'address')}
            data={[
              { value: 'address', label: 'An address' },
              { value: 'client', label: 'A whole client' },
            ]}
          />
          {target === 'address' ? (
            <TextInput
              label="Address"
              type="email"
              required
              data-autofocus
              value={address}
              error={errors.find(({ pointer }) => pointer === '/address')?.message}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
          ) : (
            <ClientSelect value={clientId} onChange={setClientId} />
          )}
          <Select
            label="What is stopped"
            data={suppressionScopes.map((value) => ({ value, label: suppressionScopeWords[value] }))}
            value={scope}
            allowDeselect={false}
            onChange={(picked) => setScope(suppressionScopes.find((one) => one === picked) ?? 'all')}
          />
          <Select
            label="Why"
            data={reasons.map((value) => ({ value, label: suppressionReasonWords[value] }))}
            value={reason}
            allowDeselect={false}
            onChange={(picked) => setReason(reasons.find((one) => one === picked) ?? 'manual')}
          />
          <Textarea
            label="Note"
            autosize
            minRows={2}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {scope === 'all' && (
            <Text size="sm" c="dimmed">
              Letters under way to them end at once, and those that are queued are canceled.
            </Text>
          )}
          <NotSaved error={add.error} onRetry={submit} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!isReady}>
              Suppress
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function ClientSelect({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), 200);
  const found = useAnswer(
    'GET /v1/clients',
    { query: { limit: 20, ...(searched === '' ? {} : { q: searched }) } },
    { keepPrevious: true },
  );
  return (
    <Select
      label="Client"
      required
      searchable
      clearable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched; what it found is shown as it is.
      filter={({ options }) => options}
      data={(found.data?.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
      value={value}
      onChange={onChange}
      nothingFoundMessage="No client has this in its name"
    />
  );
}
