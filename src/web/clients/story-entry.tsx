import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheckbox,
  IconDoor,
  IconDoorEnter,
  IconMail,
  IconMessage2,
  IconNote,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useMay } from '../session.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, When } from '../ui/time.tsx';
import type { Shown } from './letter-drawer.tsx';
import type { Moving } from './move-step.tsx';
import classes from './story.module.css';
import { type Entry, isHeldOut, letterState, titleOf, whysOf } from './story-words.ts';
import { CompleteTask } from './complete-task.tsx';
import { type StepOf, useSteps } from './use-steps.ts';

interface Props {
  entry: Entry;
  person: string | undefined;
  onLetter: (shown: Shown) => void;
  onMove: (moving: Moving) => void;
}

export function StoryEntry(props: Props) {
  const { entry, person } = props;
  const planned = entry.state === 'planned';
  const leftOut = (entry.kind === 'event' && entry.step !== null) || (planned && isHeldOut(entry));
  const state = entry.kind === 'letter' ? letterState(entry) : null;
  return (
    <li
      className={classes.entry}
      data-kind={entry.kind}
      data-planned={planned || undefined}
      data-left-out={leftOut || undefined}
      data-step={entry.step ?? undefined}
    >
      <span className={classes.dot}>
        <Icon entry={entry} />
      </span>
      <Stack gap={4} className={planned && entry.kind === 'letter' ? classes.card : undefined}>
        <Group gap="xs" justify="space-between" align="baseline">
          <Text fw={entry.kind === 'letter' || entry.outcome === 'replied' ? 600 : 500} component="span">
            {titleOf(entry)}
            {person === undefined ? '' : entry.kind === 'letter' ? ` to ${person}` : `, ${person}`}
          </Text>
          <Text size="sm" c="dimmed" component="span">
            <EntryTime entry={entry} />
          </Text>
        </Group>
        {entry.kind === 'letter' && entry.title !== undefined && <Text size="sm">“{entry.title}”</Text>}
        <Group gap={6}>
          {state && <StateDot tone={state.tone}>{state.words}</StateDot>}
          {entry.kind === 'task' && <TaskState entry={entry} />}
          {planned && isHeldOut(entry) && <StateDot tone="quiet">Would have been</StateDot>}
          {whysOf(entry).map((one) => (
            <Badge key={`${one.code} ${one.text}`} h="auto" py={2} styles={{ label: { whiteSpace: 'normal' } }}>
              {one.text}
            </Badge>
          ))}
          {entry.by !== undefined && entry.outcome !== 'open' && (
            <Text size="xs" c="dimmed">
              {entry.by}
            </Text>
          )}
        </Group>
        {entry.text !== undefined && (
          <Text size="sm" className={classes.quote}>
            {entry.text}
          </Text>
        )}
        <Actions {...props} />
      </Stack>
    </li>
  );
}

function EntryTime({ entry }: { entry: Entry }) {
  // A task has a day; an hour would be made up.
  if (entry.kind === 'task')
    return <DayText day={entry.state === 'planned' ? (entry.dueOn ?? entry.localAt) : entry.localAt} />;
  if (entry.outcome === 'departed' || entry.outcome === 'won_back')
    return <DayText day={entry.dueOn ?? entry.localAt} />;
  if (entry.state === 'planned' && entry.kind === 'event') return <DayText day={entry.localAt} />;
  return <When at={entry.at} zone={entry.kind === 'letter' ? entry.zone : undefined} />;
}

function TaskState({ entry }: { entry: Entry }) {
  if (entry.outcome === 'open') return <StateDot tone="waiting">To do</StateDot>;
  if (entry.outcome === 'done') return <StateDot tone="good">Done</StateDot>;
  if (entry.outcome === 'canceled') return <StateDot tone="quiet">Not needed any more</StateDot>;
  return null;
}

/** What can be done about it: look at it, and of what is to come change it, each with a way back. */
function Actions({ entry, onLetter, onMove }: Props) {
  const may = useMay();
  const steps = useSteps();
  const of = stepOf(entry);
  const mayChange = may('enrollments:write');
  const buttons: ReactNode[] = [];
  const add = (label: string, run: () => void, pending = false) =>
    buttons.push(
      <Button
        key={label}
        variant="default"
        size="compact-sm"
        loading={pending}
        onClick={run}
        aria-label={`${label}: ${titleOf(entry)}`}
      >
        {label}
      </Button>,
    );
  if (entry.kind === 'letter' && entry.state === 'done' && entry.messageId && may('messages:read'))
    add('Read it', () => onLetter({ kind: 'message', id: entry.messageId! }));
  if (
    entry.kind === 'letter' &&
    entry.state === 'planned' &&
    entry.enrollmentId &&
    entry.step &&
    may('enrollments:read')
  )
    add('Preview', () =>
      onLetter({ kind: 'planned', enrollmentId: entry.enrollmentId!, step: entry.step!, at: entry.at }),
    );
  if (of && mayChange && entry.isNext && (entry.kind === 'letter' || entry.kind === 'task')) {
    add('Skip', () => steps.skip(of), steps.isPending);
    add('Move', () => onMove({ ...of, day: entry.localAt.slice(0, 10) }));
    if (entry.why.some((one) => one.code === 'moved'))
      add('Back to its own day', () => steps.unmove(of), steps.isPending);
  }
  if (of && mayChange && entry.canUnskip) add('Undo the skip', () => steps.unskip(of), steps.isPending);
  if (entry.kind === 'task' && entry.outcome === 'open' && entry.taskId && may('tasks:write'))
    buttons.push(<CompleteTask key="complete" taskId={entry.taskId} />);
  if (entry.threadId && may('threads:read') && (entry.outcome === 'replied' || entry.letter === 'answer'))
    buttons.push(
      <Anchor key="thread" component={Link} href={`/inbox/${entry.threadId}`} size="sm">
        Open the conversation
      </Anchor>,
    );
  return buttons.length === 0 ? null : <Group gap={6}>{buttons}</Group>;
}

function stepOf({ enrollmentId, step, occurrence }: Entry): StepOf | null {
  return enrollmentId === undefined || step === null || occurrence === undefined
    ? null
    : { enrollmentId, step, occurrence };
}

function Icon({ entry }: { entry: Entry }) {
  const props = { size: 16, 'aria-hidden': true } as const;
  if (entry.kind === 'letter') return <IconMail {...props} />;
  if (entry.kind === 'task') return <IconCheckbox {...props} />;
  if (entry.outcome === 'departed') return <IconDoor {...props} />;
  if (entry.outcome === 'won_back') return <IconDoorEnter {...props} />;
  if (entry.outcome === 'replied') return <IconMessage2 {...props} />;
  if (entry.outcome === 'undone' || entry.outcome === 'win_back_undone') return <IconArrowBackUp {...props} />;
  if (entry.outcome === 'logged') return <IconNote {...props} />;
  return <IconPlayerSkipForward {...props} />;
}
