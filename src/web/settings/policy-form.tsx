import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../api.ts';
import type { AnswerOf, BodyOf } from '../../contract/routes.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { Environment } from './environment.tsx';
import { FieldInput } from './field-input.tsx';
import { type Part, partFields, partVariables } from './fields.ts';

type SettingsAnswer = AnswerOf<'GET /v1/settings'>;
export type Change = BodyOf<'PATCH /v1/settings'>;

/** One part of the rules. What is saved is what was changed here, so that two people do not undo each other. */
export function PolicyForm({ part, settings }: { part: Part; settings: SettingsAnswer }) {
  const may = useMay();
  const [change, setChange] = useState<Change>({});
  const save = useSettingsChange(() => setChange({}), settings);
  const isDirty = Object.keys(change).length > 0;
  const errors = save.error instanceof Problem ? save.error.errors : [];
  return (
    <Stack maw={720} gap="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: change });
        }}
      >
        <Stack gap="lg">
          {partFields[part].map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              values={{ ...settings, ...change }}
              isReadOnly={!may('settings:write') || settings.fromEnvironment.includes(field.name)}
              error={errors.find(({ pointer }) => pointer.startsWith(`/${field.name}`))?.message}
              onChange={(next) => setChange({ ...change, ...next })}
            />
          ))}
          <NotSaved error={save.error} onRetry={() => save.mutate({ body: change })} />
          {may('settings:write') && (
            <Group>
              <Button type="submit" disabled={!isDirty} loading={save.isPending}>
                Save
              </Button>
              {isDirty && (
                <Button variant="default" onClick={() => setChange({})}>
                  Leave as it was
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </form>
      {partVariables[part] && <Environment settings={settings} names={partVariables[part]} />}
    </Stack>
  );
}

/** Saves, says so, and offers the way back. */
export function useSettingsChange(onSaved: () => void, before: SettingsAnswer) {
  const refreshes = ['/v1/settings', '/v1/today', '/v1/clients', '/v1/contacts', '/v1/reports', '/v1/session'];
  const undo = useDeed('PATCH /v1/settings', { refreshes, onDone: () => notify('It is as it was.') });
  return useDeed('PATCH /v1/settings', {
    refreshes,
    onDone: (_answer, { body }) => {
      const names = Object.keys(body) as (keyof Change)[];
      const old = Object.fromEntries(names.map((name) => [name, before[name]]));
      notify('Saved. Plans follow within seconds.', () => undo.mutate({ body: old }));
      onSaved();
    },
  });
}
