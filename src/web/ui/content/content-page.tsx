import { Anchor, Badge, Button, Divider, Drawer, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { isReason } from '../../../domain/departure.ts';
import { useNow } from '../../clock.ts';
import { useCommands } from '../../keys.tsx';
import { useMay, useSession } from '../../session.tsx';
import { count } from '../format.ts';
import { MoreButton, type Pages } from '../more-button.tsx';
import { Page } from '../page.tsx';
import { StateDot } from '../state-dot.tsx';
import { EmptyState, ErrorState, Loading } from '../states.tsx';
import { reasonWords } from '../words.ts';
import { ContentReach } from './content-reach.tsx';

/** What offers and news items have in common. */
export interface Content {
  id: string;
  title: string;
  reasons: string[];
  /** How many people have had it. */
  uses: number;
  withdrawnAt: string | null;
}

export interface ContentFormProps<Item> {
  /** Null: a new one. */
  item: Item | null;
  today: string;
  onDone: () => void;
}

const groups = [
  { key: 'now', tone: 'good' },
  { key: 'coming', tone: 'waiting' },
  { key: 'past', tone: 'quiet' },
  { key: 'withdrawn', tone: 'quiet' },
] as const;

interface Props<Item extends Content> {
  noun: 'news' | 'offers';
  words: {
    title: string;
    lead: string;
    /** As in "New offer". */
    one: string;
    /** Above one that is not there. */
    unknown: string;
    now: string;
    past: string;
    empty: { title: string; text: string };
  };
  list: Pages<Item>;
  /** Where it stands on a day of the house, unless it is withdrawn. */
  ageOf: (item: Item, today: string) => 'now' | 'coming' | 'past';
  card: (item: Item) => { text: string; badge?: ReactNode; facts: ReactNode };
  Form: ComponentType<ContentFormProps<Item>>;
  /** For who may only read. */
  Facts: ComponentType<{ item: Item }>;
}

/** The page of what letters can hold, offers or news: all of it by where it stands in time, and one of it in a drawer. */
export function ContentPage<Item extends Content>({ noun, words, list, ageOf, card, Form, Facts }: Props<Item>) {
  const { house } = useSession();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: house.timezone }).format(useNow());
  const mayWrite = useMay()(`${noun}:write`);
  const [, navigate] = useLocation();
  const open = new URLSearchParams(useSearch()).get('open');
  const close = () => navigate(`/${noun}`);
  const add = () => navigate(`/${noun}?open=new`);
  const name = `New ${words.one}`;
  useCommands(mayWrite ? [{ id: `new-${noun}`, name, group: words.title, keys: 'n', run: add }] : []);
  const action = mayWrite ? <Button onClick={add}>{name}</Button> : undefined;
  const isNew = open === 'new';
  const shown = isNew ? undefined : list.items.find(({ id }) => id === open);
  const names = { now: words.now, coming: 'Coming', past: words.past, withdrawn: 'Withdrawn' };
  const groupOf = (item: Item) => (item.withdrawnAt === null ? ageOf(item, today) : 'withdrawn');
  return (
    <Page title={words.title} lead={words.lead} actions={list.items.length > 0 ? action : undefined}>
      {list.isPending && <Loading rows={3} height={88} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && list.items.length === 0 && (
        <EmptyState title={words.empty.title} action={action}>
          {words.empty.text}
        </EmptyState>
      )}
      {groups.map(({ key, tone }) => {
        const items = list.items.filter((item) => groupOf(item) === key);
        if (items.length === 0) return null;
        return (
          <Stack gap="sm" key={key}>
            <Title order={2} size="h4">
              {names[key]}
            </Title>
            {items.map((item) => (
              <Card key={item.id} noun={noun} item={item} {...card(item)}>
                <StateDot tone={tone}>{names[key]}</StateDot>
              </Card>
            ))}
          </Stack>
        );
      })}
      <MoreButton list={list} />
      <Drawer opened={open !== null} onClose={close} size="lg" title={isNew ? name : (shown?.title ?? words.unknown)}>
        {isNew && mayWrite && <Form key="new" item={null} today={today} onDone={close} />}
        {shown !== undefined && (
          <Stack gap="lg" key={shown.id}>
            {mayWrite ? <Form item={shown} today={today} onDone={close} /> : <Facts item={shown} />}
            <Divider />
            <ContentReach noun={noun} id={shown.id} />
          </Stack>
        )}
        {open !== null && !isNew && shown === undefined && list.isSuccess && (
          <Text>{`This ${words.one} is not on this page.`}</Text>
        )}
      </Drawer>
    </Page>
  );
}

interface CardProps {
  noun: 'news' | 'offers';
  item: Content;
  text: string;
  badge?: ReactNode;
  facts: ReactNode;
  /** Where it stands. */
  children: ReactNode;
}

function Card({ noun, item: { id, title, reasons, uses }, text, badge, facts, children }: CardProps) {
  const known = reasons.filter(isReason);
  return (
    <Paper withBorder p="md" radius="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} flex="1 1 320px" miw={0}>
          <Anchor component={Link} href={`/${noun}?open=${id}`} fw={600}>
            {title}
          </Anchor>
          <Text size="sm" lineClamp={2}>
            {text}
          </Text>
          <Group gap={6}>
            {badge}
            {known.length === 0 ? (
              <Badge>Any reason</Badge>
            ) : (
              known.map((reason) => <Badge key={reason}>{reasonWords[reason]}</Badge>)
            )}
          </Group>
        </Stack>
        <Stack gap={4} align="flex-end">
          {children}
          {facts}
          <Text size="sm" c="dimmed">
            {uses === 0 ? 'Nobody had it yet' : `Had by ${count(uses, 'person', 'people')}`}
          </Text>
        </Stack>
      </Group>
    </Paper>
  );
}

/** Why those left whom it is meant for, in a line such as "For: Price, Budget". */
export function ReasonsText({ lead, reasons }: { lead: string; reasons: string[] }) {
  const names = reasons.filter(isReason).map((reason) => reasonWords[reason]);
  return (
    <Text size="sm" c="dimmed">
      {reasons.length === 0 ? `${lead} any reason` : `${lead}: ${names.join(', ')}`}
    </Text>
  );
}
