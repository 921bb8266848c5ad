import {
  ActionIcon,
  Button,
  Group,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { domainOf, isFreeMail, parseAddress } from '../../domain/address.ts';
import { contactRoles } from '../../domain/contact.ts';
import { useAnswer } from '../data.ts';
import { roleWords, suppressionReasonWords } from '../ui/words.ts';
import { type Draft, type DraftContact, emptyContact } from './draft.ts';

interface Props {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (contacts: DraftContact[], lead?: string | null) => void;
  /** An address was finished: what can be told from it is. */
  onAddress: (address: string) => void;
}

/** The people at the client: who they are, and the one who gets the letters. */
export function ContactFields({ draft, errors, onChange, onAddress }: Props) {
  const { contacts, lead } = draft;
  const set = (key: string, changes: Partial<DraftContact>) =>
    onChange(contacts.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const remove = (key: string) => {
    const left = contacts.filter((one) => one.key !== key);
    onChange(left, lead === key ? (left[0]?.key ?? null) : lead);
  };
  return (
    <Stack gap="sm" role="group" aria-label="Contacts">
      {contacts.map((contact, index) => (
        <ContactCard
          key={contact.key}
          contact={contact}
          clientId={draft.client.id}
          index={index}
          errors={errors}
          isAlone={contacts.length === 1}
          isLead={lead === contact.key}
          onLead={() => onChange(contacts, contact.key)}
          onChange={(changes) => set(contact.key, changes)}
          onAddress={onAddress}
          onRemove={() => remove(contact.key)}
        />
      ))}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...contacts, emptyContact()])}
        >
          Another contact
        </Button>
      </Group>
    </Stack>
  );
}

interface CardProps {
  contact: DraftContact;
  clientId: string | null;
  index: number;
  errors: Readonly<Record<string, string>>;
  isAlone: boolean;
  isLead: boolean;
  onLead: () => void;
  onChange: (changes: Partial<DraftContact>) => void;
  onAddress: (address: string) => void;
  onRemove: () => void;
}

function ContactCard({
  contact,
  clientId,
  index,
  errors,
  isAlone,
  isLead,
  onLead,
  onChange,
  onAddress,
  onRemove,
}: CardProps) {
  const at = (field: string) => ({
    'data-pointer': `/contacts/${index}/${field}`,
    error: errors[`/contacts/${index}/${field}`],
  });
  const nth = isAlone ? '' : ` of contact ${index + 1}`;
  return (
    <Paper withBorder p="sm" radius="md">
      <Stack gap="xs">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
          <TextInput
            label="E-mail"
            aria-label={`E-mail${nth}`}
            type="email"
            required
            readOnly={contact.onFile}
            description={contact.onFile ? 'On file' : undefined}
            value={contact.email}
            autoComplete="off"
            onChange={(event) => onChange({ email: event.currentTarget.value })}
            onBlur={() => onAddress(contact.email)}
            {...at('email')}
          />
          <Select
            label="Role"
            aria-label={`Role${nth}`}
            description={contact.onFile ? '\u00a0' : undefined}
            placeholder="Not said"
            clearable
            data={contactRoles.map((value) => ({ value, label: roleWords[value] }))}
            value={contact.role}
            onChange={(role) => onChange({ role: role })}
            {...at('role')}
          />
          <TextInput
            label="First name"
            aria-label={`First name${nth}`}
            value={contact.firstName}
            onChange={(event) => onChange({ firstName: event.currentTarget.value })}
            {...at('firstName')}
          />
          <TextInput
            label="Last name"
            aria-label={`Last name${nth}`}
            value={contact.lastName}
            onChange={(event) => onChange({ lastName: event.currentTarget.value })}
            {...at('lastName')}
          />
        </SimpleGrid>
        <AddressHints email={contact.email} clientId={clientId} />
        {!isAlone && (
          <Group justify="space-between">
            <Radio
              name="lead"
              label="Gets the letters"
              aria-label={`Contact ${index + 1} gets the letters`}
              checked={isLead}
              onChange={onLead}
            />
            <Tooltip label={contact.onFile ? 'Leave out; stays on file' : 'Remove'}>
              <ActionIcon onClick={onRemove} aria-label={`Leave out contact ${index + 1}`}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

/** What there is to know about an address before anything is recorded. */
function AddressHints({ email, clientId }: { email: string; clientId: string | null }) {
  const [typed] = useDebouncedValue(email, 350);
  const reading = parseAddress(typed);
  const address = reading.kind === 'ok' ? reading.address : '';
  const enabled = address !== '';
  const known = useAnswer('GET /v1/contacts', { query: { email: address } }, { enabled });
  const stopped = useAnswer('GET /v1/suppressions', { query: { address } }, { enabled });
  if (!enabled) return null;
  const stop = stopped.data?.data.find(({ scope }) => scope === 'all');
  const elsewhere = known.data?.data.find((one) => one.clientId !== clientId);
  const hints = [
    ...(stop === undefined
      ? []
      : [
          `This address must not be mailed (${suppressionReasonWords[stop.reason].toLowerCase()}): the departure and its tasks are recorded, no letter is written.`,
        ]),
    ...(isFreeMail(domainOf(address))
      ? ['A free-mail address: it says nothing of the company, so no client is recognised by it.']
      : []),
  ];
  return (
    <Stack gap={2} aria-live="polite">
      {hints.map((hint) => (
        <Text key={hint} size="sm" c="dimmed">
          {hint}
        </Text>
      ))}
      {elsewhere !== undefined && <KnownElsewhere clientId={elsewhere.clientId} />}
    </Stack>
  );
}

function KnownElsewhere({ clientId }: { clientId: string }) {
  const client = useAnswer('GET /v1/clients/:id', { params: { id: clientId } });
  if (client.data === undefined) return null;
  return (
    <Text size="sm" c="dimmed">
      {`This address is on file already, at ${client.data.name}. If they are the same, pick ${client.data.name} above.`}
    </Text>
  );
}
