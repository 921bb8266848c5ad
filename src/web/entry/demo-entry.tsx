import { Button, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { call } from '../api.ts';
import { Blank } from '../ui/states.tsx';
import { useAttempt, useWelcome } from './form.tsx';
import { Frame } from './frame.tsx';

/** The one click was the one on the printed link: the page posts its token by itself. */
export function DemoEntry({ token }: { token: string }) {
  const deed = useAttempt();
  const welcome = useWelcome();
  const begun = useRef(false);
  const enter = () =>
    deed.attempt(async () => {
      await call('POST /v1/session/demo', { body: { token } });
      await welcome();
    });
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    enter();
  });
  if (deed.error === null) return <Blank />;
  return (
    <Frame title="The demo does not open">
      <Stack align="flex-start">
        <Text role="alert">{deed.error.message}</Text>
        <Button variant="default" loading={deed.isBusy} onClick={enter}>
          Try again
        </Button>
      </Stack>
    </Frame>
  );
}
