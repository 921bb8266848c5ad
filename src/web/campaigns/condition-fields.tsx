import {
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  Select,
  Stack,
  TagsInput,
  Text,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Condition } from '../../domain/campaigns/condition.ts';
import {
  choicesOf,
  type Fact,
  factWords,
  type Group as ConditionGroup,
  type Line,
  newLeaf,
  readCondition,
  writeCondition,
} from './condition-model.ts';
import { without } from './model.ts';
import { useProblem } from './problems.tsx';

interface Props {
  label: string;
  /** What holds while there is no condition. */
  none: string;
  value: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
  pointer: string;
}

/** A condition built line by line: of facts, joined by all, any or none, with groups in groups. */
export function ConditionFields({ label, none, value, onChange, pointer }: Props) {
  const problem = useProblem(pointer, true);
  // What is half made (a fact without a word yet) is no condition, so it is kept here until it is one.
  const [tree, setTree] = useState(() => readCondition(value));
  const change = (next: ConditionGroup) => {
    setTree(next);
    onChange(writeCondition(next));
  };
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {tree.members.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      <GroupFields group={tree} onChange={change} depth={0} />
      {problem !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  );
}

interface GroupProps {
  group: ConditionGroup;
  onChange: (group: ConditionGroup) => void;
  depth: number;
}

const modes = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'Any of these holds' },
  { value: 'none', label: 'None of these holds' },
];

function GroupFields({ group, onChange, depth }: GroupProps) {
  const { members } = group;
  const set = (next: ConditionGroup['members']) => onChange({ ...group, members: next });
  return (
    <Stack gap="xs">
      {(members.length > 1 || group.mode === 'none' || depth > 0) && (
        <Select
          aria-label="How they are joined"
          size="xs"
          w={200}
          allowDeselect={false}
          data={modes}
          value={group.mode}
          onChange={(mode) => onChange({ ...group, mode: mode as ConditionGroup['mode'] })}
        />
      )}
      {members.map((member, index) => {
        const remove = (
          <ActionIcon aria-label="Remove this condition" onClick={() => set(members.toSpliced(index, 1))}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        );
        const change = (next: Line | ConditionGroup) => set(members.with(index, next));
        return (
          <Paper key={index} withBorder p="xs" radius="sm">
            <Group wrap="nowrap" align="flex-start" gap="xs" justify="space-between">
              {member.kind === 'line' ? (
                <LineFields line={member} onChange={change} />
              ) : (
                <GroupFields group={member} onChange={change} depth={depth + 1} />
              )}
              {remove}
            </Group>
          </Paper>
        );
      })}
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...members, { kind: 'line', negated: false, leaf: newLeaf('reason') }])}
        >
          Add a condition
        </Button>
        {depth < 2 && members.length > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              set([
                ...members,
                {
                  kind: 'group',
                  mode: group.mode === 'any' ? 'all' : 'any',
                  members: [{ kind: 'line', negated: false, leaf: newLeaf('fault') }],
                },
              ])
            }
          >
            Add a group
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function LineFields({ line, onChange }: { line: Line; onChange: (line: Line) => void }) {
  const { leaf, negated } = line;
  const negatable = 'in' in leaf;
  return (
    <Group gap="xs" align="flex-start" style={{ flex: 1, minWidth: 0 }}>
      <Select
        aria-label="What it asks about"
        size="xs"
        w={210}
        allowDeselect={false}
        value={leaf.fact}
        data={Object.entries(factWords).map(([value, label]) => ({ value, label }))}
        onChange={(fact) => onChange({ kind: 'line', negated: false, leaf: newLeaf(fact as Fact) })}
      />
      {negatable && (
        <Select
          aria-label="Is or is not"
          size="xs"
          w={86}
          allowDeselect={false}
          value={negated ? 'not' : 'is'}
          data={[
            { value: 'is', label: 'is' },
            { value: 'not', label: 'is not' },
          ]}
          onChange={(picked) => onChange({ ...line, negated: picked === 'not' })}
        />
      )}
      <LeafFields line={line} onChange={onChange} />
    </Group>
  );
}

function LeafFields({ line, onChange }: { line: Line; onChange: (line: Line) => void }) {
  const { leaf, negated } = line;
  if ('in' in leaf) {
    const choices = choicesOf(leaf.fact);
    const set = (words: string[]) => onChange({ ...line, leaf: { ...leaf, in: words } });
    const shared = {
      'aria-label': `Which, for ${factWords[leaf.fact]}`,
      size: 'xs',
      miw: 180,
      style: { flex: 1 },
    } as const;
    return choices === null ? (
      <TagsInput
        {...shared}
        value={leaf.in}
        onChange={set}
        placeholder={leaf.fact === 'country' ? 'DE, AT …' : 'en, de …'}
      />
    ) : (
      <MultiSelect {...shared} value={leaf.in} data={choices} onChange={set} searchable />
    );
  }
  if ('is' in leaf)
    return (
      <Select
        aria-label="Yes or no"
        size="xs"
        w={86}
        allowDeselect={false}
        value={leaf.is === negated ? 'no' : 'yes'}
        data={[
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
        onChange={(picked) => onChange({ kind: 'line', negated: false, leaf: { ...leaf, is: picked === 'yes' } })}
      />
    );
  const scale = leaf.fact === 'value' ? 100 : 1;
  const bound = (field: 'atLeast' | 'atMost', label: string) => (
    <NumberInput
      aria-label={`${label}, for ${factWords[leaf.fact]}`}
      placeholder={label}
      size="xs"
      w={110}
      min={0}
      value={leaf[field] === undefined ? '' : leaf[field] / scale}
      onChange={(value) =>
        onChange({
          ...line,
          leaf: without({ ...leaf, [field]: typeof value === 'number' ? value * scale : undefined }),
        })
      }
    />
  );
  return (
    <>
      {bound('atLeast', 'at least')}
      {bound('atMost', 'at most')}
    </>
  );
}
