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
import { DayText, MoneyText } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';
import type { Offer } from './offer.ts';
import { OfferDrawer } from './offer-drawer.tsx';

const groups = [
  { key: 'now', name: 'Valid now', tone: 'good' },
  { key: 'coming', name: 'Coming', tone: 'waiting' },
  { key: 'past', name: 'Past', tone: 'quiet' },
  { key: 'withdrawn', name: 'Withdrawn', tone: 'quiet' },
] as const;

function groupOf({ withdrawnAt, validFrom, validUntil }: Offer, today: string): (typeof groups)[number]['key'] {
  if (withdrawnAt !== null) return 'withdrawn';
  if (validFrom > today) return 'coming';
  return validUntil < today ? 'past' : 'now';
}

/** What a letter can propose: one clear offer at a time. */
export function Offers() {
  const may = useMay();
  const { house } = useSession();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: house.timezone }).format(useNow());
  const list = usePages('GET /v1/offers', { query: { limit: 100 } });
  const [, navigate] = useLocation();
  const open = new URLSearchParams(useSearch()).get('open');
  const close = () => navigate('/offers');
  const add = () => navigate('/offers?open=new');
  const mayWrite = may('offers:write');
  useCommands(mayWrite ? [{ id: 'new-offer', name: 'New offer', group: 'Offers', keys: 'n', run: add }] : []);
  const action = mayWrite ? <Button onClick={add}>New offer</Button> : undefined;
  const shown = open === null || open === 'new' ? undefined : list.items.find(({ id }) => id === open);
  return (
    <Page
      title="Offers"
      lead="One clear, fair proposal in a letter. The best valid one for the reason they left is chosen, service before discount."
      actions={list.items.length > 0 ? action : undefined}
    >
      {list.isPending && <Loading rows={3} height={88} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && list.items.length === 0 && (
        <EmptyState title="No offers." action={action}>
          Without one, offer steps are skipped and say so.
        </EmptyState>
      )}
      {groups.map(({ key, name, tone }) => {
        const offers = list.items.filter((offer) => groupOf(offer, today) === key);
        if (offers.length === 0) return null;
        return (
          <Stack gap="sm" key={key}>
            <Title order={2} size="h4">
              {name}
            </Title>
            {offers.map((offer) => (
              <OfferCard key={offer.id} offer={offer} tone={tone} state={name} />
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
        title={open === 'new' ? 'New offer' : (shown?.title ?? 'Offer')}
      >
        {open === 'new' && <OfferDrawer key="new" offer={null} today={today} onDone={close} />}
        {shown !== undefined && <OfferDrawer key={shown.id} offer={shown} today={today} onDone={close} />}
        {open !== null && open !== 'new' && shown === undefined && list.isSuccess && (
          <Text>This offer is not on this page.</Text>
        )}
      </Drawer>
    </Page>
  );
}

function OfferCard({ offer, tone, state }: { offer: Offer; tone: 'good' | 'waiting' | 'quiet'; state: string }) {
  const reasons = offer.reasons.filter(isReason);
  return (
    <Paper withBorder p="md" radius="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} flex="1 1 320px" miw={0}>
          <Anchor component={Link} href={`/offers?open=${offer.id}`} fw={600}>
            {offer.title}
          </Anchor>
          <Text size="sm" lineClamp={2}>
            {offer.terms}
          </Text>
          <Group gap={6}>
            {reasons.length === 0 ? (
              <Badge>Any reason</Badge>
            ) : (
              reasons.map((reason) => <Badge key={reason}>{reasonWords[reason]}</Badge>)
            )}
          </Group>
        </Stack>
        <Stack gap={4} align="flex-end">
          <StateDot tone={tone}>{state}</StateDot>
          {offer.price !== null && (
            <Text fw={600}>
              <MoneyText money={offer.price} />
            </Text>
          )}
          <Text size="sm" c="dimmed">
            <DayText day={offer.validFrom} /> to <DayText day={offer.validUntil} />
          </Text>
          <Text size="sm" c="dimmed">
            {offer.uses === 0 ? 'Nobody had it yet' : `Had by ${count(offer.uses, 'person', 'people')}`}
          </Text>
        </Stack>
      </Group>
    </Paper>
  );
}
