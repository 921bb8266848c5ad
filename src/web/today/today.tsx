import { Anchor, Grid, Stack, Text } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useNow } from '../clock.ts';
import { useAnswer } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { Answered, EmptyState, Loading } from '../ui/states.tsx';
import { When, useReader } from '../ui/time.tsx';
import { Decisions } from './decisions.tsx';
import { Health } from './health.tsx';
import { Replies } from './replies.tsx';
import { Tasks } from './tasks.tsx';
import { Week } from './week.tsx';
import { Welcome } from './welcome.tsx';
import { WinBacks } from './win-backs.tsx';

type TodayAnswer = AnswerOf<'GET /v1/today'>;

/** What waits for whoever is signed in, and what the week brings. */
export function Today() {
  const { user, demo } = useSession();
  const today = useAnswer('GET /v1/today', {}, { refetchIntervalMs: 60_000 });
  const greeting = useGreeting();
  return (
    <Page title={`${greeting}, ${user.name.split(' ', 1).join()}.`}>
      <Stack gap="lg">
        {demo && <Welcome />}
        <Answered of={today} loading={<Loading rows={6} height={56} />}>
          {(answer) => <Work today={answer} />}
        </Answered>
      </Stack>
    </Page>
  );
}

function useGreeting(): string {
  const { timezone } = useReader();
  const now = useNow();
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: timezone }).format(now),
  );
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

function Work({ today }: { today: TodayAnswer }) {
  const { replies, tasks, decisions, planned, nextLetter, winBacks, health } = today;
  const waiting = replies.count + decisions.count + tasks.overdue + tasks.today + tasks.thisWeek;
  useOpenNext(today);
  return (
    <Grid gap={{ base: 'lg', md: 'xl' }}>
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="xl">
          {waiting === 0 && <NothingWaits nextLetter={planned.days[0]?.letters[0] ?? nextLetter} />}
          {replies.count > 0 && <Replies replies={replies} />}
          {decisions.count > 0 && <Decisions decisions={decisions} />}
          {tasks.data.length > 0 && <Tasks tasks={tasks} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack gap="xl">
          <Week planned={planned} nextLetter={nextLetter} />
          {winBacks.count > 0 && <WinBacks winBacks={winBacks} />}
          <Health health={health} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function NothingWaits({ nextLetter }: { nextLetter: TodayAnswer['nextLetter'] }) {
  return (
    <EmptyState
      title="Nothing waits for you."
      action={
        nextLetter === null ? (
          <Anchor component={Link} href="/departures/new">
            Record a departure
          </Anchor>
        ) : (
          <Anchor component={Link} href={`/clients/${nextLetter.client.id}`}>
            See their plan
          </Anchor>
        )
      }
    >
      {nextLetter === null ? (
        <Text inherit>No letter is planned.</Text>
      ) : (
        <Text inherit>
          The next letter leaves on <When at={nextLetter.at} zone={nextLetter.zone} />, to {nextLetter.contact.name}.
        </Text>
      )}
    </EmptyState>
  );
}

/** `o` or `n`: the reply that waits longest, else the first decision, else the first task. */
function useOpenNext({ replies, decisions, tasks }: TodayAnswer): void {
  const [, navigate] = useLocation();
  const open = () => {
    const [reply] = replies.data;
    if (reply) return navigate(`/inbox/${reply.threadId}`);
    const first = document.querySelector<HTMLElement>('[data-next-thing]');
    first?.scrollIntoView({ block: 'center' });
    first?.focus();
  };
  const nothing = replies.count + decisions.count + tasks.data.length === 0;
  useCommands(
    nothing
      ? []
      : [
          { id: 'next', name: 'Open the next thing', group: 'Today', keys: 'o', run: open },
          { id: 'next-n', name: 'Open the next thing', group: 'Today', keys: 'n', run: open },
        ],
  );
}
