import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { useCallback, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { pathOf } from '../api.ts';
import { useAnswer, usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { NumberText } from '../ui/time.tsx';
import { ClientTable } from './client-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type ClientList, type Sort, sorts, useClientList } from './filters.ts';
import { SavedViews } from './saved-views.tsx';

const pageSize = 100;

/** The potential-client file. */
export function Clients() {
  const list = useClientList();
  const may = useMay();
  const [, navigate] = useLocation();
  const search = useRef<HTMLInputElement>(null);
  const clients = usePages('GET /v1/clients', { query: { ...list.query, limit: pageSize } }, { keepPrevious: true });
  const count = useAnswer('GET /v1/clients/count', { query: list.filterQuery }, { keepPrevious: true });
  const mayRecord = may('departures:write');
  useCommands([
    {
      id: 'search-clients',
      name: 'Search in this list',
      keys: '/',
      group: 'Clients',
      run: () => search.current?.focus(),
    },
    ...(mayRecord
      ? [
          {
            id: 'record-departure',
            name: 'Record a departure',
            keys: 'n',
            group: 'Clients',
            run: () => navigate('/departures/new'),
          },
        ]
      : []),
  ]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = clients;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isFiltered = Object.keys(list.filters).length > 0;
  return (
    <Page
      title="Clients"
      lead={count.data ? <HowMany count={count.data.count} isFiltered={isFiltered} /> : undefined}
      actions={
        <>
          <SavedViews list={list} />
          <Button
            component="a"
            variant="default"
            href={pathOf('GET /v1/clients/export.csv', { query: list.query })}
            download
          >
            CSV
          </Button>
          {mayRecord && (
            <Button component={Link} href="/departures/new">
              Record a departure
            </Button>
          )}
        </>
      }
    >
      <FilterBar list={list} search={search} />
      <NarrowSort list={list} />
      {clients.isPending && <Loading rows={10} height={52} />}
      {clients.error && clients.items.length === 0 && (
        <ErrorState error={clients.error} onRetry={() => void clients.refetch()} />
      )}
      {clients.data && clients.items.length === 0 && <Nothing list={list} isFiltered={isFiltered} />}
      {clients.items.length > 0 && (
        <ClientTable clients={clients.items} count={count.data?.count} list={list} onEnd={onEnd} />
      )}
      {clients.error && clients.items.length > 0 && (
        <ErrorState error={clients.error} onRetry={() => void fetchNextPage()} />
      )}
    </Page>
  );
}

function HowMany({ count, isFiltered }: { count: number; isFiltered: boolean }) {
  return (
    <span role="status">
      <NumberText value={count} /> {count === 1 ? 'client' : 'clients'}
      {isFiltered ? ' in this list' : ''}
    </span>
  );
}

/** On a phone the heads of the columns, which sort, are not there. */
function NarrowSort({ list }: { list: ClientList }) {
  return (
    <Group gap="xs" hiddenFrom="md" wrap="nowrap" align="flex-end">
      <Select
        label="Order by"
        flex={1}
        allowDeselect={false}
        data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
        value={list.sort}
        onChange={(value) => value !== null && list.sortBy(value as Sort, list.order)}
      />
      <Button variant="default" onClick={() => list.sortBy(list.sort)}>
        {list.order === 'asc' ? 'Ascending' : 'Descending'}
      </Button>
    </Group>
  );
}

function Nothing({ list, isFiltered }: { list: ClientList; isFiltered: boolean }) {
  const may = useMay();
  if (isFiltered)
    return (
      <EmptyState
        title="No client fits"
        action={
          <Button variant="default" onClick={list.clear}>
            Show all clients
          </Button>
        }
      >
        None is like this. Take a filter away, or search for less.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No client has left."
      action={
        <Group>
          {may('departures:write') && (
            <Button component={Link} href="/departures/new">
              Record a departure
            </Button>
          )}
          {may('imports:write') && (
            <Anchor component={Link} href="/imports">
              Import a CSV
            </Anchor>
          )}
        </Group>
      }
    >
      <Text>When one does, record it here; nothing is sent for the first 14 days.</Text>
    </EmptyState>
  );
}
