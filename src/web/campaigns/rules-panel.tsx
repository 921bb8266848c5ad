import {
  ActionIcon,
  Button,
  Chip,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Link } from 'wouter';
import { type ExitCode, exitCodes } from '../../domain/enrollment.ts';
import { exitWords } from '../ui/words.ts';
import { ConditionFields } from './condition-fields.tsx';
import { type Definition, nameOfStep, without } from './model.ts';
import { useProblem } from './problems.tsx';
import { FieldProblem } from './timing-fields.tsx';

interface Props {
  definition: Definition;
  onChange: (definition: Definition) => void;
}

type Policy = Definition['sendPolicy'];

/** When the campaign begins, how its letters are spaced, and what ends it early. */
export function RulesPanel({ definition, onChange }: Props) {
  const policy = definition.sendPolicy;
  const set = (changes: { [Field in keyof Policy]?: Policy[Field] | undefined }) =>
    onChange({ ...definition, sendPolicy: without<Policy>({ ...policy, ...changes }) });
  return (
    <Stack gap="md">
      <Select
        label="People come in"
        allowDeselect={false}
        value={definition.trigger}
        data={[
          { value: 'departure', label: 'when a departure is recorded, by the routing rules' },
          { value: 'manual', label: 'by hand only' },
        ]}
        onChange={(trigger) => onChange({ ...definition, trigger: trigger as Definition['trigger'] })}
      />
      <Group gap="md" align="flex-start">
        <NumberInput
          label="Between two letters"
          description="Days, at least 7"
          w={150}
          min={7}
          max={365}
          value={policy.gapDays}
          error={useProblem('/sendPolicy/gapDays')}
          onChange={(value) => set({ gapDays: Number(value) })}
        />
        <NumberInput
          label="Too late after"
          description="Days, unless a step says"
          w={150}
          min={0}
          max={365}
          value={policy.lateDays}
          error={useProblem('/sendPolicy/lateDays')}
          onChange={(value) => set({ lateDays: Number(value) })}
        />
        <NumberInput
          label="In peace at first"
          description="Days after they left"
          w={150}
          min={0}
          max={365}
          placeholder="As the house"
          value={policy.coolingOffDays ?? ''}
          error={useProblem('/sendPolicy/coolingOffDays')}
          onChange={(value) => set({ coolingOffDays: typeof value === 'number' ? value : undefined })}
        />
      </Group>
      <Window policy={policy} onChange={(window) => set({ window })} />
      <Backdated definition={definition} onChange={(backdated) => set({ backdated })} />
      <ExitRules definition={definition} onChange={onChange} />
      <Text size="xs" c="dimmed">
        Whether a first letter waits for a look, caps and the gap over all campaigns are the same for every campaign:{' '}
        <Link href="/settings">settings of the house</Link>.
      </Text>
    </Stack>
  );
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function Window({ policy, onChange }: { policy: Policy; onChange: (window: Policy['window']) => void }) {
  const { window } = policy;
  const problem = useProblem('/sendPolicy/window', true);
  return (
    <Stack gap="xs">
      <Switch
        label="Hours of its own"
        description="Else letters leave in the hours of the house. Always in the recipient's zone."
        checked={window !== undefined}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } : undefined)
        }
      />
      {window !== undefined && (
        <Group gap="xs" align="flex-end">
          <Chip.Group
            multiple
            value={window.days.map(String)}
            onChange={(picked) => onChange({ ...window, days: picked.map(Number).toSorted((a, b) => a - b) })}
          >
            <Group gap={4} role="group" aria-label="Days">
              {days.map((day, index) => (
                <Chip key={day} value={String(index + 1)} size="xs" variant="outline">
                  {day}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput
            label="From"
            type="time"
            w={110}
            value={window.from}
            onChange={(event) => onChange({ ...window, from: event.currentTarget.value })}
          />
          <TextInput
            label="To"
            type="time"
            w={110}
            value={window.to}
            onChange={(event) => onChange({ ...window, to: event.currentTarget.value })}
          />
        </Group>
      )}
      <FieldProblem text={problem} />
    </Stack>
  );
}

function Backdated({
  definition,
  onChange,
}: {
  definition: Definition;
  onChange: (rules: Policy['backdated']) => void;
}) {
  const rules = definition.sendPolicy.backdated;
  const letters = definition.steps.filter((step) => step.kind === 'email');
  const problem = useProblem('/sendPolicy/backdated', true);
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Departures recorded late
      </Text>
      {rules.map((rule, index) => (
        <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
          <NumberInput
            label={index === 0 ? 'From days' : undefined}
            aria-label="Recorded so many days after they left"
            w={96}
            min={1}
            max={3650}
            value={rule.fromDays}
            onChange={(value) => onChange(rules.with(index, { ...rule, fromDays: Number(value) }))}
          />
          <Select
            label={index === 0 ? 'letters begin with' : undefined}
            aria-label="Letters begin with"
            style={{ flex: 1 }}
            allowDeselect={false}
            value={rule.firstStep}
            data={letters.map((step) => ({ value: step.key, label: nameOfStep(step) }))}
            onChange={(key) => onChange(rules.with(index, { ...rule, firstStep: key ?? '' }))}
          />
          <ActionIcon aria-label="Remove this rule" size="lg" onClick={() => onChange(rules.toSpliced(index, 1))}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <FieldProblem text={problem} />
      {letters[0] && (
        <Group>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...rules, { fromDays: 45, firstStep: letters[0]!.key }])}
          >
            Add a rule
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function ExitRules({ definition, onChange }: Props) {
  const rules = definition.exitRules;
  const set = (exitRules: Definition['exitRules']) => onChange({ ...definition, exitRules });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Over early
      </Text>
      <Text size="xs" c="dimmed">
        Answers hold it; a win-back, a stop and the end of the right to write end it anyway.
      </Text>
      {rules.map((rule, index) => (
        <Paper key={index} withBorder p="sm" radius="sm">
          <Stack gap="xs">
            <Group wrap="nowrap" align="flex-end" gap="xs">
              <Select
                label="It ends as"
                style={{ flex: 1 }}
                allowDeselect={false}
                value={rule.code}
                data={exitCodes.map((value) => ({ value, label: exitWords[value] }))}
                onChange={(code) => set(rules.with(index, { ...rule, code: code as ExitCode }))}
              />
              <ActionIcon aria-label="Remove this rule" size="lg" onClick={() => set(rules.toSpliced(index, 1))}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
            <ConditionFields
              label="As soon as"
              none="Say when."
              value={rule.when}
              onChange={(when) => set(rules.with(index, { ...rule, when: when ?? { fact: 'reason', in: [] } }))}
              pointer={`/exitRules/${index}/when`}
            />
          </Stack>
        </Paper>
      ))}
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...rules, { code: 'manual', when: { fact: 'silentLetters', atLeast: 8 } }])}
        >
          Add a rule
        </Button>
      </Group>
    </Stack>
  );
}
