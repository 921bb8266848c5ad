import { Container, Title } from '@mantine/core';
import type { Session } from '../session.tsx';

/** Pages for somebody who is not signed in. */
export function Entry({ session }: { session: Session | null }) {
  return (
    <Container component="main" size="xs" py="xl">
      <Title order={1}>{session ? session.house.name : 'Ajar'}</Title>
    </Container>
  );
}
