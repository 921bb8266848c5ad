import { Badge, Group, SegmentedControl, Stack, Tabs, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Redirect, useParams } from 'wouter';
import { useAnswer, usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';
import classes from './inbox.module.css';
import { queryOf, type Tab, tabs, tabWords, usePlace } from './place.ts';
import { ThreadList } from './thread-list.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { Tray } from './tray.tsx';

/** Everything that clients wrote back, the longest without an answer first. */
export function Inbox() {
  const place = usePlace();
  const counts = useAnswer('GET /v1/threads/counts', {});
  return (
    <Page title="Inbox" lead={place.threadId === null ? 'What clients wrote back, the longest wait first.' : undefined}>
      <Stack gap="md">
        <InboxTabs tab={place.tab} counts={counts.data} onTab={place.openTab} />
        {place.tab === 'tray' ? <Tray place={place} /> : <Threads key={place.tab} tab={place.tab} place={place} />}
      </Stack>
    </Page>
  );
}

type Counts = Record<Tab, number>;

function InboxTabs({ tab, counts, onTab }: { tab: Tab; counts: Counts | undefined; onTab: (tab: Tab) => void }) {
  const nameOf = (one: Tab) => `${tabWords[one]}${counts && one !== 'all' ? ` ${counts[one]}` : ''}`;
  return (
    <>
      <Tabs
        value={tab}
        onChange={(picked) => onTab(tabs.find((one) => one === picked) ?? 'waiting')}
        visibleFrom="sm"
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              aria-controls={undefined}
              rightSection={counts && one !== 'all' ? <Badge size="sm">{counts[one]}</Badge> : undefined}
            >
              {tabWords[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <SegmentedControl
        hiddenFrom="sm"
        fullWidth
        size="xs"
        aria-label="Which conversations"
        value={tab}
        onChange={onTab}
        data={tabs.map((one) => ({ value: one, label: nameOf(one) }))}
      />
    </>
  );
}

function Threads({ tab, place }: { tab: Exclude<Tab, 'tray'>; place: ReturnType<typeof usePlace> }) {
  const [typed, setTyped] = useState(place.q);
  const search = useDebouncedCallback(place.search, 250);
  const field = useRef<HTMLInputElement>(null);
  const list = usePages(
    'GET /v1/threads',
    { query: { ...queryOf[tab], limit: '100', ...(place.q === '' ? {} : { q: place.q }) } },
    { keepPrevious: true },
  );
  const { items } = list;
  const at = items.findIndex(({ id }) => id === place.threadId);
  const step = (by: number) => {
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) place.openThread(next.id, true);
  };
  useCommands([
    { id: 'inbox next', name: 'Next conversation', group: 'Inbox', keys: 'j', run: () => step(1) },
    { id: 'inbox before', name: 'Conversation before', group: 'Inbox', keys: 'k', run: () => step(-1) },
    {
      id: 'inbox open',
      name: 'Open the conversation',
      group: 'Inbox',
      keys: 'o',
      run: () => {
        if (at < 0) step(0);
        document.querySelector<HTMLElement>('[data-thread-heading]')?.focus();
      },
    },
    { id: 'inbox search', name: 'Search the inbox', group: 'Inbox', keys: '/', run: () => field.current?.focus() },
  ]);
  const isOpen = place.threadId !== null;
  return (
    <div className={`${classes.panes} ${isOpen ? classes.withFacts : ''}`}>
      <Stack gap="xs" className={isOpen ? classes.hiddenWhenNarrow : ''}>
        <TextInput
          ref={field}
          aria-label="Search by client, person or subject"
          placeholder="Client, person or subject"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <ThreadList list={list} tab={tab} place={place} />
      </Stack>
      {isOpen ? (
        <ThreadPane key={place.threadId} id={place.threadId!} onBack={() => place.openThread(null)} />
      ) : (
        items.length > 0 && (
          <Group className={classes.hiddenWhenNarrow}>
            <EmptyState title="Pick a conversation">Or press j and k to go through them.</EmptyState>
          </Group>
        )
      )}
    </div>
  );
}

/** The address in a mail or on another page: the conversation within the inbox. */
export function OpenThread() {
  const { id } = useParams<{ id: string }>();
  return <Redirect to={`/inbox?tab=all&thread=${encodeURIComponent(id ?? '')}`} replace />;
}

export function OpenTray() {
  return <Redirect to="/inbox?tab=tray" replace />;
}
