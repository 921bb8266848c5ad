import { useState } from 'react';
import { call } from '../api.ts';
import { NewPassword } from '../ui/new-password.tsx';
import { EntryForm, useAttempt, useWelcome } from './form.tsx';
import { Frame } from './frame.tsx';
import { WithLink } from './link.tsx';

export function ResetPassword({ token }: { token: string }) {
  return (
    <WithLink token={token} kind="password_reset">
      {(link) => <ResetForm token={token} email={link.email ?? ''} />}
    </WithLink>
  );
}

function ResetForm({ token, email }: { token: string; email: string }) {
  const [password, setPassword] = useState('');
  const deed = useAttempt();
  const welcome = useWelcome();
  const reset = () =>
    deed.attempt(async () => {
      await call('POST /v1/session/reset', { body: { token, password } });
      await welcome();
    });
  return (
    <Frame title="A new password" lead={`For ${email}. Wherever you are still signed in, you are signed out.`}>
      <EntryForm deed={deed} button="Save and sign in" onSubmit={reset}>
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <NewPassword value={password} onChange={setPassword} label="New password" error={deed.errors['/password']} />
      </EntryForm>
    </Frame>
  );
}
