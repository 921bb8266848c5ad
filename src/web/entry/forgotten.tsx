import { Anchor, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api.ts';
import { EntryField, EntryForm, useAttempt } from './form.tsx';
import { Frame } from './frame.tsx';

/** Says the same whether the address is known or not. */
export function Forgotten() {
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const deed = useAttempt();
  const ask = () =>
    deed.attempt(async () => {
      await call('POST /v1/session/forgotten', { body: { email } });
      setAsked(true);
    });
  const back = (
    <Anchor component={Link} href="/sign-in" size="sm" underline="always">
      Back to the sign-in page
    </Anchor>
  );
  if (asked)
    return (
      <Frame title="Look into your mail">
        <Stack align="flex-start">
          <Text role="status">
            If somebody signs in here as {email}, a link for a new password is on its way to them. It works for an hour.
          </Text>
          <Text c="dimmed" size="sm">
            Nothing came? Whoever runs Ajar gets a link with: npx ajar user reset {email}
          </Text>
          {back}
        </Stack>
      </Frame>
    );
  return (
    <Frame title="Forgotten your password?" lead="We mail you a link with which you choose a new one.">
      <EntryForm deed={deed} button="Mail me a link" onSubmit={ask}>
        <EntryField of="email" deed={deed} value={email} onChange={setEmail} />
        {back}
      </EntryForm>
    </Frame>
  );
}
