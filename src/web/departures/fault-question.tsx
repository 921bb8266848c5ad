import { Group, Radio, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { asksWhoseFault, type Fault, type Reason } from '../../domain/departure.ts';
import { faultWords } from '../ui/words.ts';
import type { Draft } from './draft.ts';

interface Props {
  draft: Draft;
  reason: Reason;
  errors: Readonly<Record<string, string>>;
  onChange: (changes: Partial<Draft>) => void;
}

/** The answers to "Was this on us?". */
const answers: Record<Fault, string> = {
  ours: 'Yes',
  shared: 'In part',
  theirs: 'No, on them',
  nobody: 'No, on nobody',
  unknown: 'Not known yet',
};
const faultOrder: Fault[] = ['ours', 'shared', 'theirs', 'nobody', 'unknown'];

export function FaultQuestion({ draft, reason, errors, onChange }: Props) {
  const isAsked = asksWhoseFault(reason, 'unknown');
  const isOurs = draft.fault === 'ours' || draft.fault === 'shared';
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  return (
    <Stack gap="sm">
      <Radio.Group
        label={isAsked ? 'Was this on us?' : 'Whose fault was it?'}
        description={
          isAsked && draft.fault === 'unknown'
            ? 'Until it is answered the first letter is neutral.'
            : isOurs
              ? 'The first letter is an apology.'
              : 'Internal: it decides which letter comes first.'
        }
        value={draft.fault}
        onChange={(picked) => onChange({ fault: picked })}
        {...at('/fault')}
      >
        <Group gap="md" mt={8}>
          {faultOrder.map((fault) => (
            <Radio key={fault} value={fault} label={isAsked ? answers[fault] : faultWords[fault]} />
          ))}
        </Group>
      </Radio.Group>
      {(isOurs || draft.whatWentWrong !== '' || draft.amendsText !== '') && (
        <WhatWentWrong draft={draft} errors={errors} onChange={onChange} />
      )}
    </Stack>
  );
}

/** What the apology tells: what happened, and what has been done about it. */
function WhatWentWrong({ draft, errors, onChange }: Omit<Props, 'reason'>) {
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  return (
    <Stack gap="sm">
      <Textarea
        label="What went wrong"
        description="The client reads this in the apology. Plainly, in a sentence or two."
        autosize
        minRows={2}
        maxLength={1000}
        value={draft.whatWentWrong}
        onChange={(event) => onChange({ whatWentWrong: event.currentTarget.value })}
        {...at('/whatWentWrong')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Textarea
          label="What we have done about it"
          description="Told once its day is past."
          autosize
          minRows={1}
          maxLength={1000}
          value={draft.amendsText}
          onChange={(event) => onChange({ amendsText: event.currentTarget.value })}
          {...at('/amends/text')}
        />
        <TextInput
          label="Done on"
          description={'\u00a0'}
          type="date"
          disabled={draft.amendsText.trim() === ''}
          value={draft.amendsDoneOn}
          onChange={(event) => onChange({ amendsDoneOn: event.currentTarget.value })}
          {...at('/amends/doneOn')}
        />
      </SimpleGrid>
    </Stack>
  );
}
