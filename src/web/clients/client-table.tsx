import { Group, Table, Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconMessage2 } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useKeys } from '../keys.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, MoneyText, When } from '../ui/time.tsx';
import { clientStateWords, letterWords, reasonWords } from '../ui/words.ts';
import classes from './client-table.module.css';
import type { ClientList, Sort } from './filters.ts';
import { type ListedClient, stateTones } from './list-words.ts';
import { useNameOf } from './owners.ts';

interface Props {
  clients: readonly ListedClient[];
  count: number | undefined;
  list: ClientList;
  /** The end comes near: read on. */
  onEnd: () => void;
}

const columns: { name: string; sort?: Sort; width: string }[] = [
  { name: 'Client', sort: 'name', width: '22%' },
  { name: 'State', width: '12%' },
  { name: 'Left', sort: 'departedOn', width: '14%' },
  { name: 'Value', sort: 'value', width: '12%' },
  { name: 'Next letter', sort: 'nextLetter', width: '27%' },
  { name: 'Owner', width: '13%' },
];

/** A real table of any length: only what is on the screen is drawn. Cards on a phone. */
export function ClientTable({ clients, count, list, onEnd }: Props) {
  const isWide = useMediaQuery('(min-width: 62em)', true);
  const body = useRef<HTMLTableElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => setOffset(body.current?.offsetTop ?? 0), [isWide]);
  const rowHeight = isWide ? 60 : 118;
  const virtual = useWindowVirtualizer({
    count: clients.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: offset,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= clients.length - 20) onEnd();
  }, [last, clients.length, onEnd]);
  const here = useHere(clients, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  const before = (items[0]?.start ?? offset) - offset;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  return (
    <Table
      ref={body}
      className={classes.table}
      role="table"
      aria-label="Clients"
      aria-rowcount={(count ?? clients.length) + 1}
      highlightOnHover
    >
      <Head list={list} />
      <Table.Tbody role="rowgroup">
        {before > 0 && <tr aria-hidden style={{ height: before, display: 'block' }} />}
        {items.map(({ index }) => {
          const client = clients[index];
          return client && <Row key={client.id} client={client} index={index} isHere={here === client.id} />;
        })}
        {after > 0 && <tr aria-hidden style={{ height: after, display: 'block' }} />}
      </Table.Tbody>
    </Table>
  );
}

/** j and k go through the list, Enter opens what is marked. */
function useHere(clients: readonly ListedClient[], reveal: (index: number) => void): string | null {
  const [here, setHere] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const go = (by: number) => {
    const at = clients.findIndex((one) => one.id === here);
    const next = Math.min(Math.max(at + by, 0), clients.length - 1);
    const client = clients[next];
    if (!client) return;
    setHere(client.id);
    reveal(next);
  };
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    ...(here !== null && { Enter: () => navigate(`/clients/${here}`), o: () => navigate(`/clients/${here}`) }),
  });
  return here;
}

function Head({ list: { sort, order, sortBy } }: { list: ClientList }) {
  return (
    <Table.Thead className={classes.head} role="rowgroup">
      <Table.Tr role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const isBy = column.sort === sort;
          const ariaSort = isBy ? (order === 'asc' ? 'ascending' : 'descending') : undefined;
          return (
            <Table.Th key={column.name} role="columnheader" w={column.width} aria-sort={ariaSort}>
              {column.sort === undefined ? (
                column.name
              ) : (
                <UnstyledButton fz="sm" onClick={() => sortBy(column.sort!)}>
                  <Group gap={4} wrap="nowrap">
                    {column.name}
                    {isBy &&
                      (order === 'asc' ? (
                        <IconArrowUp size={14} aria-hidden />
                      ) : (
                        <IconArrowDown size={14} aria-hidden />
                      ))}
                  </Group>
                </UnstyledButton>
              )}
            </Table.Th>
          );
        })}
      </Table.Tr>
    </Table.Thead>
  );
}

/** Drawn anew only when its client is: scrolling moves many of them. */
const Row = memo(function Row({ client, index, isHere }: { client: ListedClient; index: number; isHere: boolean }) {
  const [, navigate] = useLocation();
  const nameOf = useNameOf();
  const path = `/clients/${client.id}`;
  return (
    <Table.Tr
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-here={isHere || undefined}
      // For the mouse alone: the name is the link for everybody else.
      onClick={(event) => {
        if (!(event.target instanceof HTMLElement && event.target.closest('a, button'))) navigate(path);
      }}
    >
      <Table.Td role="cell">
        <Link href={path} className={classes.name}>
          {client.name}
        </Link>
        <span className={classes.second}>{client.lead?.name ?? client.lead?.email ?? client.domain}</span>
      </Table.Td>
      <Table.Td role="cell" data-right>
        <StateDot tone={stateTones[client.state]}>{clientStateWords[client.state]}</StateDot>
      </Table.Td>
      <Table.Td role="cell">
        {client.departure && (
          <>
            <DayText day={client.departure.departedOn} />
            <span className={classes.second}>{reasonWords[client.departure.reason]}</span>
          </>
        )}
      </Table.Td>
      <Table.Td role="cell" data-right>
        <MoneyText money={client.annualValue} />
      </Table.Td>
      <Table.Td role="cell">
        <Next client={client} />
      </Table.Td>
      <Table.Td role="cell" data-wide>
        <Text size="sm" inherit truncate>
          {nameOf(client.ownerId) ?? client.owner ?? '–'}
        </Text>
        {client.openTasks > 0 && (
          <span className={classes.second}>{client.openTasks === 1 ? '1 task' : `${client.openTasks} tasks`}</span>
        )}
      </Table.Td>
    </Table.Tr>
  );
});

/** What comes next, or why nothing does; an answer that waits before either. */
function Next({ client }: { client: ListedClient }) {
  const { nextLetter, noLetter, lastAnswer } = client;
  if (lastAnswer?.open)
    return (
      <>
        <Group gap={4} wrap="nowrap">
          <IconMessage2 size={14} aria-hidden /> An answer waits
        </Group>
        <span className={classes.second}>
          <When at={lastAnswer.at} relative />
        </span>
      </>
    );
  if (nextLetter)
    return (
      <>
        <When at={nextLetter.at} zone={nextLetter.zone} />
        <span className={classes.second}>{letterWords[nextLetter.kind]}</span>
      </>
    );
  return (
    <Text component="span" size="xs" c="dimmed" title={noLetter?.text}>
      {noLetter?.text ?? '–'}
    </Text>
  );
}
