import { Anchor, Button, Chip, Collapse, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { outcomesOf, type TaskOutcome } from '../../domain/task.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { zoneName } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { NotSaved } from '../ui/states.tsx';
import { DayText } from '../ui/time.tsx';
import { taskOutcomeWords, taskWords } from '../ui/words.ts';
import { Section } from './section.tsx';

type Tasks = AnswerOf<'GET /v1/today'>['tasks'];
type Task = Tasks['data'][number];

const dueWords = {
  overdue: ['Overdue', 'bad'],
  today: ['Today', 'active'],
  this_week: ['This week', 'quiet'],
} as const;

/** What is to be done, the longest due at the top; each can be completed where it stands. */
export function Tasks({ tasks }: { tasks: Tasks }) {
  const all = tasks.overdue + tasks.today + tasks.thisWeek;
  return (
    <Section title="Tasks" count={all}>
      {tasks.data.map((task, index) => (
        <TaskRow key={task.id} task={task} isNext={index === 0} />
      ))}
      {all > tasks.data.length && (
        <Text size="sm" c="dimmed">
          {all - tasks.data.length} more come after these: they show as you complete the first.
        </Text>
      )}
    </Section>
  );
}

function TaskRow({ task, isNext }: { task: Task; isNext: boolean }) {
  const [open, setOpen] = useState(false);
  const may = useMay();
  const [due, tone] = dueWords[task.when];
  const { contact } = task;
  return (
    <div>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Stack gap={2} style={{ flex: '1 1 220px' }}>
          <Text fw={600}>{task.title}</Text>
          <Text size="sm" c="dimmed">
            {taskWords[task.kind]},{' '}
            <Anchor component={Link} href={`/clients/${task.client.id}`} inherit underline="always">
              {task.client.name}
            </Anchor>
            {contact !== null && `, ${contact.name}`}
            {contact?.zone ? ` in ${zoneName(contact.zone)}` : ''}
            {contact?.phone ? (
              <>
                {', '}
                <Anchor href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`} inherit underline="always">
                  {contact.phone}
                </Anchor>
              </>
            ) : null}
          </Text>
          {task.detail !== null && <Text size="sm">{task.detail}</Text>}
          <Group gap="xs">
            <StateDot tone={tone}>{due}</StateDot>
            <Text size="sm" c="dimmed">
              <DayText day={task.dueOn} />
              {task.owner !== null && `, ${task.owner}`}
            </Text>
          </Group>
        </Stack>
        {may('tasks:write') && (
          <Button
            variant="default"
            onClick={() => setOpen(!open)}
            aria-expanded={open}
            {...(isNext ? { 'data-next-thing': true } : {})}
          >
            {open ? 'Not now' : 'Complete'}
          </Button>
        )}
      </Group>
      <Collapse expanded={open}>{open && <CompleteForm task={task} onDone={() => setOpen(false)} />}</Collapse>
    </div>
  );
}

/** How it ended, and what there is to remember. */
function CompleteForm({ task, onDone }: { task: Task; onDone: () => void }) {
  const outcomes = outcomesOf(task.kind).filter((one) => one !== 'saved' || task.departureId !== null);
  const [outcome, setOutcome] = useState<TaskOutcome>(outcomes[0] ?? 'done');
  const [note, setNote] = useState('');
  const refreshes = ['/v1/today', '/v1/clients', '/v1/contacts', '/v1/departures'];
  const reopen = useDeed('POST /v1/tasks/:id/reopen', { refreshes, onProblem: notifyProblem });
  const complete = useDeed('POST /v1/tasks/:id/complete', {
    refreshes,
    onDone: ({ outcome: ended }) => {
      onDone();
      const said = `"${task.title}" is done.`;
      if (ended === 'saved') notify(`${task.client.name} stays: the departure is undone.`);
      else notify(said, () => reopen.mutate({ params: { id: task.id } }));
    },
  });
  const save = () => {
    const words = note.trim();
    complete.mutate({ params: { id: task.id }, body: { outcome, ...(words === '' ? {} : { note: words }) } });
  };
  return (
    <Stack gap="sm" pt="sm">
      <Chip.Group value={outcome} onChange={(picked) => setOutcome(picked)}>
        <Group gap="xs" role="radiogroup" aria-label="How it ended">
          {outcomes.map((one) => (
            <Chip key={one} value={one} variant="outline" size="sm">
              {taskOutcomeWords[one]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Textarea
        label={task.kind === 'lessons' ? 'What we learn from it' : 'Note'}
        description="For us, never in a letter. They may ask to read this."
        autosize
        minRows={2}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <NotSaved error={complete.error} onRetry={save} />
      <Group>
        <Button loading={complete.isPending} onClick={save}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
