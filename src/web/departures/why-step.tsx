import { ActionIcon, Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { reasons } from '../../domain/departure.ts';
import { ReasonChips } from '../ui/reason-chips.tsx';
import { reasonWords } from '../ui/words.ts';
import type { Draft } from './draft.ts';
import { FaultQuestion } from './fault-question.tsx';
import { More } from './more.tsx';

interface Props {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  today: string;
  onChange: (changes: Partial<Draft>) => void;
}

export function WhyStep({ draft, errors, today, onChange }: Props) {
  const reason = draft.reason ?? 'unknown';
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        <TextInput
          label="Left on"
          type="date"
          required
          value={draft.departedOn}
          onChange={(event) => onChange({ departedOn: event.currentTarget.value })}
          {...at('/departedOn')}
        />
        {draft.departedOn > today && (
          <TextInput
            label="They gave notice on"
            description="They have not left yet: tasks start now, letters after."
            type="date"
            required
            max={today}
            value={draft.noticeOn}
            onChange={(event) => onChange({ noticeOn: event.currentTarget.value })}
            {...at('/noticeOn')}
          />
        )}
      </SimpleGrid>
      <Stack gap="sm">
        <ReasonChips
          label="Why did they leave?"
          value={draft.reason}
          error={errors['/reason'] ?? errors['/statedReason']}
          onChange={(picked) => onChange({ reason: picked, pursue: null })}
        />
        {draft.reason !== null && draft.reason !== 'unknown' && <WhoseView draft={draft} onChange={onChange} />}
      </Stack>
      <FaultQuestion draft={draft} reason={reason} errors={errors} onChange={onChange} />
      <Highlights draft={draft} errors={errors} onChange={onChange} />
      <TextInput
        label="A personal line for the first letter"
        description="One sentence of the one who signs. The client reads it."
        maxLength={400}
        value={draft.personalLine}
        onChange={(event) => onChange({ personalLine: event.currentTarget.value })}
        {...at('/personalLine')}
      />
      <More draft={draft} errors={errors} onChange={onChange} />
    </Stack>
  );
}

/** Stated by them, or our own view: only what they said may ever be told to them. */
function WhoseView({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  return (
    <Group gap="sm" align="flex-end">
      <Stack gap={4}>
        <SegmentedControl
          aria-label="Who says so"
          value={draft.stated ? 'stated' : 'ours'}
          onChange={(picked) => onChange({ stated: picked === 'stated', ourReason: null })}
          data={[
            { value: 'stated', label: 'They told us' },
            { value: 'ours', label: 'Our view' },
          ]}
        />
        <Text size="xs" c="dimmed">
          {draft.stated ? 'A letter may refer to it.' : 'Internal: no letter refers to it.'}
        </Text>
      </Stack>
      {draft.stated && (
        <Select
          label="What we think it really was"
          placeholder="The same"
          clearable
          data={reasons
            .filter((one) => one !== draft.reason && one !== 'unknown')
            .map((value) => ({ value, label: reasonWords[value] }))}
          value={draft.ourReason}
          onChange={(picked) => onChange({ ourReason: picked })}
        />
      )}
    </Group>
  );
}

/** Successes that a letter can recall, a line each. */
function Highlights({ draft, errors, onChange }: Pick<Props, 'draft' | 'errors' | 'onChange'>) {
  const { highlights } = draft;
  const set = (list: string[]) => onChange({ highlights: list });
  return (
    <Stack gap="xs" role="group" aria-label="Highlights">
      {highlights.map((text, index) => (
        // The place in the list is what it is: lines have no other identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={index === 0 ? 'What went well' : undefined}
            description={
              index === 0 ? 'A success that the letter can recall: "Cut onboarding from nine days to two".' : undefined
            }
            aria-label={index === 0 ? undefined : `What went well, ${index + 1}`}
            maxLength={300}
            value={text}
            error={errors[`/highlights/${index}/text`]}
            data-pointer={`/highlights/${index}/text`}
            onChange={(event) =>
              set(highlights.map((one, other) => (other === index ? event.currentTarget.value : one)))
            }
          />
          {highlights.length > 1 && (
            <ActionIcon
              size="lg"
              onClick={() => set(highlights.filter((_, other) => other !== index))}
              aria-label={`Remove what went well, ${index + 1}`}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {highlights.length < 20 && (
        <Group>
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set([...highlights, ''])}
          >
            Another success
          </Button>
        </Group>
      )}
    </Stack>
  );
}
