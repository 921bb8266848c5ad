import { ActionIcon, Box, Collapse, Group, Paper, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconCheckbox,
  IconChevronDown,
  IconCopy,
  IconMail,
  IconTrash,
} from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { conditionInWords } from './condition-model.ts';
import { nameOfStep, type Step, timingInWords } from './model.ts';
import { useProblemCount } from './problems.tsx';
import classes from './step-card.module.css';
import { StepFields } from './step-fields.tsx';
import { StepNumbers, type StepResult } from './step-numbers.tsx';

export interface StepDeeds {
  onChange: (step: Step) => void;
  onMove: (by: -1 | 1) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}

interface Props extends StepDeeds {
  step: Step;
  index: number;
  count: number;
  opened: boolean;
  onToggle: () => void;
  isPublished: boolean;
  lateDays: number;
  canWrite: boolean;
  result: StepResult | undefined;
}

/** One step: what, when and for whom in words; opened, everything about it. Alt with the arrows moves it. */
export function StepCard(props: Props) {
  const { step, index, count, opened, onToggle, onMove, canWrite, result } = props;
  const problems = useProblemCount(`/steps/${index}`);
  const name = nameOfStep(step);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!canWrite || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <Paper withBorder radius="md" component="li" className={classes.step} data-step={step.key}>
      <Group wrap="nowrap" gap={0} align="stretch">
        <UnstyledButton
          className={classes.head}
          aria-expanded={opened}
          aria-controls={`step-${step.key}-${index}`}
          data-step-head={index}
          onClick={onToggle}
          onKeyDown={onKeyDown}
        >
          <ThemeIcon variant="light" color={step.kind === 'email' ? 'door' : 'gray'} radius="xl" size={34}>
            {step.kind === 'email' ? <IconMail size={18} aria-hidden /> : <IconCheckbox size={18} aria-hidden />}
          </ThemeIcon>
          <Box className={classes.words}>
            <Text fw={600} size="sm">
              <span className={classes.kind}>{step.kind === 'email' ? 'Letter' : 'Task'}</span> {name}
            </Text>
            <Text size="sm">{timingInWords(step)}</Text>
            {step.when !== undefined && (
              <Text size="xs" c="dimmed">
                Only if {conditionInWords(step.when)}
              </Text>
            )}
            {problems > 0 && (
              <Group gap={4} c="var(--mantine-color-error)">
                <IconAlertTriangle size={14} aria-hidden />
                <Text size="xs">
                  {problems === 1 ? 'One thing is to be mended' : `${problems} things are to be mended`}
                </Text>
              </Group>
            )}
            {result && <StepNumbers result={result} />}
          </Box>
          <IconChevronDown size={16} aria-hidden className={classes.chevron} data-opened={opened || undefined} />
        </UnstyledButton>
        {canWrite && <StepButtons {...props} name={name} isLast={index === count - 1} />}
      </Group>
      <Collapse expanded={opened} id={`step-${step.key}-${index}`}>
        {opened && (
          <Box component="fieldset" disabled={!canWrite} className={classes.fields}>
            <legend className={classes.legend}>{`Step ${index + 1}: ${name}`}</legend>
            <StepFields {...props} />
          </Box>
        )}
      </Collapse>
    </Paper>
  );
}

function StepButtons({
  index,
  isLast,
  name,
  onMove,
  onDuplicate,
  onRemove,
}: Props & { name: string; isLast: boolean }) {
  return (
    <Group gap={2} className={classes.buttons} wrap="nowrap">
      <ActionIcon aria-label={`Move "${name}" up`} disabled={index === 0} onClick={() => onMove(-1)}>
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={`Move "${name}" down`} disabled={isLast} onClick={() => onMove(1)}>
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={`Duplicate "${name}"`} onClick={onDuplicate}>
        <IconCopy size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={`Remove "${name}"`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
