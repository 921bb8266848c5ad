import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { DayText, MoneyText } from '../ui/time.tsx';
import { Section } from './section.tsx';

/** Who came back in the last thirty days. */
export function WinBacks({ winBacks }: { winBacks: AnswerOf<'GET /v1/today'>['winBacks'] }) {
  return (
    <Section title="Came back" count={winBacks.count} all={{ href: '/results?list=win-backs', name: 'All of them' }}>
      {winBacks.data.map((one) => (
        <div key={one.id}>
          <Group justify="space-between" gap="xs">
            <Anchor component={Link} href={`/clients/${one.client.id}`}>
              {one.client.name}
            </Anchor>
            <Text size="sm">
              <MoneyText money={one.annualValue} />
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            <DayText day={one.wonBackOn} />
            {one.repliedBefore ? ', had answered a letter' : ''}
          </Text>
        </div>
      ))}
    </Section>
  );
}
