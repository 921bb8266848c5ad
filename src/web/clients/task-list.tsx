import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type TaskKind, taskKinds } from '../../domain/task.ts';
import { readClock, useNow } from '../clock.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay, useSession } from '../session.tsx';
import { notify } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { DayText } from '../ui/time.tsx';
import { useForm } from '../ui/use-form.ts';
import { taskWords } from '../ui/words.ts';
import type { ClientDetail } from './wire.ts';
import { CompleteTask } from './complete-task.tsx';
import { dayIn } from './days.ts';
import { errorsOf, orNull } from './form-errors.ts';
import { useNameOf } from './owners.ts';
import { Section } from './section.tsx';
import { SaveForm } from './save-form.tsx';
import { planPaths } from './use-steps.ts';

/** What is to be done for this client, the next due first. */
export function TaskList({ client }: { client: ClientDetail }) {
  const may = useMay();
  const { house } = useSession();
  const nameOf = useNameOf();
  const today = dayIn(house.timezone, useNow());
  const [adding, setAdding] = useState(false);
  const tasks = useAnswer(
    'GET /v1/tasks',
    { query: { client: client.id, state: 'open' } },
    { enabled: may('tasks:read') },
  );
  return (
    <Section
      title="Tasks"
      action={
        may('tasks:write') && (
          <Button variant="default" size="compact-sm" onClick={() => setAdding(true)}>
            Add a task
          </Button>
        )
      }
    >
      <Answered of={tasks} loading={<Loading rows={2} />}>
        {({ data }) => (
          <Stack gap="sm">
            {data.length === 0 && <Text c="dimmed">Nothing is to be done.</Text>}
            {data.map((task) => (
              <Group key={task.id} justify="space-between" wrap="nowrap" align="flex-start">
                <Stack gap={2}>
                  <Text size="sm" fw={500}>
                    {task.title}
                  </Text>
                  <Group gap={6}>
                    {task.dueOn < today && <StateDot tone="bad">Overdue</StateDot>}
                    <Text size="xs" c="dimmed">
                      <DayText day={task.dueOn} />
                      {task.ownerId === null ? '' : `, ${nameOf(task.ownerId) ?? ''}`}
                    </Text>
                  </Group>
                </Stack>
                {may('tasks:write') && <CompleteTask taskId={task.id} />}
              </Group>
            ))}
          </Stack>
        )}
      </Answered>
      {adding && <AddTask client={client} onClose={() => setAdding(false)} />}
    </Section>
  );
}

const isAddable = (kind: TaskKind): kind is Exclude<TaskKind, 'approve_letter'> => kind !== 'approve_letter';
const addable = taskKinds.filter(isAddable);

function AddTask({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const { house, user } = useSession();
  const { form, set, text } = useForm({
    kind: 'call' as (typeof addable)[number],
    title: '',
    dueOn: dayIn(house.timezone, readClock()),
    detail: '',
  });
  const create = useDeed('POST /v1/tasks', {
    refreshes: planPaths,
    onDone: () => {
      notify('The task is on the list.');
      onClose();
    },
  });
  const { at } = errorsOf(create.error);
  const run = () =>
    create.mutate({
      body: {
        clientId: client.id,
        kind: form.kind,
        title: form.title,
        dueOn: form.dueOn,
        detail: orNull(form.detail),
        ownerId: client.ownerId ?? user.id,
      },
    });
  return (
    <Modal opened onClose={onClose} title="Add a task">
      <SaveForm saving={create} onSave={run} name="Add it">
        <TextInput
          label="What is to be done"
          required
          maxLength={200}
          data-autofocus
          {...text('title')}
          error={at('/title')}
        />
        <Group grow>
          <Select
            label="Kind"
            allowDeselect={false}
            data={addable.map((value) => ({ value, label: taskWords[value] }))}
            value={form.kind}
            onChange={(value) => value !== null && set({ kind: value })}
          />
          <TextInput type="date" label="Due" required {...text('dueOn')} error={at('/dueOn')} />
        </Group>
        <Textarea label="Details" autosize minRows={2} maxLength={4000} {...text('detail')} error={at('/detail')} />
      </SaveForm>
    </Modal>
  );
}
