import { useState } from 'react';
import { call } from '../api.ts';
import { NewPassword } from '../ui/new-password.tsx';
import { EntryField, EntryForm, useAttempt, useWelcome } from './form.tsx';
import { Frame } from './frame.tsx';
import { WithLink } from './link.tsx';

export function AcceptInvitation({ token }: { token: string }) {
  return (
    <WithLink token={token} kind="invitation">
      {(link) => <AcceptForm token={token} known={link.name ?? ''} email={link.email ?? ''} />}
    </WithLink>
  );
}

function AcceptForm({ token, known, email }: { token: string; known: string; email: string }) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const deed = useAttempt();
  const welcome = useWelcome();
  const accept = () =>
    deed.attempt(async () => {
      await call('POST /v1/session/accept', { body: { token, name, password } });
      await welcome();
    });
  return (
    <Frame title="Welcome to Ajar" lead={`Choose a password, and you are in. You sign in as ${email}.`}>
      <EntryForm deed={deed} button="Come in" onSubmit={accept}>
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <EntryField
          of="name"
          deed={deed}
          value={name}
          onChange={setName}
          description="Clients see it under what you write to them."
        />
        <NewPassword value={password} onChange={setPassword} error={deed.errors['/password']} />
      </EntryForm>
    </Frame>
  );
}
