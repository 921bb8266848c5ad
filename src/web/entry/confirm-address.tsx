import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api.ts';
import { EntryForm, useAttempt } from './form.tsx';
import { Frame } from './frame.tsx';
import { WithLink } from './link.tsx';

/** Shows that an address is somebody's own. A button, since mail scanners open links. */
export function ConfirmAddress({ token }: { token: string }) {
  const [confirmed, setConfirmed] = useState<string | null>(null);
  if (confirmed !== null)
    return (
      <Frame title="Thank you">
        <Stack align="flex-start">
          <Text role="status">{confirmed} is yours.</Text>
          <Button component={Link} href="/">
            Go on to Ajar
          </Button>
        </Stack>
      </Frame>
    );
  return (
    <WithLink token={token} kind="address_check">
      {(link) => <ConfirmForm token={token} email={link.email ?? ''} onConfirmed={setConfirmed} />}
    </WithLink>
  );
}

function ConfirmForm({
  token,
  email,
  onConfirmed,
}: {
  token: string;
  email: string;
  onConfirmed: (email: string) => void;
}) {
  const deed = useAttempt();
  const confirm = () =>
    deed.attempt(async () => {
      onConfirmed((await call('POST /v1/session/confirm', { body: { token } })).email);
    });
  return (
    <Frame title="Is this your address?">
      <EntryForm deed={deed} button="Yes, it is mine" onSubmit={confirm}>
        <Text>{email}</Text>
      </EntryForm>
    </Frame>
  );
}
