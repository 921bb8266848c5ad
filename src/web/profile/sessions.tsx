import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useAnswer, useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { count } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { formatInstant } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';
import { useNow } from '../clock.ts';
import { Section } from './section.tsx';

export function Sessions() {
  const { demo } = useSession();
  const list = useAnswer('GET /v1/sessions', {});
  const reader = useReader();
  const now = useNow();
  const signOut = useDeed('DELETE /v1/sessions', {
    onProblem: notifyProblem,
    onDone: ({ ended }) => notify(`Signed out: ${count(ended, 'other device')}.`),
  });
  return (
    <Section
      title="Where you are signed in"
      lead={demo && demo.daysAhead > 0 ? 'These times are real ones: the clock of the demo runs ahead.' : undefined}
    >
      <Answered of={list} loading={<Loading rows={2} />}>
        {({ data }) => (
          <Stack gap="md">
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {data.map((session) => (
                <Group
                  component="li"
                  key={session.createdAt + session.lastSeenAt}
                  justify="space-between"
                  gap="xs"
                  wrap="wrap"
                >
                  <Stack gap={0}>
                    <Text>{session.device}</Text>
                    <Text size="sm" c="dimmed">
                      Last used {formatInstant(session.lastSeenAt, now, reader)}
                    </Text>
                  </Stack>
                  {session.current && <Badge variant="default">Here</Badge>}
                </Group>
              ))}
            </Stack>
            {data.length > 1 && (
              <Group>
                <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate({})}>
                  Sign out everywhere else
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </Answered>
    </Section>
  );
}
