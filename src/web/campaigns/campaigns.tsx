import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { MoreButton } from '../ui/more-button.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { NumberText, When } from '../ui/time.tsx';
import { NewCampaign } from './new-campaign.tsx';

type Listed = AnswerOf<'GET /v1/campaigns'>['data'][number];

/** Every campaign with its numbers. */
export function Campaigns() {
  const canWrite = useMay()('campaigns:write');
  const [making, setMaking] = useState(false);
  const list = usePages('GET /v1/campaigns', { query: {} });
  useCommands(
    canWrite
      ? [{ id: 'new-campaign', name: 'New campaign', group: 'Campaigns', keys: 'n', run: () => setMaking(true) }]
      : [],
  );
  const add = canWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      New campaign
    </Button>
  );
  return (
    <Page
      title="Campaigns"
      lead="Few letters, a long time apart, and what people do in between."
      actions={
        <>
          <Button
            component={Link}
            href="/campaigns/routing"
            variant="default"
            leftSection={<IconRoute size={16} aria-hidden />}
          >
            Routing rules
          </Button>
          {add}
        </>
      }
    >
      {list.error && list.items.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading rows={3} height={120} />
      ) : list.items.length === 0 ? (
        <EmptyState title="No campaign yet" action={add}>
          A campaign says which letters a departed client gets, and when.
        </EmptyState>
      ) : (
        <Stack gap="md">
          {list.items.map((campaign) => (
            <Card key={campaign.slug} campaign={campaign} />
          ))}
          <MoreButton list={list} name="More" />
        </Stack>
      )}
      {making && <NewCampaign campaigns={list.items} onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Card({ campaign }: { campaign: Listed }) {
  const { slug, name, version, paused, enrollments, numbers, draftAt } = campaign;
  return (
    <Paper withBorder p="lg" radius="md" component="article" aria-label={name}>
      <Group justify="space-between" gap="xs" mb="sm">
        <Anchor component={Link} href={`/campaigns/${slug}`} fw={600} fz="lg">
          {name}
        </Anchor>
        <Group gap="xs">
          {draftAt !== null && (
            <Text size="xs" c="dimmed">
              Draft, saved <When at={draftAt} />
            </Text>
          )}
          {paused ? (
            <StateDot tone="waiting">Paused</StateDot>
          ) : version === null ? (
            <StateDot tone="quiet">Not published yet</StateDot>
          ) : (
            <StateDot tone="good">{`Version ${version}`}</StateDot>
          )}
        </Group>
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="md" component="dl" m={0}>
        <Figure name="Under way" value={enrollments.active} />
        <Figure name="On hold" value={enrollments.held} />
        <Figure name="Letters this month" value={numbers.letters} />
        <Figure name="Answers" value={numbers.answers} />
        <Figure name="Win-backs" value={numbers.winBacks} />
      </SimpleGrid>
    </Paper>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz="xl" fw={600}>
        <NumberText value={value} />
      </Text>
    </div>
  );
}
