import { Button, Collapse, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMemo } from 'react';
import { domainOf, isFreeMail, parseAddress } from '../../domain/address.ts';
import { countries, guessCountry, guessZone } from '../../domain/country-zones.ts';
import { useReader } from '../ui/time.tsx';
import { zoneName } from '../ui/format.ts';
import { clientStateWords } from '../ui/words.ts';
import { ClientPicker } from './client-picker.tsx';
import { ContactFields } from './contact-fields.tsx';
import { type Draft, emptyContact } from './draft.ts';

interface Props {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (changes: Partial<Draft>) => void;
  onPick: (clientId: string) => void;
}

export function WhoStep({ draft, errors, onChange, onPick }: Props) {
  const { client } = draft;
  const setClient = (changes: Partial<Draft['client']>) => onChange({ client: { ...client, ...changes } });
  return (
    <Stack gap="md">
      {client.id === null ? (
        <ClientPicker
          name={client.name}
          onName={(name) => setClient({ name })}
          onPick={onPick}
          error={errors['/client/name'] ?? errors['/client']}
        />
      ) : (
        <KnownClient draft={draft} onChange={onChange} />
      )}
      <ContactFields
        draft={draft}
        errors={errors}
        onChange={(contacts, lead) => onChange({ contacts, ...(lead === undefined ? {} : { lead }) })}
        onAddress={(address) => onChange(guessesFrom(draft, address))}
      />
      <Whereabouts draft={draft} errors={errors} onChange={onChange} />
    </Stack>
  );
}

/** A company that is on file; a click goes back to looking for another. */
function KnownClient({ draft: { client }, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const other = () => {
    const contact = emptyContact();
    onChange({
      client: {
        ...client,
        id: null,
        state: null,
        name: '',
        domain: '',
        country: null,
        timezone: null,
        clientSince: '',
        amount: null,
      },
      contacts: [contact],
      lead: contact.key,
    });
  };
  return (
    <Paper withBorder p="sm" radius="md">
      <Group justify="space-between" gap="xs">
        <Stack gap={0}>
          <Text fw={600}>{client.name}</Text>
          <Text size="sm" c="dimmed">
            {['On file', client.state === null ? '' : clientStateWords[client.state].toLowerCase(), client.domain]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Stack>
        <Button variant="default" onClick={other}>
          Somebody else
        </Button>
      </Group>
      {client.state === 'departed' && (
        <Text size="sm" mt="xs">
          They have left already. What you say here is added to that departure; nothing begins a second time.
        </Text>
      )}
      {client.state === 'won_back' && (
        <Text size="sm" mt="xs">
          They had come back. This is another departure.
        </Text>
      )}
    </Paper>
  );
}

/** Where they are: seldom needed for a client on file, hence folded away there. */
function Whereabouts({ draft, errors, onChange }: Pick<Props, 'draft' | 'errors' | 'onChange'>) {
  const { client, guessed } = draft;
  const { locale } = useReader();
  const [opened, { toggle }] = useDisclosure(client.id === null);
  const names = useMemo(() => new Intl.DisplayNames([locale], { type: 'region' }), [locale]);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const known = client.timezone === null || zones.includes(client.timezone) ? zones : [client.timezone, ...zones];
  const data = useMemo(
    () =>
      countries
        .map((value) => ({ value, label: names.of(value) ?? value }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    [names],
  );
  const set = (changes: Partial<Draft['client']>, sure: Partial<Draft['guessed']>) =>
    onChange({ client: { ...client, ...changes }, guessed: { ...guessed, ...sure } });
  const fields = (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <TextInput
        label="Web address"
        description={guessed.domain ? 'Taken from the e-mail address' : 'How we recognise the company'}
        placeholder="northwind.example"
        value={client.domain}
        error={errors['/client/domain']}
        data-pointer="/client/domain"
        onChange={(event) => set({ domain: event.currentTarget.value }, { domain: false })}
      />
      <Select
        label="Country"
        description={guessed.country ? 'Guessed from the web address' : '\u00a0'}
        placeholder="Not said"
        searchable
        clearable
        data={data}
        value={client.country}
        error={errors['/client/country']}
        data-pointer="/client/country"
        onChange={(country) => onChange(withCountry(draft, country, false))}
      />
      <Select
        label="Time zone"
        description={guessed.timezone ? 'Guessed from the country' : 'Letters arrive in their morning'}
        placeholder="Ours"
        searchable
        clearable
        limit={60}
        data={known.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        value={client.timezone}
        error={errors['/client/timezone']}
        data-pointer="/client/timezone"
        onChange={(timezone) => set({ timezone }, { timezone: false })}
      />
      <TextInput
        label="Client since"
        description={'\u00a0'}
        type="date"
        value={client.clientSince}
        error={errors['/client/clientSince']}
        data-pointer="/client/clientSince"
        onChange={(event) => set({ clientSince: event.currentTarget.value }, {})}
      />
    </SimpleGrid>
  );
  if (client.id === null) return fields;
  const where = [
    client.domain,
    client.country === null ? '' : names.of(client.country),
    client.timezone === null ? '' : zoneName(client.timezone),
  ];
  return (
    <Stack gap="xs" align="stretch">
      <Group>
        <Button variant="subtle" onClick={toggle} aria-expanded={opened}>
          {where.some(Boolean) ? `Where they are: ${where.filter(Boolean).join(', ')}` : 'Where they are'}
        </Button>
      </Group>
      <Collapse expanded={opened}>{fields}</Collapse>
    </Stack>
  );
}

function withCountry(draft: Draft, country: string | null, isGuess: boolean): Partial<Draft> {
  const { client, guessed } = draft;
  const zone = country === null ? null : guessZone(country);
  const mayGuess = client.timezone === null || guessed.timezone;
  return {
    client: { ...client, country, timezone: mayGuess ? (zone?.zone ?? null) : client.timezone },
    guessed: { ...guessed, country: isGuess, timezone: mayGuess ? zone !== null : guessed.timezone },
  };
}

/** What an address says of the company: its host, the country in the host's ending, and the zone of that country. */
function guessesFrom(draft: Draft, typed: string): Partial<Draft> {
  const reading = parseAddress(typed);
  if (reading.kind !== 'ok') return {};
  const host = domainOf(reading.address);
  if (isFreeMail(host) || draft.client.id !== null) return {};
  const mayGuess = draft.client.domain === '' || draft.guessed.domain;
  const next: Draft = mayGuess
    ? { ...draft, client: { ...draft.client, domain: host }, guessed: { ...draft.guessed, domain: true } }
    : draft;
  const country = guessCountry(next.client.domain || host);
  const guessed = country !== null && (draft.client.country === null || draft.guessed.country);
  return { client: next.client, guessed: next.guessed, ...(guessed ? withCountry(next, country, true) : {}) };
}
