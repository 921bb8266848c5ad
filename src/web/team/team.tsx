import { Button, Stack, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { localDay } from '../../domain/calendar.ts';
import { useNow } from '../clock.ts';
import { usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, useReader } from '../ui/time.tsx';
import { userRoleWords } from '../ui/words.ts';
import { PersonDrawer } from './person-drawer.tsx';

export type Person = AnswerOf<'GET /v1/users'>['data'][number];

/** People of the house: who may what, who is away, who gets what belongs to nobody. */
export function Team() {
  const may = useMay();
  const [open, setOpen] = useState<Person | 'new' | null>(null);
  const list = usePages('GET /v1/users', { query: { limit: 100 } });
  useCommands(
    may('users:write') ? [{ id: 'invite', name: 'Invite somebody', group: 'Team', run: () => setOpen('new') }] : [],
  );
  const nameOf = (id: string | null) => list.items.find((one) => one.id === id)?.name ?? null;
  const columns: Column<Person>[] = [
    {
      head: 'Name',
      cell: (row) => (
        <Stack gap={0}>
          <Text fw={600} inherit>
            {row.name}
          </Text>
          <Text size="sm" c="dimmed">
            {row.email}
          </Text>
        </Stack>
      ),
    },
    { head: 'Role', cell: (row) => userRoleWords[row.role] },
    { head: 'State', cell: (row) => <PersonState person={row} /> },
    { head: 'Away', cell: (row) => <Away person={row} cover={nameOf(row.coverId)} /> },
    { head: 'Default owner', cell: (row) => (row.isDefaultOwner ? 'Yes' : '') },
    ...(may('users:write')
      ? [
          {
            head: 'What can be done',
            isActions: true,
            cell: (row: Person) => (
              <Button variant="default" size="xs" onClick={() => setOpen(row)} aria-label={`Change ${row.name}`}>
                Change
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title="Team"
      lead="Marketers write, sales reps answer, admins also let others in."
      actions={
        may('users:write') && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>
            Invite somebody
          </Button>
        )
      }
    >
      <PagedTable
        label="People"
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ title: 'Nobody is here yet', text: 'Invite those who write, answer and call.' }}
      />
      {open !== null && (
        <PersonDrawer person={open === 'new' ? null : open} people={list.items} onClose={() => setOpen(null)} />
      )}
    </Page>
  );
}

function PersonState({ person }: { person: Person }) {
  if (person.disabledAt !== null) return <StateDot tone="quiet">Disabled</StateDot>;
  return person.hasPassword || person.isDemo ? (
    <StateDot tone="good">Can sign in</StateDot>
  ) : (
    <StateDot tone="waiting">Not here yet</StateDot>
  );
}

function Away({ person: { awayFrom, awayUntil }, cover }: { person: Person; cover: string | null }) {
  const { timezone } = useReader();
  const today = localDay(useNow(), timezone);
  if ((awayFrom === null && awayUntil === null) || (awayUntil !== null && awayUntil < today)) return null;
  return (
    <Text inherit>
      {awayFrom !== null && awayFrom > today && (
        <>
          from <DayText day={awayFrom} />{' '}
        </>
      )}
      {awayUntil !== null && (
        <>
          until <DayText day={awayUntil} />
        </>
      )}
      {cover !== null && `, ${cover} covers`}
    </Text>
  );
}
