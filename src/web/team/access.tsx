import { Alert, Button, Code, CopyButton, Divider, Group, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';

type Person = AnswerOf<'GET /v1/users'>['data'][number];

/** Whether they can sign in: invite again, disable, let in again. */
export function Access({ person, onDone }: { person: Person; onDone: () => void }) {
  const { user } = useSession();
  const params = { id: person.id };
  const invite = useDeed('POST /v1/users/:id/invitation', { refreshes: ['/v1/house-mails'], onProblem: notifyProblem });
  const enable = useDeed('PATCH /v1/users/:id', {
    onProblem: notifyProblem,
    onDone: ({ name }) => notify(`${name} can sign in again.`),
  });
  const disable = useDeed('PATCH /v1/users/:id', {
    onProblem: notifyProblem,
    onDone: ({ name }) => {
      notify(`${name} can no longer sign in. What they own stays theirs.`, () =>
        enable.mutate({ params, body: { disabled: false } }),
      );
      onDone();
    },
  });
  const isDisabled = person.disabledAt !== null;
  return (
    <Stack mt="xl" gap="sm">
      <Divider label="Access" labelPosition="left" />
      <Group gap="xs">
        {!isDisabled && !person.hasPassword && (
          <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate({ params })}>
            Mail the invitation again
          </Button>
        )}
        {isDisabled ? (
          <Button
            variant="default"
            loading={enable.isPending}
            onClick={() => enable.mutate({ params, body: { disabled: false } })}
          >
            Let them in again
          </Button>
        ) : (
          person.id !== user.id && (
            <Button
              variant="default"
              loading={disable.isPending}
              onClick={() => disable.mutate({ params, body: { disabled: true } })}
            >
              Disable
            </Button>
          )
        )}
      </Group>
      {invite.data && (
        <Alert variant="outline" title="The invitation is on its way" role="status">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">To {invite.data.email}.</Text>
            {invite.data.link !== null && (
              <>
                <Text size="sm">Nothing really leaves with capture, so here is the link to hand over yourself:</Text>
                <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {invite.data.link}
                </Code>
                <CopyButton value={invite.data.link}>
                  {({ copied, copy }) => (
                    <Button size="xs" variant="default" onClick={copy}>
                      {copied ? 'Copied' : 'Copy'}
                    </Button>
                  )}
                </CopyButton>
              </>
            )}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}
