import { Alert, Box, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDoor } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';

/** A small page by itself: who we are, what it is for, and one thing to do. */
export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} – Ajar`;
  }, [title]);
  return (
    <Box component="main" px="md" py={{ base: 'lg', sm: 64 }} maw={460} mx="auto">
      <Stack gap="lg">
        <IconDoor size={36} stroke={1.5} color="var(--mantine-primary-color-filled)" aria-hidden />
        <Stack gap={6}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && (
            <Text component="div" c="dimmed">
              {lead}
            </Text>
          )}
        </Stack>
        {children !== undefined && (
          <Paper withBorder p={{ base: 'md', sm: 'lg' }} radius="md">
            {children}
          </Paper>
        )}
      </Stack>
    </Box>
  );
}

/** What does not belong to one field. */
export function FormProblem({ message }: { message: string | null }) {
  if (message === null) return null;
  return (
    <Alert color="red" variant="outline" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      <Text>{message}</Text>
    </Alert>
  );
}
