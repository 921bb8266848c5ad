import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { useForm } from '../ui/use-form.ts';
import { errorsOf } from './form-errors.ts';
import { FaultFields, Highlights, Reasons, Return } from './review-fields.tsx';
import { formOf, patchOf } from './review-patch.ts';
import { SaveForm } from './save-form.tsx';
import { planPaths } from './use-steps.ts';
import type { Departure } from './wire.ts';

/** All of the review at once; the plan follows what is saved. */
export function ReviewForm({ departure, onDone }: { departure: Departure; onDone: () => void }) {
  const { form, set, text } = useForm(() => formOf(departure));
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
  const { at } = errorsOf(change.error);
  const run = () => change.mutate({ params: { id: departure.id }, body: patchOf(form) });
  return (
    <SaveForm
      saving={change}
      onSave={run}
      gap="sm"
      beside={
        <Button variant="default" onClick={onDone}>
          Leave as it was
        </Button>
      }
    >
      <Reasons form={form} set={set} at={at} />
      <FaultFields form={form} set={set} at={at} />
      <Return form={form} set={set} at={at} />
      <Highlights form={form} set={set} at={at} />
      <TextInput
        label="Personal line"
        description="A sentence of the owner for the first letter; the client reads it."
        maxLength={400}
        {...text('personalLine')}
        error={at('/personalLine')}
      />
      <Textarea
        label="Lessons"
        description="Internal."
        autosize
        minRows={2}
        maxLength={4000}
        {...text('lessons')}
        error={at('/lessons')}
      />
      <Textarea
        label="Notes"
        description="Internal."
        autosize
        minRows={2}
        maxLength={4000}
        {...text('notes')}
        error={at('/notes')}
      />
      <Switch
        label="Keep the door open"
        description="Off: no letters; they are kept on file."
        checked={form.pursue}
        onChange={(event) => set({ pursue: event.currentTarget.checked })}
      />
    </SaveForm>
  );
}
