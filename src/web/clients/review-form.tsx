import { Button, Group, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { errorsOf } from './form-errors.ts';
import { FaultFields, Highlights, Reasons, Return } from './review-fields.tsx';
import { formOf, patchOf, type ReviewFields } from './review-patch.ts';
import { planPaths } from './use-steps.ts';
import type { Departure } from './wire.ts';

/** All of the review at once; the plan follows what is saved. */
export function ReviewForm({ departure, onDone }: { departure: Departure; onDone: () => void }) {
  const [form, setForm] = useState(() => formOf(departure));
  const set = (changes: Partial<ReviewFields>) => setForm((before) => ({ ...before, ...changes }));
  const back = useDeed('PATCH /v1/departures/:id', { refreshes: planPaths });
  const change = useDeed('PATCH /v1/departures/:id', {
    refreshes: planPaths,
    onDone: () => {
      notify('Saved; the plan follows.', () =>
        back.mutate({ params: { id: departure.id }, body: patchOf(formOf(departure)) }),
      );
      onDone();
    },
  });
  const { at, rest } = errorsOf(change.error);
  const run = () => change.mutate({ params: { id: departure.id }, body: patchOf(form) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack gap="sm">
        <Reasons form={form} set={set} at={at} />
        <FaultFields form={form} set={set} at={at} />
        <Return form={form} set={set} at={at} />
        <Highlights form={form} set={set} at={at} />
        <TextInput
          label="Personal line"
          description="A sentence of the owner for the first letter; the client reads it."
          maxLength={400}
          value={form.personalLine}
          error={at('/personalLine')}
          onChange={(event) => set({ personalLine: event.currentTarget.value })}
        />
        <Textarea
          label="Lessons"
          description="Internal."
          autosize
          minRows={2}
          maxLength={4000}
          value={form.lessons}
          error={at('/lessons')}
          onChange={(event) => set({ lessons: event.currentTarget.value })}
        />
        <Textarea
          label="Notes"
          description="Internal."
          autosize
          minRows={2}
          maxLength={4000}
          value={form.notes}
          error={at('/notes')}
          onChange={(event) => set({ notes: event.currentTarget.value })}
        />
        <Switch
          label="Keep the door open"
          description="Off: no letters; they are kept on file."
          checked={form.pursue}
          onChange={(event) => set({ pursue: event.currentTarget.checked })}
        />
        <NotSaved error={rest} onRetry={run} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Leave as it was
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
