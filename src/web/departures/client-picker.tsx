import { Badge, Combobox, Group, Loader, Stack, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useAnswer } from '../data.ts';
import { clientStateWords } from '../ui/words.ts';

interface Props {
  name: string;
  onName: (name: string) => void;
  onPick: (clientId: string) => void;
  error?: string | undefined;
}

/** The client, found as it is typed: by its name, its domain, or the name or address of somebody there. Or a new one. */
export function ClientPicker({ name, onName, onPick, error }: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [wanted] = useDebouncedValue(name.trim(), 180);
  const found = useAnswer(
    'GET /v1/clients',
    { query: { q: wanted, limit: '7' } },
    { enabled: wanted.length >= 2, keepPrevious: true },
  );
  const clients = wanted.length >= 2 && name.trim() !== '' ? (found.data?.data ?? []) : [];
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        if (value !== 'new') onPick(value);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label="Who left?"
          description="The company, or somebody who works there."
          placeholder="Northwind GmbH"
          value={name}
          error={error}
          required
          data-autofocus
          data-pointer="/client/name"
          autoComplete="off"
          rightSection={found.isFetching ? <Loader size={16} aria-hidden /> : null}
          onChange={(event) => {
            onName(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={name.trim().length < 2}>
        <Combobox.Options aria-label="Clients on file">
          {clients.map((client) => (
            <Combobox.Option key={client.id} value={client.id}>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Stack gap={0}>
                  <Text size="sm">{client.name}</Text>
                  {client.domain !== null && (
                    <Text size="xs" c="dimmed">
                      {client.domain}
                    </Text>
                  )}
                </Stack>
                <Badge>{clientStateWords[client.state]}</Badge>
              </Group>
            </Combobox.Option>
          ))}
          <Combobox.Option value="new">
            <Text size="sm">{`A new client: “${name.trim()}”`}</Text>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
