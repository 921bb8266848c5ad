import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { count } from '../ui/format.ts';
import { DayText, When } from '../ui/time.tsx';
import { letterWords } from '../ui/words.ts';
import { Section } from './section.tsx';

type TodayAnswer = AnswerOf<'GET /v1/today'>;
type Letter = TodayAnswer['planned']['days'][number]['letters'][number];

/** The letters that leave this week, by day, and why then. */
export function Week({ planned, nextLetter }: Pick<TodayAnswer, 'planned' | 'nextLetter'>) {
  const letters = planned.days.reduce((sum, day) => sum + day.letters.length, 0);
  return (
    <Section title="Letters this week" count={letters}>
      {letters === 0 && (
        <Text size="sm" c="dimmed">
          {nextLetter === null ? (
            'None leaves this week, and none is planned after it.'
          ) : (
            <>
              None leaves this week. The next one is on <When at={nextLetter.at} zone={nextLetter.zone} />, to{' '}
              <Anchor component={Link} href={`/clients/${nextLetter.client.id}`} inherit underline="always">
                {nextLetter.contact.name}
              </Anchor>
              .
            </>
          )}
        </Text>
      )}
      {planned.days.map(({ day, letters: list }) => (
        <Stack key={day} gap={6}>
          <Text size="sm" fw={600}>
            <DayText day={day} />
          </Text>
          {list.map((letter) => (
            <PlannedLetter key={letter.enrollmentId} letter={letter} />
          ))}
        </Stack>
      ))}
      {planned.more > 0 && (
        <Text size="sm" c="dimmed">
          {count(planned.more, 'more enrollment has', 'more enrollments have')} something due this week.{' '}
          <Anchor component={Link} href="/clients" inherit underline="always">
            See all clients
          </Anchor>
        </Text>
      )}
    </Section>
  );
}

/** What is told of every letter is told of none. */
function reasonsOf({ why }: Letter): string {
  return why
    .filter((one) => one.code !== 'due')
    .map((one) => one.text)
    .join(' ');
}

function PlannedLetter({ letter }: { letter: Letter }) {
  return (
    <div>
      <Group gap={6} justify="space-between" wrap="nowrap" align="baseline">
        <Anchor component={Link} href={`/clients/${letter.client.id}`} size="sm">
          {letter.contact.name}, {letter.client.name}
        </Anchor>
        <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
          {letterWords[letter.letter]}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        <When at={letter.at} zone={letter.zone} />. {reasonsOf(letter)}
      </Text>
    </div>
  );
}
