import { ActionIcon, Button, Collapse, Group, Menu, MultiSelect, Paper, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowUp, IconBraces, IconPlus, IconTrash } from '@tabler/icons-react';
import { createContext, useContext, useRef, useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { reasonWords } from '../ui/words.ts';
import { longOf, type LongVariant, namesIn, shortOf, textOf, type Variant } from './copy-model.ts';

export type Rules = AnswerOf<'GET /v1/letters'>['data'][number];

interface Checked {
  rules: Rules;
  problems: readonly { pointer: string; message: string }[];
}

/** The rules of the letter, and what the server found wrong in its wording. */
export const CheckedContext = createContext<Checked | null>(null);

function useChecked(): Checked {
  const found = useContext(CheckedContext);
  if (!found) throw new Error('Only inside of an editor of wording.');
  return found;
}

interface ListProps {
  label: string;
  description?: string;
  pointer: string;
  variants: Variant[];
  onChange: (variants: Variant[]) => void;
}

/** One text of a letter: the ways to say it, of which the first that fits is used. */
export function Variants({ label, description, pointer, variants, onChange }: ListProps) {
  const { problems } = useChecked();
  const own = problems.find((one) => one.pointer === pointer)?.message;
  const last = variants.at(-1);
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      <Stack gap={0}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        {description !== undefined && (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
      </Stack>
      {variants.map((variant, index) => (
        <OneVariant
          key={index}
          name={variants.length === 1 ? label : `${label}, way ${index + 1}`}
          pointer={`${pointer}/${index}`}
          variant={variant}
          isFirst={index === 0}
          isAlone={variants.length === 1}
          onChange={(next) => onChange(variants.with(index, next))}
          onUp={() => onChange(variants.with(index - 1, variant).with(index, variants[index - 1]!))}
          onRemove={() => onChange(variants.toSpliced(index, 1))}
        />
      ))}
      {own !== undefined && <ProblemText text={own} />}
      {variants.length < 20 && (
        <Group>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...variants, last === undefined ? '' : textOf(last)])}
          >
            {variants.length === 0 ? 'Write it' : 'Another way to say it'}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface OneProps {
  name: string;
  pointer: string;
  variant: Variant;
  isFirst: boolean;
  isAlone: boolean;
  onChange: (variant: Variant) => void;
  onUp: () => void;
  onRemove: () => void;
}

function OneVariant({ name, pointer, variant, isFirst, isAlone, onChange, onUp, onRemove }: OneProps) {
  const { problems, rules } = useChecked();
  const area = useRef<HTMLTextAreaElement>(null);
  const long = longOf(variant);
  const hasConditions = typeof variant !== 'string';
  const [opened, setOpened] = useState(false);
  const wrong = problems.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
  const set = (changes: Partial<LongVariant>) => onChange(shortOf({ ...long, ...changes }));
  /** At the caret, over what is selected; the words that are selected become those of a link. */
  const insert = (value: string, isLink: boolean) => {
    const { selectionStart = long.text.length, selectionEnd = long.text.length } = area.current ?? {};
    const selected = long.text.slice(selectionStart, selectionEnd);
    const put = isLink ? `[${selected === '' ? 'words' : selected}]({${value}})` : `{${value}}`;
    set({ text: long.text.slice(0, selectionStart) + put + long.text.slice(selectionEnd) });
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(selectionStart + put.length, selectionStart + put.length);
    });
  };
  return (
    <Paper p={isAlone ? 0 : 'xs'} withBorder={!isAlone} radius="sm">
      <Textarea
        ref={area}
        aria-label={name}
        autosize
        minRows={1}
        maxRows={12}
        maxLength={1500}
        value={long.text}
        error={wrong[0]?.message}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      {wrong.slice(1).map((one) => (
        <ProblemText key={one.message} text={one.message} />
      ))}
      <Group gap={4} mt={4} justify="space-between">
        <Text size="xs" c="dimmed">
          {saysWhen(long, rules)}
        </Text>
        <Group gap={2}>
          <ValueMenu name={name} onPick={insert} />
          <Button size="compact-xs" variant="subtle" aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {hasConditions ? 'Conditions' : 'Only if …'}
          </Button>
          {!isFirst && (
            <ActionIcon size="sm" aria-label={`Try "${name}" before the one above`} onClick={onUp}>
              <IconArrowUp size={14} aria-hidden />
            </ActionIcon>
          )}
          {!isAlone && (
            <ActionIcon size="sm" aria-label={`Remove "${name}"`} onClick={onRemove}>
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      <Collapse expanded={opened}>{opened && <Conditions variant={long} onChange={set} />}</Collapse>
    </Paper>
  );
}

/** "Used when personalLine is there." */
function saysWhen({ text, needs = [], without = [], reasons = [], except = [] }: LongVariant, rules: Rules): string {
  const always = new Set(rules.values.filter((value) => value.always).map(({ name }) => name));
  const names = [...new Set([...namesIn(text), ...needs])].filter((name) => !always.has(name));
  const word = (code: string) => (reasonWords as Record<string, string>)[code] ?? code;
  const parts = [
    ...(names.length > 0 ? [`${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} there`] : []),
    ...(without.length > 0 ? [`${without.join(' and ')} ${without.length === 1 ? 'is' : 'are'} not`] : []),
    ...(reasons.length > 0 ? [`the reason is ${reasons.map(word).join(' or ')}`] : []),
    ...(except.length > 0 ? [`the reason is not ${except.map(word).join(' or ')}`] : []),
  ];
  return parts.length === 0 ? 'Always fits' : `If ${parts.join(', ')}`;
}

function Conditions({
  variant,
  onChange,
}: {
  variant: LongVariant;
  onChange: (changes: Partial<LongVariant>) => void;
}) {
  const { rules } = useChecked();
  const values = rules.values.map(({ name }) => name);
  const reasons = Object.entries(reasonWords).map(([value, label]) => ({ value, label }));
  return (
    <Stack gap="xs" p="xs">
      <MultiSelect
        label="These values are there"
        size="xs"
        data={values}
        value={variant.needs ?? []}
        onChange={(needs) => onChange({ needs })}
      />
      <MultiSelect
        label="These values are not"
        size="xs"
        data={values}
        value={variant.without ?? []}
        onChange={(without) => onChange({ without })}
      />
      <MultiSelect
        label="They said the reason was"
        size="xs"
        data={reasons}
        value={variant.reasons ?? []}
        onChange={(picked) => onChange({ reasons: picked })}
      />
      <MultiSelect
        label="They did not say the reason was"
        size="xs"
        data={reasons}
        value={variant.except ?? []}
        onChange={(except) => onChange({ except })}
      />
    </Stack>
  );
}

function ValueMenu({ name, onPick }: { name: string; onPick: (value: string, isLink: boolean) => void }) {
  const { rules } = useChecked();
  return (
    <Menu position="bottom-end" width={300} withinPortal returnFocus={false}>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconBraces size={14} aria-hidden />}
          aria-label={`Insert a value into "${name}"`}
        >
          Value
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {rules.values.map(({ name: value, always, link, example }) => (
          <Menu.Item key={value} onClick={() => onPick(value, link)}>
            <Text size="sm" span>
              {link ? `Link to {${value}}` : `{${value}}`}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {always ? 'Always there' : 'Where it is there'}
              {example === null || link ? '' : `: ${example}`}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ProblemText({ text }: { text: string }) {
  return (
    <Text size="xs" c="var(--mantine-color-error)" role="alert">
      {text}
    </Text>
  );
}
