import { Button, Group, Menu, Stack, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type Dispatch, type SetStateAction, useRef } from 'react';
import { letterKinds } from '../../domain/message.ts';
import { useKeys } from '../keys.tsx';
import { notify } from '../ui/notify.tsx';
import { EmptyState } from '../ui/states.tsx';
import { letterWords } from '../ui/words.ts';
import {
  addStep,
  type Definition,
  duplicateStep,
  moveStep,
  nameOfStep,
  newLetterStep,
  newTaskStep,
  removeStep,
  type Step,
  withStep,
} from './model.ts';
import { FieldProblem } from './timing-fields.tsx';
import { useProblem } from './problems.tsx';
import { StepCard } from './step-card.tsx';
import classes from './step-card.module.css';
import type { StepResult } from './step-numbers.tsx';

interface Props {
  definition: Definition;
  onChange: (definition: Definition) => void;
  canWrite: boolean;
  /** Keys of the steps of the published version. */
  published: ReadonlySet<string>;
  results: readonly StepResult[];
  /** The step that is open, by its place; it is kept above, so that a change of layout does not close it. */
  opened: number | null;
  setOpened: Dispatch<SetStateAction<number | null>>;
}

/** The steps from the first to the last. j and k go from one to the next. */
export function Steps({ definition, onChange, canWrite, published, results, opened, setOpened }: Props) {
  const { steps } = definition;
  const list = useRef<HTMLOListElement>(null);
  const problem = useProblem('/steps');
  const focus = (index: number) =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-step-head="${index}"]`)?.focus());
  const go = (by: 1 | -1) => {
    const heads = [...(list.current?.querySelectorAll<HTMLElement>('[data-step-head]') ?? [])];
    const at = heads.findIndex((head) => head === document.activeElement);
    heads[at < 0 ? 0 : Math.min(heads.length - 1, Math.max(0, at + by))]?.focus();
  };
  useKeys({ j: () => go(1), k: () => go(-1) });
  const add = (step: Step) => {
    onChange(addStep(definition, step));
    setOpened(steps.length);
    focus(steps.length);
  };
  const move = (index: number, by: -1 | 1) => {
    const next = moveStep(definition, index, by);
    if (next === definition) return;
    onChange(next);
    setOpened((before) => (before === index ? index + by : before === index + by ? index : before));
    focus(index + by);
  };
  const remove = (index: number, step: Step) => {
    onChange(removeStep(definition, index));
    setOpened(null);
    focus(Math.max(0, index - 1));
    notify(`"${nameOfStep(step)}" was removed from the draft.`, () => onChange(definition));
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Steps
        </Title>
        {canWrite && <AddStep steps={steps} onAdd={add} />}
      </Group>
      <FieldProblem text={steps.length === 0 ? undefined : problem} />
      {steps.length === 0 && (
        <EmptyState title="No step yet">
          A campaign is a few letters and tasks, each some time after the departure. Begin with a thank-you, two weeks
          after they left.
        </EmptyState>
      )}
      <ol className={classes.list} ref={list}>
        {steps.map((step, index) => (
          <StepCard
            key={step.key}
            step={step}
            index={index}
            count={steps.length}
            opened={opened === index}
            onToggle={() => setOpened(opened === index ? null : index)}
            isPublished={published.has(step.key)}
            lateDays={definition.sendPolicy.lateDays}
            canWrite={canWrite}
            result={results.find((one) => one.step === step.key)}
            onChange={(next) => onChange(withStep(definition, index, next))}
            onMove={(by) => move(index, by)}
            onDuplicate={() => {
              onChange(duplicateStep(definition, index));
              setOpened(index + 1);
              focus(index + 1);
            }}
            onRemove={() => remove(index, step)}
          />
        ))}
      </ol>
      {canWrite && steps.length > 3 && (
        <Group>
          <AddStep steps={steps} onAdd={add} />
        </Group>
      )}
    </Stack>
  );
}

function AddStep({ steps, onAdd }: { steps: readonly Step[]; onAdd: (step: Step) => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />}>
          Add a step
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>A letter</Menu.Label>
        {letterKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newLetterStep(kind, steps))}>
            {letterWords[kind]}
          </Menu.Item>
        ))}
        <Menu.Label>Something a person does</Menu.Label>
        <Menu.Item onClick={() => onAdd(newTaskStep(steps))}>Task</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
