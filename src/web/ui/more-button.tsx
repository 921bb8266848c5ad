import { Button, Group, type MantineSize } from '@mantine/core';
import { ErrorState } from './states.tsx';

export interface Pages<Row> {
  items: readonly Row[];
  error: Error | null;
  isPending: boolean;
  isSuccess: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface MoreButtonProps {
  list: Pick<Pages<unknown>, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  name?: string;
  size?: MantineSize;
}

/** The way to the next page of a list. */
export function MoreButton({ list, name = 'Show more', size = 'sm' }: MoreButtonProps) {
  if (!list.hasNextPage) return null;
  return (
    <Group>
      <Button variant="default" size={size} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {name}
      </Button>
    </Group>
  );
}

/** The same below what has been read so far; where the next page did not come, what went wrong. */
export function NextPage({ list }: { list: Pages<unknown> }) {
  if (list.error && list.items.length > 0)
    return <ErrorState error={list.error} onRetry={() => void list.fetchNextPage()} />;
  return <MoreButton list={list} />;
}
