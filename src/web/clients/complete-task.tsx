import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { outcomesOf, type TaskOutcome } from '../../domain/task.ts';
import { useAnswer, useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { Answered, NotSaved } from '../ui/states.tsx';
import { taskOutcomeWords } from '../ui/words.ts';
import { planPaths } from './use-steps.ts';

/** "Done" of a task that is open: how it ended, and a note. */
export function CompleteTask({ taskId }: { taskId: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
        Complete
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="How did it end?">
        <Outcome taskId={taskId} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Outcome({ taskId, onDone }: { taskId: string; onDone: () => void }) {
  const task = useAnswer('GET /v1/tasks/:id', { params: { id: taskId } });
  return <Answered of={task}>{(data) => <OutcomeForm task={data} onDone={onDone} />}</Answered>;
}

const hints: Partial<Record<TaskOutcome, string>> = {
  spoke: 'Counts for every gap between letters.',
  saved: 'The departure is undone and all letters end.',
  approved: 'The letter leaves when it is due.',
  declined: 'The letter waits until you take it off hold.',
};

function OutcomeForm({ task, onDone }: { task: AnswerOf<'GET /v1/tasks/:id'>; onDone: () => void }) {
  const outcomes = outcomesOf(task.kind);
  const [outcome, setOutcome] = useState<TaskOutcome | null>(outcomes.length === 2 ? (outcomes[0] ?? null) : null);
  const [note, setNote] = useState('');
  const complete = useDeed('POST /v1/tasks/:id/complete', {
    refreshes: planPaths,
    onDone: ({ undone }) => {
      notify(undone ? 'They stay: the departure is undone.' : `Done: ${task.title}`);
      onDone();
    },
  });
  const run = () => {
    if (outcome === null) return;
    const text = note.trim();
    complete.mutate({ params: { id: task.id }, body: { outcome, note: text === '' ? null : text } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack>
        <Text fw={600}>{task.title}</Text>
        {task.detail !== null && <Text size="sm">{task.detail}</Text>}
        <Radio.Group label="It ended like this" value={outcome} onChange={(value) => setOutcome(value)}>
          <Stack gap={6} mt={6}>
            {outcomes.map((value) => (
              <Radio key={value} value={value} label={taskOutcomeWords[value]} description={hints[value]} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label="Note"
          autosize
          minRows={2}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <NotSaved error={complete.error} onRetry={run} />
        <Group justify="flex-end">
          <Button type="submit" disabled={outcome === null} loading={complete.isPending}>
            Complete
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
