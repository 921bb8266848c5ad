import { Anchor, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link, useSearchParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { deedNames } from '../../domain/deed-words.ts';
import { pathOf } from '../api.ts';
import { useAnswer, usePages } from '../data.ts';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { When } from '../ui/time.tsx';

type Deed = AnswerOf<'GET /v1/audit'>['data'][number];
const filterNames = ['actor', 'action', 'from', 'to'] as const;

/** Who did what, when, in words. */
export function Audit() {
  const [params, setParams] = useSearchParams();
  const query = Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value] as const];
    }),
  );
  const list = usePages('GET /v1/audit', { query }, { keepPrevious: true });
  const set = (name: (typeof filterNames)[number], value: string | null) => {
    const { [name]: _before, ...rest } = query;
    setParams(new URLSearchParams(value ? { ...rest, [name]: value } : rest));
  };
  return (
    <Page
      title="Audit log"
      lead="Who did what, and when. It holds ids alone; the names are those of today."
      actions={
        <Button
          component="a"
          href={pathOf('GET /v1/audit/export', { query })}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Export as CSV
        </Button>
      }
    >
      <Filters query={query} onSet={set} />
      <PagedTable
        label="Deeds"
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ title: 'Nobody did such a thing in these days' }}
      />
    </Page>
  );
}

interface FiltersProps {
  query: Record<string, string>;
  onSet: (name: (typeof filterNames)[number], value: string | null) => void;
}

function Filters({ query, onSet }: FiltersProps) {
  const people = useAnswer('GET /v1/users', { query: { limit: 200 } });
  const actors = [
    ...(people.data?.data ?? []).map((one) => ({ value: `user:${one.id}`, label: one.name })),
    { value: 'cli', label: 'The command line' },
    { value: 'demo', label: 'The demo' },
  ];
  return (
    <Group align="flex-end">
      <Select
        label="Who"
        placeholder="Anybody"
        searchable
        clearable
        data={actors}
        value={query.actor ?? null}
        onChange={(value) => onSet('actor', value)}
      />
      <Select
        label="What"
        placeholder="Anything"
        searchable
        clearable
        data={deedNames.map(([value, label]) => ({ value, label }))}
        value={query.action ?? null}
        onChange={(value) => onSet('action', value)}
      />
      <TextInput
        label="From"
        type="date"
        value={query.from ?? ''}
        onChange={(event) => onSet('from', event.currentTarget.value)}
      />
      <TextInput
        label="To"
        type="date"
        value={query.to ?? ''}
        onChange={(event) => onSet('to', event.currentTarget.value)}
      />
    </Group>
  );
}

const columns: Column<Deed>[] = [
  { head: 'When', cell: (row) => <When at={row.at} /> },
  {
    head: 'Who did what',
    cell: (row) => (
      <Text inherit>
        <b>{row.actorName}</b> {row.words}
      </Text>
    ),
  },
  { head: 'Which', cell: (row) => <Subject deed={row} /> },
  { head: 'More', cell: (row) => <Detail deed={row} /> },
];

function Subject({ deed }: { deed: Deed }) {
  const name = deed.subjectName ?? deed.subjectKind;
  if (deed.clientId === null) return <>{name}</>;
  return (
    <Anchor component={Link} href={`/clients/${deed.clientId}`} inherit>
      {name}
    </Anchor>
  );
}

/** Codes and numbers as they were noted. */
function Detail({ deed }: { deed: Deed }) {
  const entries = Object.entries(deed.detail ?? {}).filter(([, value]) => value !== null && value !== '');
  if (entries.length === 0) return null;
  return (
    <Stack gap={2} align="flex-start">
      {entries.slice(0, 6).map(([name, value]) => (
        <Code key={name} style={{ overflowWrap: 'anywhere' }}>
          {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
        </Code>
      ))}
    </Stack>
  );
}
