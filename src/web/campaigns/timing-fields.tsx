import { Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import {
  type Anchor,
  anchorWords,
  readSpan,
  type Span,
  type Step,
  type Unit,
  unitWords,
  without,
  writeSpan,
} from './model.ts';
import { useProblem } from './problems.tsx';

const units = Object.entries(unitWords).map(([value, label]) => ({ value, label }));

interface SpanProps {
  label: string;
  span: Span;
  onChange: (span: Span) => void;
  error?: string | undefined;
}

function SpanFields({ label, span, onChange, error }: SpanProps) {
  return (
    <>
      <NumberInput
        label={label}
        w={92}
        min={0}
        max={9999}
        clampBehavior="strict"
        value={span.count}
        error={error !== undefined}
        onChange={(value) => onChange({ ...span, count: Math.max(0, Math.round(Number(value) || 0)) })}
      />
      <Select
        aria-label={`Unit of ${label.toLowerCase()}`}
        w={106}
        allowDeselect={false}
        data={units}
        value={span.unit}
        onChange={(unit) => onChange({ ...span, unit: unit as Unit })}
      />
    </>
  );
}

/** When a step comes: "60 days after the departure", once or again and again. */
export function TimingFields({
  step,
  onChange,
  pointer,
  isFirst,
}: {
  step: Step;
  onChange: (step: Step) => void;
  pointer: string;
  isFirst: boolean;
}) {
  const delayProblem = useProblem(`${pointer}/delay`);
  const anchorProblem = useProblem(`${pointer}/anchor`);
  const everyProblem = useProblem(`${pointer}/every`);
  const span = readSpan(step.delay);
  const every = readSpan(step.every) ?? { count: 90, unit: 'D' as const, before: false };
  const anchors = Object.entries(anchorWords)
    .filter(([anchor]) => anchor !== 'previous' || !isFirst)
    .map(([value, label]) => ({ value, label }));
  return (
    <Stack gap={6}>
      <Group gap="xs" align="flex-end">
        {span === null ? (
          <TextInput
            label="Delay (ISO 8601)"
            w={160}
            value={step.delay}
            onChange={(event) => onChange({ ...step, delay: event.currentTarget.value })}
          />
        ) : (
          <SpanFields
            label="When"
            span={span}
            error={delayProblem}
            onChange={(next) => onChange({ ...step, delay: writeSpan(next) })}
          />
        )}
        {step.anchor !== 'previous' && span !== null && (
          <Select
            aria-label="Before or after"
            w={96}
            allowDeselect={false}
            value={span.before ? 'before' : 'after'}
            data={['after', 'before']}
            onChange={(side) => onChange({ ...step, delay: writeSpan({ ...span, before: side === 'before' }) })}
          />
        )}
        <Select
          aria-label="What it counts from"
          style={{ flex: 1, minWidth: 190 }}
          allowDeselect={false}
          value={step.anchor}
          data={anchors}
          onChange={(anchor) =>
            onChange({
              ...step,
              anchor: anchor as Anchor,
              delay: anchor === 'previous' ? step.delay.replace(/^-/, '') : step.delay,
            })
          }
        />
      </Group>
      <FieldProblem text={delayProblem ?? anchorProblem} />
      <Group gap="xs" align="flex-end">
        <SegmentedControl
          aria-label="How often"
          value={step.every === undefined ? 'once' : 'again'}
          data={[
            { value: 'once', label: 'Once' },
            { value: 'again', label: 'Again and again' },
          ]}
          onChange={(picked) => onChange(without({ ...step, every: picked === 'once' ? undefined : writeSpan(every) }))}
        />
        {step.every !== undefined && (
          <SpanFields
            label="Every"
            span={every}
            error={everyProblem}
            onChange={(next) => onChange({ ...step, every: writeSpan({ ...next, before: false }) })}
          />
        )}
      </Group>
      <FieldProblem text={everyProblem} />
    </Stack>
  );
}

export function FieldProblem({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Text size="xs" c="var(--mantine-color-error)" role="alert">
      {text}
    </Text>
  );
}
