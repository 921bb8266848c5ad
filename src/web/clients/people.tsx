import { Badge, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { pathOf } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay, useSession } from '../session.tsx';
import { zoneName } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText } from '../ui/time.tsx';
import { basisWords, roleWords, suppressionReasonWords, suppressionScopeWords } from '../ui/words.ts';
import type { ClientDetail, Contact, Departure } from './wire.ts';
import { ContactForm } from './contact-form.tsx';
import { EnrollForm } from './enroll-form.tsx';
import { ErasePerson } from './erase-person.tsx';
import { personName } from './list-words.ts';
import { Section } from './section.tsx';

interface Props {
  client: ClientDetail;
  departure: Departure | null;
}

/** The people there: who decides, what to know before a call, and why we may write to them. */
export function People({ client, departure }: Props) {
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="People"
      action={
        may('contacts:write') && (
          <Button variant="default" size="compact-sm" onClick={() => setAdding(true)}>
            Add a contact
          </Button>
        )
      }
    >
      {client.contacts.length === 0 && <Text c="dimmed">Nobody is on file.</Text>}
      {client.contacts.map((contact) => (
        <Person key={contact.id} contact={contact} client={client} departure={departure} />
      ))}
      {adding && <ContactForm clientId={client.id} contact={null} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Person({ contact, client, departure }: Props & { contact: Contact }) {
  const [open, setOpen] = useState<'edit' | 'enroll' | 'erase' | null>(null);
  const name = personName(contact);
  if (contact.erasedAt !== null) return <Text c="dimmed">An erased person</Text>;
  const close = () => setOpen(null);
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={0}>
          <Group gap={6}>
            <Text fw={600}>{name}</Text>
            {client.nextLetter !== null && client.lead?.id === contact.id && (
              <StateDot tone="active">Gets the letters</StateDot>
            )}
            {contact.role !== null && <Badge>{roleWords[contact.role]}</Badge>}
          </Group>
          <Text size="sm">{contact.email}</Text>
          <Text size="sm" c="dimmed">
            {[contact.phone, contact.timezone === null ? null : `${zoneName(contact.timezone)} time`, contact.locale]
              .filter((one) => one !== null)
              .join(' · ')}
          </Text>
        </Stack>
        <PersonMenu
          contact={contact}
          canEnroll={departure !== null && departure.endedAt === null && client.state === 'departed'}
          onOpen={setOpen}
        />
      </Group>
      <Basis contact={contact} />
      <Stops contact={contact} />
      {contact.quietUntil !== null && (
        <Text size="sm">
          No letters before <DayText day={contact.quietUntil} />
          {contact.quietWhy === null ? '' : ` (${contact.quietWhy.replaceAll('_', ' ')})`}.
        </Text>
      )}
      {contact.notes !== null && (
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {contact.notes}
        </Text>
      )}
      {open === 'edit' && <ContactForm clientId={client.id} contact={contact} onClose={close} />}
      {open === 'enroll' && <EnrollForm contact={contact} onClose={close} />}
      {open === 'erase' && <ErasePerson contact={contact} onClose={close} />}
    </Stack>
  );
}

function PersonMenu({
  contact,
  canEnroll,
  onOpen,
}: {
  contact: Contact;
  canEnroll: boolean;
  onOpen: (open: 'edit' | 'enroll' | 'erase') => void;
}) {
  const may = useMay();
  const { user } = useSession();
  const mayErase = may('contacts:write') && user.role !== 'sales';
  if (!may('contacts:write')) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={`What can be done about ${personName(contact)}`}
        >
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen('edit')}>Change …</Menu.Item>
        {canEnroll && may('enrollments:write') && (
          <Menu.Item onClick={() => onOpen('enroll')}>Write to them too …</Menu.Item>
        )}
        {mayErase && (
          <>
            <Menu.Divider />
            <Menu.Item
              component="a"
              href={pathOf('GET /v1/contacts/:id/export', { params: { id: contact.id } })}
              download={`person-${contact.id}.json`}
            >
              Export all about them
            </Menu.Item>
            <Menu.Item color="red" onClick={() => onOpen('erase')}>
              Erase the person …
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Basis({ contact: { basis } }: { contact: Contact }) {
  if (basis === null) return <Text size="sm">No right to write is on file.</Text>;
  return (
    <Text size="sm" c="dimmed">
      {basisWords[basis.kind]}, <DayText day={basis.obtainedOn} />
      {basis.noticeGiven === false ? ', without the notice that they may object' : ''}
      {basis.expiresOn === null ? '' : '; we may write until '}
      {basis.expiresOn !== null && <DayText day={basis.expiresOn} />}
    </Text>
  );
}

/** Whatever this address must not be sent; some of it can be lifted. */
function Stops({ contact }: { contact: Contact }) {
  const may = useMay();
  const stops = useAnswer(
    'GET /v1/suppressions',
    { query: { address: contact.email ?? '' } },
    { enabled: contact.email !== null && may('suppressions:read') },
  );
  const lift = useDeed('DELETE /v1/suppressions/:id', {
    refreshes: ['/v1/clients', '/v1/contacts'],
    onDone: () => notify('Lifted.'),
    onProblem: notifyProblem,
  });
  const inForce = (stops.data?.data ?? []).filter((one) => one.liftedAt === null);
  return inForce.map((one) => (
    <Group key={one.id} gap={6}>
      <StateDot tone="bad">{`${suppressionReasonWords[one.reason]}: ${suppressionScopeWords[one.scope].toLowerCase()}`}</StateDot>
      {may('suppressions:write') && !one.isWish && (
        <Button
          variant="subtle"
          size="compact-xs"
          loading={lift.isPending}
          onClick={() => lift.mutate({ params: { id: one.id } })}
        >
          Lift it
        </Button>
      )}
    </Group>
  ));
}
