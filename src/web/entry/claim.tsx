import { useState } from 'react';
import { call } from '../api.ts';
import { NewPassword } from '../ui/new-password.tsx';
import { EntryField, EntryForm, useAttempt, useWelcome } from './form.tsx';
import { Frame } from './frame.tsx';
import { WithLink } from './link.tsx';

/** The first admin, with the link that the first start printed. */
export function Claim({ token }: { token: string }) {
  return (
    <WithLink token={token} kind="claim">
      {() => <ClaimForm token={token} />}
    </WithLink>
  );
}

function ClaimForm({ token }: { token: string }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const deed = useAttempt();
  const welcome = useWelcome();
  const claim = () =>
    deed.attempt(async () => {
      await call('POST /v1/session/claim', { body: { token, name, email, password } });
      await welcome();
    });
  return (
    <Frame title="Make it yours" lead="You become the first admin of this Ajar, and let the others in.">
      <EntryForm deed={deed} button="Make it mine" onSubmit={claim}>
        <EntryField of="name" deed={deed} value={name} onChange={setName} />
        <EntryField
          of="email"
          deed={deed}
          value={email}
          onChange={setEmail}
          description="You sign in with it, and clients see it when you write to them."
        />
        <NewPassword value={password} onChange={setPassword} error={deed.errors['/password']} />
      </EntryForm>
    </Frame>
  );
}
