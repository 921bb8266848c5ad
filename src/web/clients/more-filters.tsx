import { Button, Group, MultiSelect, NumberInput, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { clientStates } from '../../domain/client.ts';
import { reasons } from '../../domain/departure.ts';
import { clientStateWords, reasonWords } from '../ui/words.ts';
import type { ClientList } from './filters.ts';
import { useOwners } from './owners.ts';

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'NOK', 'SEK', 'DKK'];

/** Every filter that has no chip of its own; each acts at once. */
export function MoreFilters({ list: { filters, setFilters } }: { list: ClientList }) {
  const [open, setOpen] = useState(false);
  const owners = useOwners();
  const several = (value: string | undefined) => (value === undefined ? [] : value.split(','));
  return (
    <Popover opened={open} onChange={setOpen} width={320} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden />}
          onClick={() => setOpen((before) => !before)}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filters">
        <Stack gap="sm">
          <MultiSelect
            label="State"
            placeholder={filters.state === undefined ? 'Any' : ''}
            data={clientStates.map((value) => ({ value, label: clientStateWords[value] }))}
            value={several(filters.state)}
            onChange={(value) => setFilters({ state: value.join(',') })}
            comboboxProps={{ withinPortal: false }}
          />
          <MultiSelect
            label="Reason"
            placeholder={filters.reason === undefined ? 'Any' : ''}
            searchable
            data={reasons.map((value) => ({ value, label: reasonWords[value] }))}
            value={several(filters.reason)}
            onChange={(value) => setFilters({ reason: value.join(',') })}
            comboboxProps={{ withinPortal: false }}
          />
          <Select
            label="Owner"
            placeholder="Anybody"
            clearable
            searchable
            data={owners}
            value={filters.owner ?? null}
            onChange={(value) => setFilters({ owner: value ?? '' })}
            comboboxProps={{ withinPortal: false }}
          />
          <Group grow gap="xs">
            <TextInput
              label="Left since"
              type="date"
              value={filters.since ?? ''}
              onChange={(event) => setFilters({ since: event.currentTarget.value })}
            />
            <TextInput
              label="Left until"
              type="date"
              value={filters.until ?? ''}
              onChange={(event) => setFilters({ until: event.currentTarget.value })}
            />
          </Group>
          <Values filters={filters} setFilters={setFilters} />
          <CountryField filters={filters} setFilters={setFilters} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

type Part = Pick<ClientList, 'filters' | 'setFilters'>;

/** Yearly value in whole units of one currency: amounts of several are not comparable. */
function Values({ filters, setFilters }: Part) {
  const whole = (value: string | undefined) => (value === undefined ? '' : Number(value) / 100);
  const minor = (value: string | number) => (value === '' ? '' : String(Math.round(Number(value) * 100)));
  const set = (changes: ClientList['filters']) => setFilters({ currency: filters.currency ?? 'EUR', ...changes });
  return (
    <Group grow gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label="Value from"
        min={0}
        hideControls
        value={whole(filters.minValue)}
        onChange={(value) => set({ minValue: minor(value) })}
      />
      <NumberInput
        label="to"
        min={0}
        hideControls
        value={whole(filters.maxValue)}
        onChange={(value) => set({ maxValue: minor(value) })}
      />
      <Select
        label="Currency"
        placeholder="Any"
        clearable
        data={currencies}
        value={filters.currency ?? null}
        onChange={(value) => setFilters({ currency: value ?? '' })}
        comboboxProps={{ withinPortal: false }}
      />
    </Group>
  );
}

function CountryField({ filters, setFilters }: Part) {
  const [typed, setTyped] = useState(filters.country ?? '');
  const isCode = typed === '' || /^[A-Z]{2}$/.test(typed);
  return (
    <TextInput
      label="Country"
      placeholder="Two letters, such as DE"
      value={typed}
      maxLength={2}
      error={isCode || typed.length < 2 ? null : 'Two letters, such as DE'}
      onChange={(event) => {
        const code = event.currentTarget.value.toUpperCase();
        setTyped(code);
        if (code === '' || /^[A-Z]{2}$/.test(code)) setFilters({ country: code });
      }}
    />
  );
}
