import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { ContactPicker, type PickedContact } from '../ui/contact-picker.tsx';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { TrayMail } from './words.ts';

interface Props {
  mail: TrayMail;
  onDone: () => void;
}

/** Says whose mail it is: somebody on file, or somebody new at a client. */
export function LinkMail({ mail, onDone }: Props) {
  const [, navigate] = useLocation();
  const may = useMay();
  const [isNew, setIsNew] = useState(false);
  const link = useDeed('POST /v1/inbound/:id/link', {
    refreshes: ['/v1/threads', '/v1/today', '/v1/clients'],
    onDone: ({ threadId }) => {
      notify('The mail has found its thread.');
      if (threadId === null) onDone();
      else navigate(`/inbox/${threadId}`);
    },
  });
  const linkTo = (contactId: string) => link.mutate({ params: { id: mail.id }, body: { contactId } });
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="sm">
        <Title order={3} size="h5">
          Whose mail is it?
        </Title>
        {isNew ? (
          <NewPerson mail={mail} isLinking={link.isPending} onMade={linkTo} />
        ) : (
          <KnownPerson isLinking={link.isPending} onPick={linkTo} />
        )}
        {link.error && <NotSaved error={link.error} onRetry={() => link.variables && link.mutate(link.variables)} />}
        {may('contacts:write') && (
          <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={() => setIsNew(!isNew)}>
            {isNew ? 'Somebody on file' : 'Somebody new at a client'}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

function KnownPerson({ isLinking, onPick }: { isLinking: boolean; onPick: (id: string) => void }) {
  const [contact, setContact] = useState<PickedContact | null>(null);
  return (
    <>
      <ContactPicker
        label="Client or person"
        description="Their address is known from then on."
        value={contact}
        onChange={setContact}
      />
      <Group>
        <Button disabled={contact === null} loading={isLinking} onClick={() => contact !== null && onPick(contact.id)}>
          {contact === null ? 'Link the mail' : `Link it to ${contact.name}`}
        </Button>
      </Group>
    </>
  );
}

function NewPerson({ mail, isLinking, onMade }: { mail: TrayMail; isLinking: boolean; onMade: (id: string) => void }) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const [clientId, setClientId] = useState<string | null>(mail.clientId);
  const [first = '', ...rest] = (mail.fromName ?? '').split(' ');
  const [firstName, setFirstName] = useState(first);
  const [lastName, setLastName] = useState(rest.join(' '));
  const [problem, setProblem] = useState<Error | null>(null);
  const suggested = useAnswer(
    'GET /v1/clients/:id',
    { params: { id: mail.clientId ?? '' } },
    { enabled: mail.clientId !== null },
  );
  const found = useAnswer(
    'GET /v1/clients',
    { query: { q: wanted, limit: '20' } },
    { enabled: wanted.length >= 2, keepPrevious: true },
  );
  const clients = new Map<string, string>();
  if (suggested.data) clients.set(suggested.data.id, suggested.data.name);
  for (const one of found.data?.data ?? []) clients.set(one.id, one.name);
  const save = async () => {
    if (clientId === null || mail.fromAddress === null) return;
    setProblem(null);
    try {
      const made = await call('POST /v1/contacts', {
        body: {
          clientId,
          email: mail.fromAddress,
          ...(firstName.trim() === '' ? {} : { firstName }),
          ...(lastName.trim() === '' ? {} : { lastName }),
        },
      });
      onMade(made.id);
    } catch (error) {
      setProblem(error as Error);
    }
  };
  return (
    <Stack gap="xs">
      <Select
        label="Client"
        placeholder="Type its name"
        searchable
        nothingFoundMessage={wanted.length < 2 ? 'Type two letters' : 'No client by that name'}
        value={clientId}
        onChange={setClientId}
        onSearchChange={setText}
        filter={({ options }) => options}
        data={[...clients].map(([value, label]) => ({ value, label }))}
      />
      <Group grow>
        <TextInput label="First name" value={firstName} onChange={(event) => setFirstName(event.currentTarget.value)} />
        <TextInput label="Last name" value={lastName} onChange={(event) => setLastName(event.currentTarget.value)} />
      </Group>
      <Text size="sm" c="dimmed">
        {mail.fromAddress ?? 'The mail names no address.'}
      </Text>
      <NotSaved error={problem} onRetry={() => void save()} />
      <Group>
        <Button
          disabled={clientId === null || mail.fromAddress === null}
          loading={isLinking}
          onClick={() => void save()}
        >
          Add them and link the mail
        </Button>
      </Group>
    </Stack>
  );
}
