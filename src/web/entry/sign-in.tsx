import { Anchor, Group } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api.ts';
import { PresentPassword } from '../ui/new-password.tsx';
import { EntryField, EntryForm, useAttempt, useWelcome } from './form.tsx';
import { Frame } from './frame.tsx';

/** Leads on to the page that was asked for. */
export function SignIn() {
  const [path] = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const deed = useAttempt();
  const welcome = useWelcome();
  const wanted = path === '/sign-in' ? '/' : `${path}${window.location.search}`;
  const signIn = () =>
    deed.attempt(async () => {
      await call('POST /v1/session', { body: { email, password } });
      await welcome(wanted);
    });
  return (
    <Frame title="Sign in">
      <EntryForm deed={deed} button="Sign in" onSubmit={signIn}>
        <EntryField of="email" deed={deed} value={email} onChange={setEmail} />
        <PresentPassword value={password} onChange={setPassword} error={deed.errors['/password']} />
        <Group justify="flex-end">
          <Anchor component={Link} href="/forgotten" size="sm" underline="always">
            Forgotten your password?
          </Anchor>
        </Group>
      </EntryForm>
    </Frame>
  );
}
