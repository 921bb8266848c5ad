import { Chip, Group, Input } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { type Reason, reasons } from '../../domain/departure.ts';
import { reasonWords } from './words.ts';

interface OneProps {
  label: ReactNode;
  value: Reason | null;
  onChange: (reason: Reason) => void;
  error?: string | undefined;
}

/** One reason of all, as chips: a radio group to keyboards and screen readers. */
export function ReasonChips({ label, value, onChange, error }: OneProps) {
  const id = useId();
  return (
    <Input.Wrapper component="fieldset" bd="none" p={0} m={0} error={error}>
      <Input.Label component="legend" id={id} labelElement="div" mb={6} p={0}>
        {label}
      </Input.Label>
      <Chip.Group value={value} onChange={(picked) => onChange(picked)}>
        <Group gap={8} role="radiogroup" aria-labelledby={id}>
          {reasons.map((reason) => (
            <Chip key={reason} value={reason} size="sm" variant="outline">
              {reasonWords[reason]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}

interface SomeProps {
  label: ReactNode;
  description?: ReactNode;
  value: readonly Reason[];
  onChange: (reasons: Reason[]) => void;
  error?: string | undefined;
}

/** Several reasons, or none, which means all. */
export function ReasonsChips({ label, description, value, onChange, error }: SomeProps) {
  return (
    <Input.Wrapper component="fieldset" bd="none" p={0} m={0} error={error}>
      <Input.Label component="legend" labelElement="div" p={0}>
        {label}
      </Input.Label>
      {description !== undefined && <Input.Description mb={6}>{description}</Input.Description>}
      <Chip.Group multiple value={[...value]} onChange={(picked) => onChange(picked)}>
        <Group gap={8}>
          {reasons.map((reason) => (
            <Chip key={reason} value={reason} size="sm" variant="outline">
              {reasonWords[reason]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
