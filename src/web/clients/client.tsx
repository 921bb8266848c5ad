import { Box, Grid, SegmentedControl, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { useAnswer } from '../data.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { ClientHead } from './client-head.tsx';
import { Drips } from './drips.tsx';
import { Facts } from './facts.tsx';
import { personName } from './list-words.ts';
import { People } from './people.tsx';
import { Review } from './review.tsx';
import { Story } from './story.tsx';
import { TaskList } from './task-list.tsx';
import type { ClientDetail } from './wire.ts';

/** A client's page: the story of the relationship, past and future, and beside it what is known. */
export function Client() {
  const { id } = useParams<{ id: string }>();
  const client = useAnswer('GET /v1/clients/:id', { params: { id } });
  if (client.data) return <Shown key={id} client={client.data} />;
  if (client.error) return <ErrorState error={client.error} onRetry={() => void client.refetch()} />;
  return <Loading rows={8} height={48} />;
}

function Shown({ client }: { client: ClientDetail }) {
  const [side, setSide] = useState<'story' | 'facts'>('story');
  const departures = useAnswer('GET /v1/departures', { query: { client: client.id } });
  const last = departures.data?.data.find((one) => one.undoneAt === null) ?? null;
  const people = useMemo(() => new Map(client.contacts.map((one) => [one.id, personName(one)])), [client.contacts]);
  return (
    <Stack gap="lg">
      <ClientHead client={client} departure={last} />
      <SegmentedControl
        hiddenFrom="lg"
        fullWidth
        aria-label="What is shown"
        value={side}
        onChange={(value) => setSide(value)}
        data={[
          { value: 'story', label: 'Story' },
          { value: 'facts', label: 'What we know' },
        ]}
      />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Box visibleFrom={side === 'story' ? undefined : 'lg'}>
            <Stack gap="lg">
              <Drips client={client} people={people} />
              <Story clientId={client.id} people={people} heldOut={client.heldOut === true} />
            </Stack>
          </Box>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Box visibleFrom={side === 'facts' ? undefined : 'lg'}>
            <Stack gap="lg">
              <TaskList client={client} />
              <People client={client} departure={last} />
              {departures.error && <ErrorState error={departures.error} onRetry={() => void departures.refetch()} />}
              {last && <Review key={last.id} departure={last} />}
              <Facts client={client} departures={departures.data?.data ?? []} />
            </Stack>
          </Box>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
