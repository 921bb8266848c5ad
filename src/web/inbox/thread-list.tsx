import { Button, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useAnswer, type usePages } from '../data.ts';
import { StateDot } from '../ui/state-dot.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { MoneyText, When } from '../ui/time.tsx';
import { reasonWords, threadOutcomeWords } from '../ui/words.ts';
import { useNow } from '../clock.ts';
import classes from './inbox.module.css';
import { personOf, type Row, type Tab, type usePlace } from './place.ts';
import { firstLine, hintOf } from './words.ts';

const rowHeight = 116;

/** A thousand conversations stay light: only those in sight are there. */
export function ThreadList({
  list,
  tab,
  place,
}: {
  list: ReturnType<typeof usePages<'GET /v1/threads'>>;
  tab: Exclude<Tab, 'tray'>;
  place: ReturnType<typeof usePlace>;
}) {
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 15) void fetchNextPage();
  }, [last, items.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const at = items.findIndex(({ id }) => id === place.threadId);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  }, [at, rows]);

  if (list.isError && items.length === 0) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={4} height={90} />;
  if (items.length === 0) return <Nothing tab={tab} place={place} />;
  return (
    <div ref={frame} className={classes.list}>
      <ul aria-label="Conversations" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => (
          <li
            key={key}
            className={classes.item}
            data-index={index}
            ref={rows.measureElement}
            style={{ transform: `translateY(${start}px)` }}
          >
            <ThreadRow row={items[index]!} href={place.hrefOf(items[index]!.id)} isOpen={index === at} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ThreadRow({ row, href, isOpen }: { row: Row; href: string; isOpen: boolean }) {
  const { client, contact } = row;
  const hint = hintOf(row);
  return (
    <Link href={href} className={classes.row} aria-current={isOpen}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={600} truncate>
          {client.name}
        </Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {client.annualValue !== null && <MoneyText money={client.annualValue} />}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {personOf(contact)}
        {client.reason !== null && ` · left: ${reasonWords[client.reason].toLowerCase()}`}
      </Text>
      <Text size="sm" truncate mt={2}>
        {firstLine(row.lastText) ?? row.subject}
      </Text>
      <Group gap={6} mt={4} wrap="nowrap">
        <RowState row={row} />
        {hint !== null && (
          <Text size="xs" c="dimmed" truncate>
            {hint}
          </Text>
        )}
      </Group>
    </Link>
  );
}

function RowState({ row }: { row: Row }) {
  const now = useNow();
  if (row.answerDueAt !== null && Date.parse(row.answerDueAt) < now.getTime())
    return <StateDot tone="bad">Overdue</StateDot>;
  if (row.state === 'closed')
    return <StateDot tone="quiet">{row.outcome === null ? 'Closed' : threadOutcomeWords[row.outcome]}</StateDot>;
  if (row.state === 'snoozed') return <StateDot tone="quiet">Snoozed</StateDot>;
  if (row.waitsSince === null) return <StateDot tone="good">Answered</StateDot>;
  return (
    <>
      <StateDot tone="waiting">Waits</StateDot>
      <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
        <When at={row.waitsSince} relative />
      </Text>
    </>
  );
}

function Nothing({ tab, place }: { tab: Exclude<Tab, 'tray'>; place: ReturnType<typeof usePlace> }) {
  const counts = useAnswer('GET /v1/threads/counts', {});
  if (place.q !== '')
    return (
      <EmptyState
        title="Nothing matches"
        action={
          <Button variant="default" onClick={() => place.search('')}>
            Show all
          </Button>
        }
      />
    );
  const elsewhere = (
    <Button variant="default" onClick={() => place.openTab('all')}>
      Show all conversations
    </Button>
  );
  if (tab === 'snoozed') return <EmptyState title="Nothing is snoozed" action={elsewhere} />;
  if (tab === 'mine') return <EmptyState title="No open conversation is yours" action={elsewhere} />;
  const isFirst = tab === 'all' || counts.data?.all === 0;
  return (
    <EmptyState title={isFirst ? 'No replies yet.' : 'No replies wait.'} action={isFirst ? undefined : elsewhere}>
      When somebody answers, the letters to their company pause and the answer shows here.
    </EmptyState>
  );
}
