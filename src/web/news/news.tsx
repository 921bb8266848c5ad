import { Anchor, Badge, Button, Drawer, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link, useLocation, useSearch } from 'wouter';
import { isReason } from '../../domain/departure.ts';
import { useNow } from '../clock.ts';
import { usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay, useSession } from '../session.tsx';
import { count } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { newsMaxAgeDays } from '../../domain/plan/content.ts';
import { DayText } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';
import type { NewsItem } from './news-item.ts';
import { NewsDrawer } from './news-drawer.tsx';

const groups = [
  { key: 'now', name: 'Told now', tone: 'good' },
  { key: 'coming', name: 'Coming', tone: 'waiting' },
  { key: 'past', name: 'Too old to tell', tone: 'quiet' },
  { key: 'withdrawn', name: 'Withdrawn', tone: 'quiet' },
] as const;

function groupOf({ withdrawnAt, publishedOn }: NewsItem, today: string): (typeof groups)[number]['key'] {
  if (withdrawnAt !== null) return 'withdrawn';
  if (publishedOn > today) return 'coming';
  return Date.parse(today) - Date.parse(publishedOn) >= newsMaxAgeDays * 86_400_000 ? 'past' : 'now';
}

/** What letters can tell of. */
export function News() {
  const may = useMay();
  const { house } = useSession();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: house.timezone }).format(useNow());
  const list = usePages('GET /v1/news', { query: { limit: 100 } });
  const [, navigate] = useLocation();
  const open = new URLSearchParams(useSearch()).get('open');
  const close = () => navigate('/news');
  const add = () => navigate('/news?open=new');
  const mayWrite = may('news:write');
  useCommands(mayWrite ? [{ id: 'new-news', name: 'New item', group: 'News', keys: 'n', run: add }] : []);
  const action = mayWrite ? <Button onClick={add}>New item</Button> : undefined;
  const shown = open === null || open === 'new' ? undefined : list.items.find(({ id }) => id === open);
  return (
    <Page
      title="News"
      lead="What changed that bears on why they left. Up to three items in a letter, never the same one twice, none older than 180 days."
      actions={list.items.length > 0 ? action : undefined}
    >
      {list.isPending && <Loading rows={3} height={88} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && list.items.length === 0 && (
        <EmptyState title="Nothing to tell yet." action={action}>
          Then Ajar writes nothing.
        </EmptyState>
      )}
      {groups.map(({ key, name, tone }) => {
        const items = list.items.filter((item) => groupOf(item, today) === key);
        if (items.length === 0) return null;
        return (
          <Stack gap="sm" key={key}>
            <Title order={2} size="h4">
              {name}
            </Title>
            {items.map((item) => (
              <NewsCard key={item.id} item={item} tone={tone} state={name} />
            ))}
          </Stack>
        );
      })}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
      <Drawer
        opened={open !== null}
        onClose={close}
        size="lg"
        title={open === 'new' ? 'New item' : (shown?.title ?? 'News')}
      >
        {open === 'new' && <NewsDrawer key="new" item={null} today={today} onDone={close} />}
        {shown !== undefined && <NewsDrawer key={shown.id} item={shown} today={today} onDone={close} />}
        {open !== null && open !== 'new' && shown === undefined && list.isSuccess && (
          <Text>This item is not on this page.</Text>
        )}
      </Drawer>
    </Page>
  );
}

function NewsCard({ item, tone, state }: { item: NewsItem; tone: 'good' | 'waiting' | 'quiet'; state: string }) {
  const reasons = item.reasons.filter(isReason);
  return (
    <Paper withBorder p="md" radius="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} flex="1 1 320px" miw={0}>
          <Anchor component={Link} href={`/news?open=${item.id}`} fw={600}>
            {item.title}
          </Anchor>
          <Text size="sm" lineClamp={2}>
            {item.body}
          </Text>
          <Group gap={6}>
            {item.useful && <Badge>Useful to anybody</Badge>}
            {reasons.length === 0 ? (
              <Badge>Any reason</Badge>
            ) : (
              reasons.map((reason) => <Badge key={reason}>{reasonWords[reason]}</Badge>)
            )}
          </Group>
        </Stack>
        <Stack gap={4} align="flex-end">
          <StateDot tone={tone}>{state}</StateDot>
          <Text size="sm" c="dimmed">
            <DayText day={item.publishedOn} />
          </Text>
          <Text size="sm" c="dimmed">
            {item.uses === 0 ? 'Nobody had it yet' : `Had by ${count(item.uses, 'person', 'people')}`}
          </Text>
        </Stack>
      </Group>
    </Paper>
  );
}
