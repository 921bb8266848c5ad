import { SimpleGrid, Stack } from '@mantine/core';
import { useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { Absence } from './absence.tsx';
import { OwnAddress } from './own-address.tsx';
import { OwnDetails } from './own-details.tsx';
import { PasswordForm } from './password-form.tsx';
import { Preferences } from './preferences.tsx';
import { Sessions } from './sessions.tsx';

/** What is one's own: how one is called and reached, absence, password, where one is signed in. */
export function Profile() {
  const { user } = useSession();
  return (
    <Page title="Your profile" lead={<OwnAddress />}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="lg">
          <OwnDetails />
          <Absence />
        </Stack>
        <Stack gap="lg">
          <Preferences />
          {!user.isDemo && <PasswordForm />}
          <Sessions />
        </Stack>
      </SimpleGrid>
    </Page>
  );
}
