import { Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { taskKinds, type TaskKind } from '../../domain/task.ts';
import { taskWords } from '../ui/words.ts';
import { type Step, type TaskStep, without } from './model.ts';
import { useProblem } from './problems.tsx';
import { FieldProblem } from './timing-fields.tsx';

const tasks = taskKinds.map((value) => ({ value, label: taskWords[value] }));

/** What a person is to do, by when, and for whom it is worth it. */
export function TaskFields({
  step,
  onChange,
  pointer,
}: {
  step: TaskStep;
  onChange: (step: Step) => void;
  pointer: string;
}) {
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-start">
        <Select
          label="Task"
          w={200}
          allowDeselect={false}
          data={tasks}
          value={step.task}
          onChange={(task) => onChange({ ...step, task: task as TaskKind })}
        />
        <TextInput
          label="What is to be done"
          style={{ flex: 1, minWidth: 200 }}
          value={step.title}
          error={useProblem(`${pointer}/title`)}
          onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
        />
      </Group>
      <Group gap="md" align="flex-start">
        <NumberInput
          label="Working days to do it"
          w={180}
          min={0}
          max={60}
          value={step.dueInWorkingDays}
          onChange={(value) => onChange({ ...step, dueInWorkingDays: Number(value) || 0 })}
        />
        {step.task === 'check_in_client' && (
          <NumberInput
            label="So many clients"
            w={140}
            min={1}
            max={10}
            value={step.atMost}
            onChange={(value) => onChange({ ...step, atMost: Number(value) || 1 })}
          />
        )}
        {step.every !== undefined && (
          <NumberInput
            label="Ends after so many in vain"
            placeholder="Never"
            w={200}
            min={1}
            max={10}
            value={step.endsAfterNoContact ?? ''}
            onChange={(value) =>
              onChange(without({ ...step, endsAfterNoContact: typeof value === 'number' ? value : undefined }))
            }
          />
        )}
      </Group>
      <Switch
        label="Made with the departure itself"
        description="Also when no letter may follow."
        checked={step.playbook}
        onChange={(event) => onChange({ ...step, playbook: event.currentTarget.checked })}
      />
      <FieldProblem text={useProblem(`${pointer}/playbook`)} />
      <Switch
        label="Only for valuable clients"
        description="Above the value that the settings of the house name."
        checked={step.abovePolicyValue}
        onChange={(event) => onChange({ ...step, abovePolicyValue: event.currentTarget.checked })}
      />
      {step.playbook && step.every !== undefined && (
        <Text size="xs" c="dimmed">
          Tasks that come with the departure come once.
        </Text>
      )}
    </Stack>
  );
}
