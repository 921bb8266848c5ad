import { Alert, Button, Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../contract/routes.ts';
import { call } from '../api.ts';
import { count } from '../ui/format.ts';
import { Answered, ErrorState, Loading } from '../ui/states.tsx';
import type { Copy } from './copy-model.ts';
import type { Of } from './use-wording.ts';

type Preflight = AnswerOf<'POST /v1/wordings/:kind/:locale/preflight'>;

const marks = {
  good: { icon: IconCheck, color: 'green', word: 'Fine' },
  warning: { icon: IconAlertTriangle, color: 'yellow', word: 'Look at this' },
  problem: { icon: IconX, color: 'red', word: 'Mend this' },
} as const;

/** What would go wrong with this wording for the very people to whom it is to come. */
export function PreflightPanel({ of, copy }: { of: Of; copy: Copy }) {
  const preflight = useQuery<Preflight, Error>({
    queryKey: ['/v1/wordings/:kind/:locale/preflight', of.kind, of.locale, JSON.stringify(copy)],
    queryFn: ({ signal }) =>
      call(
        'POST /v1/wordings/:kind/:locale/preflight',
        { params: of, body: { copy: copy as unknown as Record<string, unknown> } },
        { signal },
      ),
    retry: false,
  });
  if (preflight.error) return <ErrorState error={preflight.error} onRetry={() => void preflight.refetch()} />;
  return (
    <Answered of={preflight} loading={<Loading rows={6} height={28} />}>
      {({ lines, toCome }) => (
        <Stack gap="sm">
          <Alert variant="light" color="gray">
            {toCome === 0
              ? 'No letter of this kind is to come in this language now.'
              : `${count(toCome, 'letter is', 'letters are')} still to come with this wording.`}
          </Alert>
          <List listStyleType="none" spacing="xs" data-preflight>
            {lines.map(({ level, text, code }) => {
              const { icon: Icon, color, word } = marks[level];
              return (
                <List.Item
                  key={`${code} ${text}`}
                  icon={
                    <ThemeIcon size={22} radius="xl" color={color} variant="light">
                      <Icon size={14} aria-label={word} />
                    </ThemeIcon>
                  }
                >
                  <Text size="sm">{text}</Text>
                </List.Item>
              );
            })}
          </List>
          <Group>
            <Button variant="default" size="xs" loading={preflight.isFetching} onClick={() => void preflight.refetch()}>
              Look again
            </Button>
          </Group>
        </Stack>
      )}
    </Answered>
  );
}
