import { ActionIcon, Button, Group, NumberInput, Paper, Select, Stack, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { letterKinds, type LetterKind } from '../../domain/message.ts';
import { letterWords } from '../ui/words.ts';
import { ConditionFields } from './condition-fields.tsx';
import type { EmailStep, Step } from './model.ts';
import { without } from './model.ts';
import { useProblem } from './problems.tsx';
import { TaskFields } from './task-fields.tsx';
import { FieldProblem, TimingFields } from './timing-fields.tsx';

interface Props {
  step: Step;
  index: number;
  /** Published steps keep their name: with another one people would get them again. */
  isPublished: boolean;
  lateDays: number;
  onChange: (step: Step) => void;
}

const letters = letterKinds.map((value) => ({ value, label: letterWords[value] }));

/** Everything that can be said of one step. */
export function StepFields({ step, index, isPublished, lateDays, onChange }: Props) {
  const pointer = `/steps/${index}`;
  const keyProblem = useProblem(`${pointer}/key`);
  return (
    <Stack gap="md">
      <TimingFields step={step} onChange={onChange} pointer={pointer} isFirst={index === 0} />
      {step.kind === 'email' ? (
        <LetterFields step={step} onChange={onChange} pointer={pointer} />
      ) : (
        <TaskFields step={step} onChange={onChange} pointer={pointer} />
      )}
      <ConditionFields
        label="Only if"
        none="For everybody who is in the campaign."
        value={step.when}
        onChange={(when) => onChange(without({ ...step, when }))}
        pointer={`${pointer}/when`}
      />
      <Group gap="md" align="flex-start">
        <NumberInput
          label="Too late after"
          description="Days; then it is left out."
          placeholder={`${lateDays}, as the campaign`}
          w={190}
          min={0}
          max={365}
          error={useProblem(`${pointer}/lateDays`)}
          value={step.lateDays ?? ''}
          onChange={(value) => onChange(without({ ...step, lateDays: typeof value === 'number' ? value : undefined }))}
        />
        <TextInput
          label="Short name"
          description={isPublished ? 'Published: it stays, so that nobody gets it twice.' : 'For reports and the API.'}
          style={{ flex: 1, minWidth: 190 }}
          value={step.key}
          readOnly={isPublished}
          variant={isPublished ? 'filled' : 'default'}
          error={keyProblem}
          onChange={(event) => onChange({ ...step, key: event.currentTarget.value })}
        />
      </Group>
    </Stack>
  );
}

function LetterFields({
  step,
  onChange,
  pointer,
}: {
  step: EmailStep;
  onChange: (step: Step) => void;
  pointer: string;
}) {
  const problem = useProblem(`${pointer}/letters`);
  const set = (next: EmailStep['letters']) => onChange({ ...step, letters: next });
  return (
    <Stack gap="sm">
      {step.letters.map((letter, at) => (
        <Paper key={at} p={step.letters.length > 1 ? 'sm' : 0} withBorder={step.letters.length > 1} radius="sm">
          <Stack gap="xs">
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <Select
                label={at === 0 ? 'Letter' : 'Else the letter'}
                style={{ flex: 1 }}
                allowDeselect={false}
                data={letters}
                value={letter.kind}
                onChange={(kind) => set(step.letters.with(at, { ...letter, kind: kind as LetterKind }))}
              />
              {step.letters.length > 1 && (
                <ActionIcon
                  aria-label="Remove this letter"
                  size="lg"
                  onClick={() => set(step.letters.toSpliced(at, 1))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </Group>
            {(step.letters.length > 1 || letter.when !== undefined) && (
              <ConditionFields
                label="This letter if"
                none={
                  at === step.letters.length - 1 ? 'In all other cases.' : 'Always; letters below are never written.'
                }
                value={letter.when}
                onChange={(when) => set(step.letters.with(at, without({ ...letter, when })))}
                pointer={`${pointer}/letters/${at}/when`}
              />
            )}
          </Stack>
        </Paper>
      ))}
      <FieldProblem text={problem} />
      {step.letters.length < 6 && (
        <Group>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([{ kind: 'apology', when: { fact: 'fault', in: ['ours'] } }, ...step.letters])}
          >
            Another letter in some cases
          </Button>
        </Group>
      )}
      <Select
        label="Conversation"
        allowDeselect={false}
        value={step.thread}
        data={[
          { value: 'new', label: 'A new one, with a subject of its own' },
          { value: 'continue', label: 'Continue the one that its last letter opened' },
        ]}
        onChange={(thread) => onChange({ ...step, thread: thread as EmailStep['thread'] })}
      />
      <NumberInput
        label="Takes the place of letters within"
        description="Days. Other letters so near to this one are left out."
        placeholder="None"
        min={1}
        max={90}
        error={useProblem(`${pointer}/replacesWithinDays`)}
        value={step.replacesWithinDays ?? ''}
        onChange={(value) =>
          onChange(without({ ...step, replacesWithinDays: typeof value === 'number' ? value : undefined }))
        }
      />
      <Slower step={step} onChange={onChange} />
      <Switch
        label="The last letter"
        description="After it the campaign is over for them."
        checked={step.final}
        onChange={(event) => onChange({ ...step, final: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function Slower({ step, onChange }: { step: EmailStep; onChange: (step: Step) => void }) {
  const { slower } = step;
  const usual = { afterSilentLetters: 3, everyDays: 180 };
  return (
    <Stack gap="xs">
      <Switch
        label="Less often to those who do not answer"
        checked={slower !== undefined}
        onChange={(event) => onChange(without({ ...step, slower: event.currentTarget.checked ? usual : undefined }))}
      />
      {slower !== undefined && (
        <Group gap="xs" align="flex-end">
          <NumberInput
            label="After so many letters"
            w={160}
            min={1}
            max={20}
            value={slower.afterSilentLetters}
            onChange={(value) => onChange({ ...step, slower: { ...slower, afterSilentLetters: Number(value) } })}
          />
          <NumberInput
            label="at most every so many days"
            w={190}
            min={1}
            max={730}
            value={slower.everyDays}
            onChange={(value) => onChange({ ...step, slower: { ...slower, everyDays: Number(value) } })}
          />
        </Group>
      )}
    </Stack>
  );
}
