import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { fieldErrors, useFocusOnError } from '../ui/field-errors.ts';
import { NewPassword, PresentPassword } from '../ui/new-password.tsx';
import { notify } from '../ui/notify.tsx';
import { Section, SectionProblem } from './section.tsx';

export function PasswordForm() {
  const { user } = useSession();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useDeed('POST /v1/session/password', {
    refreshes: ['/v1/sessions'],
    onDone: () => {
      setCurrent('');
      setFresh('');
      notify('Your password is changed. Wherever else you were signed in, you are signed out.');
    },
  });
  useFocusOnError(change.error);
  const errors = fieldErrors(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ body: { current, new: fresh } });
  };
  return (
    <Section title="Password">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <input type="email" autoComplete="username" value={user.email} readOnly hidden />
          <PresentPassword
            label="Present password"
            value={current}
            onChange={setCurrent}
            pointer="/current"
            error={errors['/current']}
          />
          <NewPassword label="New password" value={fresh} onChange={setFresh} pointer="/new" error={errors['/new']} />
          <SectionProblem error={change.error} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
