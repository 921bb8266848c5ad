import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Problem } from '../api.ts';
import { useNow } from '../clock.ts';
import { ErrorState, Loading, NotSaved } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import classes from './departure-form.module.css';
import type { Draft } from './draft.ts';
import { PlanStep } from './plan-step.tsx';
import { type Foreseen, sayWhatHappens } from './sentence.ts';
import { WhoStep } from './who-step.tsx';
import { WhyStep } from './why-step.tsx';

interface Props {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  today: string;
  foreseen: { data: Foreseen | undefined; error: Error | null; isFetching: boolean; refetch: () => unknown };
  record: { isPending: boolean; error: Error | null };
  onChange: (changes: Partial<Draft>) => void;
  onPick: (clientId: string) => void;
  onStep: (step: number) => void;
  onConfirm: () => void;
  onClear: () => void;
}

const steps = ['Who', 'Why', 'What now'] as const;
const headings = ['Who left', 'Why they left', 'What now'] as const;

export function DepartureForm(props: Props) {
  const { draft, errors, today, onChange, onPick, onStep } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(draft.step);
  useEffect(() => {
    // Not on the first look: there the page itself has the focus.
    if (shown.current !== draft.step) heading.current?.focus();
    shown.current = draft.step;
  }, [draft.step]);
  const general = errors[''];
  return (
    <Stack gap="lg" maw={draft.step === 2 ? undefined : 880}>
      <Steps step={draft.step} onStep={onStep} />
      <Title order={2} size="h3" ref={heading} tabIndex={-1} className={classes.heading}>
        {draft.step === 2 && draft.client.name !== '' ? `What now for ${draft.client.name}` : headings[draft.step]}
      </Title>
      {general !== undefined && (
        <Alert color="red" variant="outline" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {general}
        </Alert>
      )}
      {draft.step === 0 && <WhoStep draft={draft} errors={errors} onChange={onChange} onPick={onPick} />}
      {draft.step === 1 && <WhyStep draft={draft} errors={errors} today={today} onChange={onChange} />}
      {draft.step === 2 ? <LastStep {...props} /> : <Onward {...props} />}
    </Stack>
  );
}

function Steps({ step, onStep }: { step: number; onStep: (step: number) => void }) {
  return (
    <nav aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((name, index) => (
          <li key={name}>
            <button
              type="button"
              className={classes.step}
              data-past={index < step || undefined}
              aria-current={index === step ? 'step' : undefined}
              onClick={() => onStep(index)}
            >
              <span className={classes.number} aria-hidden>
                {index + 1}
              </span>
              {name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Onward({ draft, onStep, onClear }: Props) {
  return (
    <Group justify="space-between">
      <Group gap="sm">
        <Button onClick={() => onStep(draft.step + 1)}>Next</Button>
        {draft.step > 0 && (
          <Button variant="default" onClick={() => onStep(draft.step - 1)}>
            Back
          </Button>
        )}
        <Text size="sm" c="dimmed" visibleFrom="sm">
          Ctrl or Cmd + Enter goes on
        </Text>
      </Group>
      <Button variant="subtle" color="gray" onClick={onClear}>
        Start over
      </Button>
    </Group>
  );
}

function LastStep(props: Props) {
  const { draft, foreseen, onChange, onStep } = props;
  const { data, error } = foreseen;
  const isElsewhere = error instanceof Problem && error.errors.length > 0;
  if (data === undefined || (error !== null && !foreseen.isFetching))
    return (
      <Stack>
        {error !== null && !isElsewhere ? (
          <ErrorState error={error} onRetry={() => void foreseen.refetch()} />
        ) : (
          <Loading rows={4} height={64} />
        )}
        <Group>
          <Button variant="default" onClick={() => onStep(1)}>
            Back
          </Button>
        </Group>
      </Stack>
    );
  return (
    <Stack gap="lg">
      <Confirm {...props} data={data} />
      <PlanStep draft={draft} foreseen={data} onChange={onChange} />
    </Stack>
  );
}

/** Before the letter and the plan, so that it can be pressed without a long way down. */
function Confirm({ data, foreseen, record, onConfirm, onStep, onClear }: Props & { data: Foreseen }) {
  const now = useNow();
  const reader = useReader();
  const { error } = record;
  const isAtField = error instanceof Problem && error.errors.length > 0;
  return (
    <Paper withBorder radius="md" p="md" className={classes.confirm}>
      <Stack gap="sm">
        <Text id="what-happens" aria-live="polite">
          {sayWhatHappens(data, now, reader)}
        </Text>
        <NotSaved error={isAtField ? null : error} onRetry={onConfirm} />
        <Group justify="space-between">
          <Group gap="sm">
            <Button
              onClick={onConfirm}
              loading={record.isPending}
              disabled={foreseen.isFetching}
              aria-describedby="what-happens"
            >
              {data.merged ? 'Add to the departure' : 'Record the departure'}
            </Button>
            <Button variant="default" onClick={() => onStep(1)}>
              Back
            </Button>
          </Group>
          <Button variant="subtle" color="gray" onClick={onClear}>
            Start over
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
