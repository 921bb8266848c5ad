import { Card, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useAnswer } from '../data.ts';
import { useDemo } from '../demo.ts';
import { useMay, useSession } from '../session.tsx';
import classes from './welcome.module.css';

const numbers = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
  'Thirteen',
];

/** The first page of the demo: what this is, and, until a week has gone by, three things to try. */
export function Welcome() {
  const { demo } = useSession();
  const may = useMay();
  const { advance, moving } = useDemo();
  const northwind = useAnswer('GET /v1/clients', { query: { q: 'Northwind', limit: 1 } });
  const clients = demo?.clients ?? 0;
  const plan = northwind.data?.data[0];
  return (
    <Stack gap="md">
      <Text maw={720}>
        {numbers[clients] ?? clients} {clients === 1 ? 'client has' : 'clients have'} left this studio. Ajar keeps the
        door open for those who may come back. Nothing is really sent in this demo.
      </Text>
      {(demo?.daysAhead ?? 0) < 7 && (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {plan && (
            <Link href={`/clients/${plan.id}`} className={classes.card}>
              <CardFace title="Read the plan for Northwind" text="What Jo will get, when, and why." />
            </Link>
          )}
          {may('demo:write') && (
            <UnstyledButton
              className={classes.card}
              disabled={moving !== null}
              onClick={() => void advance('P1W')}
              aria-busy={moving !== null}
            >
              <CardFace
                title={moving === 'P1W' ? 'A week goes by …' : 'Let a week go by'}
                text="Letters leave, people answer, and somebody is on holiday."
              />
            </UnstyledButton>
          )}
          {may('departures:write') && (
            <Link href="/departures/new" className={classes.card}>
              <CardFace
                title="Record a departure of your own"
                text="Three short steps, with the whole plan before you confirm."
              />
            </Link>
          )}
        </SimpleGrid>
      )}
    </Stack>
  );
}

function CardFace({ title, text }: { title: string; text: string }) {
  return (
    <Card withBorder padding="md" h="100%">
      <Text fw={600}>
        {title} <IconArrowRight size={15} aria-hidden style={{ verticalAlign: '-2px' }} />
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </Card>
  );
}
