import { Button, Container, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

/** A page that failed does not take the others with it. */
export class Crashed extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Container size="sm" py="xl">
        <Stack align="flex-start" role="alert">
          <Title order={1} size="h3">
            This page stopped working
          </Title>
          <Text>Nothing you saved is lost. Load it again; if it stops once more, tell whoever runs Ajar for you.</Text>
          <Button onClick={() => location.reload()}>Load again</Button>
        </Stack>
      </Container>
    );
  }
}
