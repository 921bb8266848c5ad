import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useDeed } from '../data.ts';
import { fieldErrors, generalError, useFocusOnError } from '../ui/field-errors.ts';
import { notify } from '../ui/notify.tsx';

export function Section({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p={{ base: 'md', sm: 'lg' }} radius="md" aria-label={title}>
      <Stack gap="md">
        <Stack gap={2}>
          <Title order={2} size="h4">
            {title}
          </Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed" component="div">
              {lead}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </Paper>
  );
}

/** Saves what is one's own; the whole product hears of it at once, since names, zone and colours are everywhere. */
export function useProfileChange(said: string) {
  const client = useQueryClient();
  const deed = useDeed('PATCH /v1/session', {
    onDone: (session: AnswerOf<'PATCH /v1/session'>) => {
      client.setQueryData(['/v1/session'], session);
      notify(said);
    },
    refreshes: ['/v1/users'],
  });
  useFocusOnError(deed.error);
  return { ...deed, errors: fieldErrors(deed.error) };
}

/** That it did not save, where no field says so. */
export function SectionProblem({ error }: { error: Error | null }) {
  const message = generalError(error);
  if (message === null) return null;
  return (
    <Alert color="red" variant="outline" role="alert" title="That did not save. Your text is still here.">
      {message}
    </Alert>
  );
}
