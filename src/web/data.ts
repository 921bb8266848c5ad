import {
  type InfiniteData,
  keepPreviousData,
  type Query,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { AnswerOf, RouteName } from '../contract/routes.ts';
import { call, type InputOf, Problem } from './api.ts';

/** Server state lives here; what a person chose to see lives in the URL. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
    mutations: { retry: false },
  },
});

type ReadName = Extract<RouteName, `GET ${string}`>;
type PagedName = { [Name in ReadName]: AnswerOf<Name> extends { nextCursor: string | null } ? Name : never }[ReadName];
type ItemOf<Name extends PagedName> = AnswerOf<Name> extends { data: (infer Item)[] } ? Item : never;

interface ReadOptions {
  enabled?: boolean;
  refetchIntervalMs?: number;
  /** While the next answer is on its way, the one before stays on the screen: for lists under a changing filter. */
  keepPrevious?: boolean;
}

/** The answer of a GET, kept and refreshed. */
export function useAnswer<Name extends ReadName>(name: Name, input: InputOf<Name>, options: ReadOptions = {}) {
  return useQuery<AnswerOf<Name>, Error>({
    queryKey: keyOf(name, input),
    queryFn: ({ signal }) => call(name, input, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchIntervalMs ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A list that is read page by page; `items` are those read so far. */
export function usePages<Name extends PagedName>(name: Name, input: InputOf<Name>, options: ReadOptions = {}) {
  const list = useInfiniteQuery<
    { data: ItemOf<Name>[]; nextCursor: string | null },
    Error,
    InfiniteData<{ data: ItemOf<Name>[]; nextCursor: string | null }>,
    readonly unknown[],
    string | null
  >({
    queryKey: [...keyOf(name, input), 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...(input.query as object | undefined), ...(pageParam === null ? {} : { cursor: pageParam }) };
      const page = await call(name, { ...input, query }, { signal });
      return page as { data: ItemOf<Name>[]; nextCursor: string | null };
    },
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  return { ...list, items: list.data?.pages.flatMap((page) => page.data) ?? [] };
}

interface DeedOptions<Name extends RouteName> {
  /** Paths whose answers this changes, such as `/v1/threads`: what is on the screen of them is read again. */
  refreshes?: readonly string[];
  onDone?: (answer: AnswerOf<Name>, input: InputOf<Name>) => void;
  onProblem?: (problem: Problem) => void;
}

/** A change of state. Its own noun is refreshed by itself. A failed one leaves everything as it was: show `error` and offer to try again. */
export function useDeed<Name extends Exclude<RouteName, ReadName>>(name: Name, options: DeedOptions<Name> = {}) {
  const client = useQueryClient();
  return useMutation<AnswerOf<Name>, Error, InputOf<Name> & { idempotencyKey?: string }>({
    mutationFn: ({ idempotencyKey, ...input }) =>
      call(name, input as unknown as InputOf<Name>, idempotencyKey === undefined ? {} : { idempotencyKey }),
    onSuccess: async (answer, input) => {
      options.onDone?.(answer, input);
      await refresh(client, [nounOf(name), ...(options.refreshes ?? [])]);
    },
    onError: (error) => {
      if (error instanceof Problem) options.onProblem?.(error);
    },
  });
}

/** Reads again whatever is on the screen and was answered under one of these paths. */
export async function refresh(client: QueryClient, paths: readonly string[]): Promise<void> {
  const predicate = ({ queryKey: [path] }: Query): boolean =>
    typeof path === 'string' && paths.some((prefix) => path.startsWith(prefix));
  // A first answer that is still on its way was asked for before: it is waited for, and would count as new.
  const onTheWay = client.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' });
  const first = onTheWay.filter(({ state }) => state.data === undefined);
  await client.invalidateQueries({ predicate });
  await Promise.all(first.map(({ queryKey }) => client.invalidateQueries({ queryKey, exact: true })));
}

function keyOf(name: RouteName, input: { params?: unknown; query?: unknown }): readonly unknown[] {
  return [name.slice(name.indexOf(' ') + 1), input.params ?? null, input.query ?? null];
}

/** `/v1/threads` of `POST /v1/threads/:id/close`. */
function nounOf(name: RouteName): string {
  return name
    .slice(name.indexOf(' ') + 1)
    .split('/', 3)
    .join('/');
}
