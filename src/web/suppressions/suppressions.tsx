import { Anchor, Button, Checkbox, CloseButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconBan, IconDownload, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { pathOf } from '../api.ts';
import { usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { suppressionReasonWords, suppressionScopeWords, suppressionSourceWords } from '../ui/words.ts';
import { AddSuppression } from './add-suppression.tsx';
import { LiftSuppression } from './lift-suppression.tsx';

type Row = AnswerOf<'GET /v1/suppressions'>['data'][number];

/** Addresses and clients that must not be mailed, and why. */
export function Suppressions() {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const lifted = params.get('lifted') === 'true';
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<Row | null>(null);
  const query = { ...(q === '' ? {} : { q }), ...(lifted ? { lifted: 'true' } : {}) };
  const list = usePages('GET /v1/suppressions', { query }, { keepPrevious: true });
  const change = (next: { q?: string; lifted?: boolean }) => {
    const kept = { q, lifted, ...next };
    setParams(new URLSearchParams({ ...(kept.q ? { q: kept.q } : {}), ...(kept.lifted ? { lifted: 'true' } : {}) }));
  };
  useCommands(
    may('suppressions:write')
      ? [{ id: 'suppress', name: 'Write to somebody no more', group: 'Suppressions', run: () => setAdding(true) }]
      : [],
  );
  const columns: Column<Row>[] = [
    { head: 'Who', cell: (row) => <Who row={row} /> },
    { head: 'What', cell: (row) => suppressionScopeWords[row.scope] },
    { head: 'Why', cell: (row) => <Why row={row} /> },
    { head: 'Since', cell: (row) => <When at={row.createdAt} /> },
    {
      head: 'State',
      cell: (row) =>
        row.liftedAt === null ? <StateDot tone="bad">In force</StateDot> : <StateDot tone="quiet">Lifted</StateDot>,
    },
    {
      head: 'What can be done',
      isActions: true,
      cell: (row) =>
        row.liftedAt === null && may('suppressions:write') ? (
          <Button variant="default" size="xs" onClick={() => setLifting(row)}>
            Lift
          </Button>
        ) : null,
    },
  ];
  return (
    <Page
      title="Suppressions"
      lead="Whom letters must not reach. What somebody asked for themselves is lifted only when they have asked for letters again."
      actions={
        <>
          <Button
            component="a"
            href={pathOf('GET /v1/suppressions/export', { query })}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Export as CSV
          </Button>
          {may('suppressions:write') && (
            <Button leftSection={<IconBan size={16} aria-hidden />} onClick={() => setAdding(true)}>
              Add
            </Button>
          )}
        </>
      }
    >
      <Filters q={q} lifted={lifted} onChange={change} />
      <PagedTable
        label="Suppressions"
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={
          q === ''
            ? {
                title: 'Nobody is suppressed',
                text: 'When somebody asks us to stop, or an address does not exist, it stands here.',
              }
            : { title: 'None has this in it', text: 'Look for a part of an address, or of the name of a client.' }
        }
      />
      {adding && <AddSuppression onClose={() => setAdding(false)} />}
      {lifting !== null && <LiftSuppression row={lifting} onClose={() => setLifting(null)} />}
    </Page>
  );
}

function Filters({
  q,
  lifted,
  onChange,
}: {
  q: string;
  lifted: boolean;
  onChange: (next: { q?: string; lifted?: boolean }) => void;
}) {
  const [typed, setTyped] = useState(q);
  const search = useDebouncedCallback((text: string) => onChange({ q: text.trim() }), 250);
  const type = (text: string) => {
    setTyped(text);
    search(text);
  };
  return (
    <Group>
      <TextInput
        aria-label="Search the suppressions"
        placeholder="Address or client"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed === '' ? null : <CloseButton aria-label="Clear the search" onClick={() => type('')} />}
        value={typed}
        maxLength={120}
        style={{ flex: '1 1 240px', maxWidth: 420 }}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Checkbox
        label="Lifted ones too"
        checked={lifted}
        onChange={(event) => onChange({ lifted: event.currentTarget.checked })}
      />
    </Group>
  );
}

function Who({ row }: { row: Row }) {
  const client =
    row.clientName === null ? null : row.clientId === null ? (
      row.clientName
    ) : (
      <Anchor component={Link} href={`/clients/${row.clientId}`} inherit>
        {row.clientName}
      </Anchor>
    );
  if (row.clientId !== null) return <>{client} (the whole client)</>;
  return (
    <Stack gap={0}>
      <span>{row.address ?? 'Somebody who was erased'}</span>
      {client !== null && (
        <Text size="sm" c="dimmed" span>
          {client}
        </Text>
      )}
    </Stack>
  );
}

function Why({ row }: { row: Row }) {
  return (
    <Stack gap={0}>
      <span>{suppressionReasonWords[row.reason]}</span>
      <Text size="sm" c="dimmed" span>
        {suppressionSourceWords[row.source]}, {row.createdByName}
      </Text>
      {row.note !== null && (
        <Text size="sm" span>
          {row.note}
        </Text>
      )}
      {row.liftedByName !== null && (
        <Text size="sm" c="dimmed" span>
          Lifted by {row.liftedByName}
        </Text>
      )}
    </Stack>
  );
}
