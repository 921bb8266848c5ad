import { Alert, Button, Center, Loader, Paper, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Problem } from '../api.ts';

/** True once it has taken long enough that something should be shown: what comes within 150 ms does not flicker. */
function useLate(afterMs = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return late;
}

/** Before anything is known. */
export function Blank() {
  return useLate(300) ? (
    <Center mih="60vh">
      <Loader aria-label="Loading" />
    </Center>
  ) : null;
}

/** The place of what is being read. */
export function Loading({ rows = 5, height = 36 }: { rows?: number; height?: number }) {
  if (!useLate()) return null;
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_none, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

/** Nothing here: why, and what to do about it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Paper p="xl" bg="var(--ajar-quiet)" radius="md">
      <Stack align="flex-start" gap="sm" maw={560}>
        <Title order={2} size="h4">
          {title}
        </Title>
        {children !== undefined && (
          <Text component="div" c="dimmed">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Paper>
  );
}

/** What went wrong, in the server's words, and a way on. */
export function ErrorState({ error, onRetry, title }: { error: Error; onRetry?: () => void; title?: string }) {
  const isMissing = error instanceof Problem && error.status === 404;
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={title ?? (isMissing ? 'This is not here' : 'That did not work')}
    >
      <Stack align="flex-start" gap="sm">
        <Text>{isMissing ? 'It may have been removed, or the address is not right.' : error.message}</Text>
        {onRetry && !isMissing && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Under a form whose save failed: the text is still there. */
export function NotSaved({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  if (!error) return null;
  const detail = error instanceof Problem ? error.message : '';
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title="That did not save. Your text is still here."
    >
      <Stack align="flex-start" gap="sm">
        {detail !== '' && <Text>{detail}</Text>}
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}

/** The three states of a read at once; `children` get the answer. */
export function Answered<T>({
  of: { data, error, refetch },
  loading,
  children,
}: {
  of: { data: T | undefined; error: Error | null; refetch: () => unknown };
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (data !== undefined) return <>{children(data)}</>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <>{loading ?? <Loading />}</>;
}
