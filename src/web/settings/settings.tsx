import { Alert, Anchor, Select, Stack, Tabs, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconInfoCircle } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { useMay } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { Environment } from './environment.tsx';
import { History } from './history.tsx';
import { PolicyForm } from './policy-form.tsx';
import { Privacy } from './privacy.tsx';
import { TransportTest } from './transport-test.tsx';

type SettingsAnswer = AnswerOf<'GET /v1/settings'>;

const tabs = [
  ['sending', 'Sending'],
  ['identity', 'Identity'],
  ['receiving', 'Receiving'],
  ['quiet', 'Quiet times'],
  ['approval', 'Approval and caps'],
  ['retention', 'Retention'],
  ['privacy', 'Privacy and basis'],
  ['test', 'Transport test'],
  ['history', 'History'],
] as const;
type Tab = (typeof tabs)[number][0];

/** The rules of the house, and what the environment decides. */
export function Settings() {
  const [params, setParams] = useSearchParams();
  const may = useMay();
  const narrow = useMediaQuery('(max-width: 48em)');
  const tab: Tab = tabs.find(([key]) => key === params.get('tab'))?.[0] ?? 'sending';
  const settings = useAnswer('GET /v1/settings', {});
  const go = (picked: string | null) => setParams(new URLSearchParams(picked === null ? {} : { tab: picked }));
  return (
    <Page title="Settings" lead={settings.data && <Changed settings={settings.data} />}>
      {!may('settings:write') && (
        <Alert variant="outline" icon={<IconInfoCircle aria-hidden />}>
          An admin changes these; you can read them.
        </Alert>
      )}
      <Tabs value={tab} onChange={go} keepMounted={false} orientation="horizontal">
        {narrow ? (
          <Select
            label="Which settings"
            mb="md"
            data={tabs.map(([value, label]) => ({ value, label }))}
            value={tab}
            allowDeselect={false}
            onChange={go}
          />
        ) : (
          <Tabs.List mb="md">
            {tabs.map(([key, name]) => (
              <Tabs.Tab key={key} value={key}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Answered of={settings} loading={<Loading rows={4} height={60} />}>
          {(found) => (
            <Stack role={narrow ? 'group' : undefined} aria-label={narrow ? tab : undefined}>
              {narrow ? (
                <Panel tab={tab} settings={found} />
              ) : (
                <Tabs.Panel value={tab}>
                  <Panel tab={tab} settings={found} />
                </Tabs.Panel>
              )}
            </Stack>
          )}
        </Answered>
      </Tabs>
    </Page>
  );
}

function Changed({ settings: { version, changedAt, changedByName, changedBy } }: { settings: SettingsAnswer }) {
  if (version === 0 || changedAt === null) return <Text inherit>Everything is as it came.</Text>;
  return (
    <Text inherit>
      Last changed <When at={changedAt} relative /> by {changedByName ?? changedBy}.
    </Text>
  );
}

function Panel({ tab, settings }: { tab: Tab; settings: SettingsAnswer }) {
  switch (tab) {
    case 'receiving':
      return (
        <Stack maw={720}>
          <Text>
            Answers come back to addresses of the reply domain, each of which names its letter. What is not an answer to
            a letter is matched by its sender, or waits in the{' '}
            <Anchor href="/inbox/tray" underline="always">
              tray
            </Anchor>
            .
          </Text>
          <Environment settings={settings} names={['REPLY_DOMAIN', 'PUBLIC_URL', 'TRUST_PROXY']} />
        </Stack>
      );
    case 'privacy':
      return <Privacy key={settings.version} settings={settings} />;
    case 'test':
      return <TransportTest settings={settings} />;
    case 'history':
      return <History />;
    default:
      return <PolicyForm key={`${tab} ${settings.version}`} part={tab} settings={settings} />;
  }
}
