import { Group, Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { Section } from './section.tsx';

const sendingWords = {
  on: ['Sending is on', 'good'],
  paused: ['Sending is paused', 'waiting'],
  locked: ['Sending is locked', 'bad'],
} as const;

const transportWords = {
  capture: 'Letters are kept here',
  smtp: 'Letters leave by SMTP',
  resend: 'Letters leave by Resend',
};

/** Whether the machinery turns. */
export function Health({ health }: { health: AnswerOf<'GET /v1/today'>['health'] }) {
  const [words, tone] = sendingWords[health.sending];
  return (
    <Section title="The house">
      <Group gap="xs">
        <StateDot tone={tone}>{words}</StateDot>
        <Text size="sm" c="dimmed">
          {transportWords[health.transport]}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {health.lastTickAt === null ? 'Nothing has been planned yet' : 'Last planned '}
        {health.lastTickAt !== null && <When at={health.lastTickAt} relative />}
        {'; '}
        {health.lastInboundAt === null ? 'no mail has come in' : 'the last mail came '}
        {health.lastInboundAt !== null && <When at={health.lastInboundAt} relative />}.
      </Text>
      {health.troubles.map((trouble) => (
        <Group key={trouble.text} gap="xs">
          <StateDot tone="bad">Look</StateDot>
          <Text size="sm">{trouble.text}</Text>
        </Group>
      ))}
    </Section>
  );
}
