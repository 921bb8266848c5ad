import { Stack, Tabs, Text } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { Page } from '../ui/page.tsx';
import { HouseMails } from './house-mails.tsx';
import { Letters } from './letters.tsx';

/** With capture: every letter that would have gone, and the mails to people of the house. */
export function Mailbox() {
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') === 'house' ? 'house' : 'letters';
  return (
    <Page title="Mailbox" lead="Nothing leaves this computer: every letter that would have gone is kept here.">
      <Tabs
        value={tab}
        onChange={(picked) => setParams(new URLSearchParams(picked === 'house' ? { tab: 'house' } : {}))}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="letters">Letters to clients</Tabs.Tab>
          <Tabs.Tab value="house">Mails to us</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="letters">
          <Letters />
        </Tabs.Panel>
        <Tabs.Panel value="house">
          <Stack>
            <Text size="sm" c="dimmed">
              Invitations, new passwords, notices of answers, and tests: mail to people of the house.
            </Text>
            <HouseMails />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
