import { Button, Group } from '@mantine/core';
import { ErrorState } from '../ui/states.tsx';

interface MoreButtonProps {
  list: {
    items: readonly unknown[];
    error: Error | null;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
}

/** The way to the next page of a list. */
export function MoreButton({ list }: MoreButtonProps) {
  if (list.error && list.items.length > 0)
    return <ErrorState error={list.error} onRetry={() => void list.fetchNextPage()} />;
  if (!list.hasNextPage) return null;
  return (
    <Group>
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        Show more
      </Button>
    </Group>
  );
}
