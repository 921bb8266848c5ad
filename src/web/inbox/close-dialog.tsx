import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { localDay } from '../../domain/calendar.ts';
import { mayReopen } from '../../domain/thread.ts';
import { Problem } from '../api.ts';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { CloseNeeds } from './close-needs.tsx';
import { bodyOf, type ClosingForm, firstForm } from './closing.ts';
import { type Detail, personOf } from './place.ts';
import type { Outcome } from './words.ts';

/** Each outcome with what follows from it. */
const outcomes: { value: Outcome; label: string; description: string }[] = [
  { value: 'interested', label: 'Interested', description: 'Letters stay held; you take the next step on a day.' },
  {
    value: 'not_now',
    label: 'Not now',
    description: 'Nothing until a day they named, then the letter they asked for.',
  },
  { value: 'friendly', label: 'Friendly', description: 'The letters go on, the next at least 45 days from now.' },
  { value: 'won_back', label: 'Won back', description: 'They are a client again; all letters end.' },
  {
    value: 'upset',
    label: 'Upset',
    description: 'The manager is told, an answer is due in four working hours, no letters until it is lifted.',
  },
  { value: 'wrong_person', label: 'Wrong person', description: 'Letters to them end; a successor is proposed.' },
  { value: 'never', label: 'Never again', description: 'Nobody at this client is written to again.' },
  { value: 'other', label: 'Something else', description: 'You say whether the letters go on.' },
];

/** Says what came of the conversation: only this lets letters go on. What it seems to be is chosen already. */
export function CloseDialog({ thread, onClose }: { thread: Detail; onClose: () => void }) {
  const { timezone } = useReader();
  const [form, setForm] = useState(() => firstForm(thread, timezone));
  const set = (changes: Partial<ClosingForm>) => setForm((before) => ({ ...before, ...changes }));
  const params = { id: thread.id };
  const reopen = useDeed('POST /v1/threads/:id/reopen', { refreshes: everything, onProblem: notifyProblem });
  const close = useDeed('POST /v1/threads/:id/close', {
    refreshes: everything,
    onDone: ({ outcome }) => {
      notify('The conversation is closed.', mayReopen(outcome) ? () => reopen.mutate({ params }) : undefined);
      onClose();
    },
  });
  const body = bodyOf(form);
  const save = () => body !== null && close.mutate({ params, body });
  const errors = close.error instanceof Problem ? close.error.errors : [];
  const errorAt = (pointer: string) => errors.find((one) => one.pointer === pointer)?.message;
  return (
    <Modal opened onClose={onClose} title={`What came of it with ${personOf(thread.contact)}?`} size="lg">
      <Stack>
        <Radio.Group
          aria-label="Outcome"
          value={form.outcome}
          onChange={(picked) => set({ outcome: outcomes.find(({ value }) => value === picked)?.value ?? null })}
        >
          <Stack gap={8}>
            {outcomes.map((one) => (
              <Radio key={one.value} {...one} label={labelOf(one, thread)} />
            ))}
          </Stack>
        </Radio.Group>
        <CloseNeeds form={form} set={set} errorAt={errorAt} today={localDay(readClock(), timezone)} />
        <Textarea
          label="Note"
          description="For us; optional."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={form.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        {errors.length === 0 && <NotSaved error={close.error} onRetry={save} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it open
          </Button>
          <Button onClick={save} disabled={body === null} loading={close.isPending}>
            Close the conversation
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const everything = [
  '/v1/threads',
  '/v1/today',
  '/v1/tasks',
  '/v1/clients',
  '/v1/contacts',
  '/v1/suppressions',
  '/v1/reports',
];

function labelOf({ value, label }: (typeof outcomes)[number], { suggestion }: Detail): string {
  return suggestion?.outcome === value ? `${label} (it seems so)` : label;
}
