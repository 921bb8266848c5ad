import { ActionIcon, Button, Chip, Group, Pill, Stack, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { useReader } from '../ui/time.tsx';
import { clientStateWords, reasonWords } from '../ui/words.ts';
import { MoreFilters } from './more-filters.tsx';
import type { ClientList, FilterKey } from './filters.ts';
import { flagWords } from './list-words.ts';
import { useOwners } from './owners.ts';

/** Search, the narrowings that are asked for most, all others behind a button, and what is in force, each with a way out. */
export function FilterBar({ list, search }: { list: ClientList; search: RefObject<HTMLInputElement | null> }) {
  const { filters, setFilters, clear } = list;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Search key="search" list={list} field={search} />
        <MoreFilters list={list} />
      </Group>
      <Group gap={6} role="group" aria-label="Show only">
        {Object.entries(flagWords).map(([flag, words]) => (
          <Chip
            key={flag}
            size="xs"
            variant="outline"
            checked={filters.flag === flag}
            onChange={(checked) => setFilters({ flag: checked ? flag : undefined })}
          >
            {words}
          </Chip>
        ))}
      </Group>
      <InForce list={list} onClear={clear} />
    </Stack>
  );
}

function Search({ list, field }: { list: ClientList; field: RefObject<HTMLInputElement | null> }) {
  const inUrl = list.filters.q ?? '';
  const [text, setText] = useState(inUrl);
  const apply = useDebouncedCallback((q: string) => list.setFilters({ q }, { replace: true }), 200);
  // Another view, or the way back, changes the address under the field.
  useEffect(() => setText(inUrl), [inUrl]);
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label="Search clients"
      placeholder="Name, domain, person or address"
      flex={1}
      miw={220}
      maw={420}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value.trim());
      }}
      rightSection={
        text === '' ? null : (
          <ActionIcon
            size="sm"
            aria-label="Clear the search"
            onClick={() => {
              setText('');
              list.setFilters({ q: '' });
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )
      }
    />
  );
}

function InForce({ list: { filters, setFilters }, onClear }: { list: ClientList; onClear: () => void }) {
  const say = useSay();
  const shown = (Object.entries(filters) as [FilterKey, string][]).filter(([key]) => key !== 'q' && key !== 'flag');
  if (shown.length === 0) return null;
  return (
    <Group gap={6}>
      {shown.map(([key, value]) => (
        <Pill
          key={key}
          size="md"
          withRemoveButton
          onRemove={() => setFilters({ [key]: '' })}
          removeButtonProps={{ 'aria-label': `Remove: ${say(key, value)}`, tabIndex: 0, 'aria-hidden': false }}
        >
          {say(key, value)}
        </Pill>
      ))}
      <Button variant="subtle" size="compact-sm" onClick={onClear}>
        Clear all<VisuallyHidden> filters</VisuallyHidden>
      </Button>
    </Group>
  );
}

/** A filter in words. */
function useSay(): (key: FilterKey, value: string) => string {
  const { locale } = useReader();
  const owners = useOwners();
  const number = (value: string) => new Intl.NumberFormat(locale).format(Number(value) / 100);
  const list = (value: string, words: Readonly<Record<string, string>>) =>
    value
      .split(',')
      .map((one) => words[one] ?? one)
      .join(' or ');
  const sayings: Partial<Record<FilterKey, (value: string) => string>> = {
    state: (value) => list(value, clientStateWords),
    reason: (value) => list(value, reasonWords),
    owner: (value) => `Owner: ${owners.find((one) => one.value === value)?.label ?? value}`,
    country: (value) => new Intl.DisplayNames([locale], { type: 'region' }).of(value) ?? value,
    currency: (value) => `In ${value}`,
    minValue: (value) => `At least ${number(value)}`,
    maxValue: (value) => `At most ${number(value)}`,
    since: (value) => `Left since ${value}`,
    until: (value) => `Left until ${value}`,
  };
  return (key, value) => sayings[key]?.(value) ?? value;
}
