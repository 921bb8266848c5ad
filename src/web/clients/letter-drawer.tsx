import { Badge, Code, Drawer, Group, Stack, Tabs, Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { useAnswer } from '../data.ts';
import { LetterView } from '../ui/letter-view.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { Answered, EmptyState } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { letterWords, messageStateWords, messageTones } from '../ui/words.ts';

export type Shown =
  | { kind: 'message'; id: string }
  | { kind: 'planned'; enrollmentId: string; step?: string; at?: string };

/** The exact letter that left, or the one that will. */
export function LetterDrawer({ shown, onClose }: { shown: Shown | null; onClose: () => void }) {
  return (
    <Drawer
      opened={shown !== null}
      onClose={onClose}
      size="lg"
      title={shown?.kind === 'planned' ? 'The letter as it will be' : 'The letter'}
    >
      {shown?.kind === 'message' && <Gone id={shown.id} />}
      {shown?.kind === 'planned' && <Planned shown={shown} />}
    </Drawer>
  );
}

function Planned({ shown }: { shown: Extract<Shown, { kind: 'planned' }> }) {
  const { enrollmentId, step, at } = shown;
  const preview = useQuery({
    queryKey: ['/v1/enrollments/:id/preview', enrollmentId, step, at],
    queryFn: ({ signal }) =>
      call(
        'POST /v1/enrollments/:id/preview',
        {
          params: { id: enrollmentId },
          body: { ...(step !== undefined && { step }), ...(at !== undefined && { at }) },
        },
        { signal },
      ),
    staleTime: 0,
  });
  return (
    <Answered of={preview}>
      {(data) =>
        data.letter ? (
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {letterWords[data.letter.kind]}, <When at={data.letter.at} />. So it would read by what is known now.
            </Text>
            <LetterView letter={data.letter} />
            <Group gap={6}>
              {data.why.map((one) => (
                <Badge key={one.text} h="auto" py={2} styles={{ label: { whiteSpace: 'normal' } }}>
                  {one.text}
                </Badge>
              ))}
            </Group>
          </Stack>
        ) : (
          <EmptyState title={data.missing ? 'It cannot be written yet' : 'No letter of this step is to come'}>
            {data.missing ? `It needs ${data.missing}, which is not there.` : data.why.map((one) => one.text).join(' ')}
          </EmptyState>
        )
      }
    </Answered>
  );
}

function Gone({ id }: { id: string }) {
  const message = useAnswer('GET /v1/messages/:id', { params: { id } });
  return <Answered of={message}>{(data) => <Copy message={data} />}</Answered>;
}

function Copy({ message }: { message: AnswerOf<'GET /v1/messages/:id'> }) {
  const { copy, events } = message;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <StateDot tone={messageTones[message.state]}>{messageStateWords[message.state]}</StateDot>
        {message.acceptedAt !== null && (
          <Text size="sm" c="dimmed">
            <When at={message.acceptedAt} />
          </Text>
        )}
      </Group>
      {copy === null ? (
        <EmptyState title="Its text is not kept">
          It has not been written yet, or the time for which letters are kept is over.
        </EmptyState>
      ) : (
        <Tabs defaultValue="letter" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="letter">Letter</Tabs.Tab>
            <Tabs.Tab value="source">Source</Tabs.Tab>
            <Tabs.Tab value="events">What became of it</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="letter" pt="sm">
            <LetterView letter={copy} to={copy.to.address} />
          </Tabs.Panel>
          <Tabs.Panel value="source" pt="sm">
            <Code block tabIndex={0} aria-label="Headers and source" mah={520} style={{ overflow: 'auto' }}>
              {[...copy.headers.map(({ name, value }) => `${name}: ${value}`), '', copy.html].join('\n')}
            </Code>
          </Tabs.Panel>
          <Tabs.Panel value="events" pt="sm">
            <Stack gap={6}>
              {events.map((event) => (
                <Text size="sm" key={`${event.at} ${event.kind}`}>
                  <When at={event.at} /> {event.kind.replaceAll('_', ' ')}
                  {event.detail === null ? '' : `: ${event.detail}`}
                </Text>
              ))}
              {events.length === 0 && <Text c="dimmed">Nothing more is known of it.</Text>}
            </Stack>
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}
