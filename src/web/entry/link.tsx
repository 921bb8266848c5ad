import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import type { LinkKind } from '../../domain/user.ts';
import { call, Problem } from '../api.ts';
import { Blank, ErrorState } from '../ui/states.tsx';
import { Frame } from './frame.tsx';

type LinkAnswer = AnswerOf<'POST /v1/session/link'>;

/** Looks what a link is for before anything is typed: one that is used up says so at once, and what to do. */
export function WithLink({
  token,
  kind,
  children,
}: {
  token: string;
  kind: LinkKind;
  children: (link: LinkAnswer) => ReactNode;
}) {
  const { data, error, refetch } = useQuery<LinkAnswer, Error>({
    queryKey: ['link', token],
    queryFn: ({ signal }) => call('POST /v1/session/link', { body: { token } }, { signal }),
    retry: false,
    staleTime: Infinity,
  });
  if (data?.kind === kind) return <>{children(data)}</>;
  if (data === undefined && error === null) return <Blank />;
  const isOver = error === null || (error instanceof Problem && error.status === 410);
  if (isOver) return <UsedUp kind={kind} />;
  return (
    <Frame title="Ajar">
      <ErrorState error={error} onRetry={() => void refetch()} />
    </Frame>
  );
}

const ways: Record<LinkKind, string> = {
  claim: 'Start Ajar again: while nobody has claimed it, it prints a new link.',
  invitation: 'Ask whoever invited you for a new one.',
  password_reset: 'Ask for a new one on the sign-in page.',
  address_check: 'Ask for a new one on your profile.',
};

function UsedUp({ kind }: { kind: LinkKind }) {
  return (
    <Frame title="This link does not work any more">
      <Stack align="flex-start">
        <Text>It has been used, or its time is over. {ways[kind]}</Text>
        <Button component={Link} href="/sign-in" variant="default">
          Go to the sign-in page
        </Button>
      </Stack>
    </Frame>
  );
}
