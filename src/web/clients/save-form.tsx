import { Button, Group, type MantineSpacing, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { NotSaved } from '../ui/states.tsx';
import { errorsOf } from './form-errors.ts';

interface Props {
  saving: { error: Error | null; isPending: boolean };
  onSave: () => void;
  /** Of the button that saves. */
  name?: string;
  /** Another button, before it. */
  beside?: ReactNode;
  gap?: MantineSpacing;
  children: ReactNode;
}

/** Around the fields of a form: what the server says against none of them, and the button that saves. */
export function SaveForm({ saving, onSave, name = 'Save', beside, gap = 'md', children }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <Stack gap={gap}>
        {children}
        <NotSaved error={errorsOf(saving.error).rest} onRetry={onSave} />
        <Group justify="flex-end">
          {beside}
          <Button type="submit" loading={saving.isPending}>
            {name}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
