import { Combobox, Group, Loader, Select, Stack, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { StateDot } from './state-dot.tsx';
import { clientStateWords } from './words.ts';

export interface PickedContact {
  id: string;
  name: string;
  client: string;
}

interface Props {
  label: string;
  description?: string;
  value: PickedContact | null;
  onChange: (contact: PickedContact | null) => void;
}

/** Somebody at a client, found as you type: the client first, then who of its people where there are several. */
export function ContactPicker({ label, description, value, onChange }: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState(value?.client ?? '');
  const [clientId, setClientId] = useState<string | null>(null);
  const [wanted] = useDebouncedValue(text.trim(), 180);
  const isSearching = wanted.length >= 2 && wanted !== value?.client;
  const found = useAnswer(
    'GET /v1/clients',
    { query: { q: wanted, limit: '8' } },
    { enabled: isSearching, keepPrevious: true },
  );
  const detail = useAnswer('GET /v1/clients/:id', { params: { id: clientId ?? '' } }, { enabled: clientId !== null });
  const clients = isSearching ? (found.data?.data ?? []) : [];
  const people = clientId === null ? [] : (detail.data?.contacts ?? []).filter((one) => one.email !== null);
  const first = detail.data && people[0] && detail.data.name === text ? pick(people[0], detail.data.name) : null;
  const isMissing = value === null && first !== null;
  // Whoever is the first there is meant until another one is picked.
  useEffect(() => {
    if (isMissing) onChange(first);
  });
  const choose = (id: string) => {
    setClientId(id);
    setText(clients.find((one) => one.id === id)?.name ?? '');
    onChange(null);
    combobox.closeDropdown();
  };
  return (
    <Stack gap="xs">
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.Target>
          <TextInput
            label={label}
            description={description}
            placeholder="Name of a client or a person"
            value={text}
            autoComplete="off"
            rightSection={found.isFetching || detail.isFetching ? <Loader size={16} aria-hidden /> : null}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setClientId(null);
              if (value !== null) onChange(null);
              combobox.openDropdown();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!isSearching || !found.data}>
          <Combobox.Options aria-label="Clients">
            {clients.map((client) => (
              <Combobox.Option key={client.id} value={client.id}>
                <Group justify="space-between" wrap="nowrap">
                  <Text size="sm">{client.name}</Text>
                  <StateDot tone={client.state === 'departed' ? 'waiting' : 'quiet'}>
                    {clientStateWords[client.state]}
                  </StateDot>
                </Group>
              </Combobox.Option>
            ))}
            {clients.length === 0 && <Combobox.Empty>Nobody by that name</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {people.length > 1 && detail.data && (
        <Select
          label="Who there"
          value={value?.id ?? null}
          allowDeselect={false}
          data={people.map((one) => ({ value: one.id, label: nameOf(one) }))}
          onChange={(id) => {
            const person = people.find((one) => one.id === id);
            if (person) onChange(pick(person, detail.data.name));
          }}
        />
      )}
    </Stack>
  );
}

type Person = AnswerOf<'GET /v1/clients/:id'>['contacts'][number];

function pick(person: Person, client: string): PickedContact {
  return { id: person.id, name: nameOf(person), client };
}

function nameOf({ firstName, lastName, email }: Person): string {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  return name === '' ? (email ?? '') : name;
}
