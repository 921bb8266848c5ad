import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay, useSession } from '../session.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Environment } from './environment.tsx';

const mailStates = {
  queued: ['The mail is on its way …', 'waiting'],
  sending: ['The mail is being handed over …', 'active'],
  accepted: ['The mail was taken: look into your mailbox.', 'good'],
  failed: ['The mail was refused.', 'bad'],
} as const;

/** Whether letters can leave: a log-in where they would go, and a mail to oneself. */
export function TransportTest({ settings }: { settings: AnswerOf<'GET /v1/settings'> }) {
  const may = useMay();
  const { user } = useSession();
  const test = useDeed('POST /v1/sending/test', { refreshes: ['/v1/house-mails'] });
  const sent = test.data?.mail != null;
  const mails = useAnswer('GET /v1/house-mails', { query: { limit: 10 } }, { enabled: sent, refetchIntervalMs: 2_000 });
  const mail = mails.data?.data.find((one) => one.kind === 'test_send' && one.userId === user.id);
  const [words, tone] = mailStates[mail?.state ?? 'queued'];
  return (
    <Stack maw={720} gap="lg">
      <Text>
        Ajar logs in where letters would be handed over, and sends a mail to your own address, {user.email}. Nothing
        goes to a client.
      </Text>
      {may('settings:write') && (
        <Group>
          <Button loading={test.isPending} onClick={() => test.mutate({})}>
            Test the way out
          </Button>
        </Group>
      )}
      {test.error && <ErrorState error={test.error} onRetry={() => test.mutate({})} />}
      {test.data && (
        <Paper withBorder p="md" role="status">
          <Stack gap="xs">
            <Group gap="xs">
              <StateDot tone={test.data.ok ? 'good' : 'bad'}>
                {test.data.ok ? 'The way is open' : 'The way is closed'}
              </StateDot>
              <Text size="sm">{test.data.text}</Text>
            </Group>
            {sent ? (
              <Group gap="xs">
                <StateDot tone={tone}>{words}</StateDot>
                {mail?.errorText != null && <Text size="sm">{mail.errorText}</Text>}
              </Group>
            ) : (
              <Text size="sm">{test.data.mailText}</Text>
            )}
          </Stack>
        </Paper>
      )}
      <Environment
        settings={settings}
        names={['MAIL_TRANSPORT', 'SMTP_URL', 'RESEND_BASE_URL', 'MAIL_FROM', 'DKIM_DOMAIN']}
      />
    </Stack>
  );
}
