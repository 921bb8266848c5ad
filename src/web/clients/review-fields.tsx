import { ActionIcon, Button, Group, Radio, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { blockers, faults, reasons } from '../../domain/departure.ts';
import { blockerWords, faultWords, reasonWords } from '../ui/words.ts';
import type { ReviewFields } from './review-patch.ts';

interface PartProps {
  form: ReviewFields;
  set: (changes: Partial<ReviewFields>) => void;
  at: (pointer: string) => string | undefined;
}

const reasonData = reasons.map((value) => ({ value, label: reasonWords[value] }));

export function Reasons({ form, set, at }: PartProps) {
  return (
    <>
      <TextInput
        type="date"
        label="Left on"
        required
        value={form.departedOn}
        error={at('/departedOn')}
        onChange={(event) => set({ departedOn: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="They said"
          placeholder="Nothing"
          clearable
          searchable
          data={reasonData}
          value={form.statedReason}
          error={at('/statedReason')}
          onChange={(statedReason) => set({ statedReason })}
        />
        <Select
          label="Our view"
          placeholder="The same"
          clearable
          searchable
          data={reasonData}
          value={form.ourReason}
          error={at('/ourReason')}
          onChange={(ourReason) => set({ ourReason })}
        />
      </SimpleGrid>
      <Textarea
        label="In detail"
        description="Internal."
        autosize
        minRows={2}
        maxLength={2000}
        value={form.reasonDetail}
        error={at('/reasonDetail')}
        onChange={(event) => set({ reasonDetail: event.currentTarget.value })}
      />
    </>
  );
}

export function FaultFields({ form, set, at }: PartProps) {
  return (
    <>
      <Radio.Group
        label="Was this on us?"
        value={form.fault}
        error={at('/fault')}
        onChange={(fault) => set({ fault: fault })}
      >
        <Group gap="md" mt={6}>
          {faults.map((value) => (
            <Radio key={value} value={value} label={faultWords[value]} />
          ))}
        </Group>
      </Radio.Group>
      <Textarea
        label="What went wrong"
        description="The client reads this in an apology."
        autosize
        minRows={2}
        maxLength={1000}
        value={form.whatWentWrong}
        error={at('/whatWentWrong')}
        onChange={(event) => set({ whatWentWrong: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="What has been put right"
          description="Told once its day is past."
          maxLength={1000}
          value={form.amendsText}
          error={at('/amends')}
          onChange={(event) => set({ amendsText: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Done on"
          description={'\u00a0'}
          value={form.amendsDoneOn}
          error={at('/amends/doneOn')}
          onChange={(event) => set({ amendsDoneOn: event.currentTarget.value })}
        />
      </SimpleGrid>
    </>
  );
}

export function Return({ form, set, at }: PartProps) {
  return (
    <>
      <TextInput
        label="What would bring them back"
        description="Internal."
        maxLength={1000}
        value={form.wouldReturnIf}
        error={at('/wouldReturnIf')}
        onChange={(event) => set({ wouldReturnIf: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="They went to"
          maxLength={200}
          value={form.competitor}
          error={at('/competitor')}
          onChange={(event) => set({ competitor: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="That contract ends"
          value={form.renewalOn}
          error={at('/renewalOn')}
          onChange={(event) => set({ renewalOn: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Select
        label="Is anything in the way?"
        placeholder="Nothing"
        clearable
        data={blockers.map((value) => ({ value, label: blockerWords[value] }))}
        value={form.blockedBy}
        onChange={(blockedBy) => set({ blockedBy })}
      />
    </>
  );
}

/** Successes that a letter may recall. */
export function Highlights({ form, set, at }: PartProps) {
  const { highlights } = form;
  const next = highlights.reduce((most, one) => Math.max(most, one.key), -1) + 1;
  return (
    <Stack gap="xs" role="group" aria-label="Highlights">
      {highlights.map((one, index) => (
        <Group key={one.key} gap="xs" wrap="nowrap" align="flex-end">
          <TextInput
            flex={1}
            label={`Highlight ${index + 1}`}
            maxLength={300}
            value={one.text}
            error={at(`/highlights/${index}`)}
            onChange={(event) =>
              set({
                highlights: highlights.map((other) =>
                  other.key === one.key ? { ...other, text: event.currentTarget.value } : other,
                ),
              })
            }
          />
          <ActionIcon
            size="lg"
            aria-label={`Remove highlight ${index + 1}`}
            onClick={() => set({ highlights: highlights.filter((other) => other.key !== one.key) })}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ highlights: [...highlights, { text: '', amount: null, kind: null, key: next }] })}
        >
          A highlight
        </Button>
      </Group>
    </Stack>
  );
}
