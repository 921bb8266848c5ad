import { ActionIcon, Anchor, Button, Group, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useNow } from '../clock.ts';
import { useAnswer } from '../data.ts';
import { type DemoStep, useDemo } from '../demo.ts';
import { useMay, useSession } from '../session.tsx';
import { count } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';
import { StartEmpty } from './start-empty.tsx';
import classes from './demo-bar.module.css';

const steps: [by: DemoStep, name: string, short: string][] = [
  ['next', 'Next event', 'Next'],
  ['P1D', '+1 day', '+1 day'],
  ['P1W', '+1 week', '+1 week'],
  ['P1M', '+1 month', '+1 month'],
];

/** In the demo, above every page: what day it is here, and the buttons that let time pass. */
export function DemoBar() {
  const { demo } = useSession();
  const may = useMay();
  const { moving, walk, problem, advance, putAway } = useDemo();
  if (!demo) return null;
  return (
    <section aria-label="Demo" className={classes.bar}>
      <Group gap="xs" className={classes.row}>
        <DemoDay daysAhead={demo.daysAhead} moving={moving !== null} />
        {may('demo:write') && (
          <Group gap={6} className={classes.buttons}>
            {steps.map(([by, name, short]) => (
              <Button
                key={by}
                size="compact-sm"
                variant="default"
                loading={moving === by}
                disabled={moving !== null && moving !== by}
                onClick={() => void advance(by)}
                aria-label={name}
              >
                <span className={classes.long}>{name}</span>
                <span className={classes.short}>{short}</span>
              </Button>
            ))}
            {may('admin') && <StartEmpty clients={demo.clients} />}
          </Group>
        )}
      </Group>
      <div role="status" className={classes.told}>
        {problem !== null && <Text size="sm">{problem.message}</Text>}
        {problem === null && walk !== null && moving === null && <WalkLine walk={walk} />}
        {(walk !== null || problem !== null) && moving === null && (
          <ActionIcon size="sm" onClick={putAway} aria-label="Put this line away">
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
    </section>
  );
}

/** While time passes the day moves along. */
function DemoDay({ daysAhead, moving }: { daysAhead: number; moving: boolean }) {
  const { locale, timezone } = useReader();
  const watched = useAnswer('GET /v1/demo', {}, { enabled: moving, refetchIntervalMs: 700 });
  const clock = useNow(1_000);
  const seen = moving && watched.data ? new Date(watched.data.now) : clock;
  const ahead = moving && watched.data ? watched.data.daysAhead : daysAhead;
  const today = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(seen);
  return (
    <Text size="sm" className={classes.day}>
      Demo. Today is {today} here{ahead > 0 ? ` (${count(ahead, 'day')} ahead)` : ''}.
    </Text>
  );
}

type Part = AnswerOf<'POST /v1/demo/advance'>['parts'][number];

function WalkLine({ walk: { parts } }: { walk: AnswerOf<'POST /v1/demo/advance'> }) {
  if (parts.length === 0) return <Text size="sm">Nothing happened.</Text>;
  return (
    <Text size="sm" component="p" m={0}>
      {parts.map((part, index) => (
        <span key={part.text}>
          {index > 0 && ', '}
          <Anchor component={Link} href={hrefOf(part.to)} inherit underline="always">
            {part.text}
          </Anchor>
        </span>
      ))}
    </Text>
  );
}

function hrefOf(to: Part['to']): string {
  if (to.kind === 'thread') return `/inbox/${to.id}`;
  return to.kind === 'client' ? `/clients/${to.id}` : `/${to.kind}`;
}
