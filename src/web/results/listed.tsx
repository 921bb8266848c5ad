import { Button, Group, Stack, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { reasonWords } from '../ui/words.ts';
import { Departures, Letters, Replies, type Span, Stops, WinBacks } from './lists.tsx';

const lists = {
  departures: 'Who left',
  'win-backs': 'Who came back',
  replies: 'Who answered',
  letters: 'Letters',
  stops: 'Who asked us to stop',
} as const;
export type ListName = keyof typeof lists;

export function isListName(name: string | null): name is ListName {
  return name !== null && Object.hasOwn(lists, name);
}

interface ListedProps {
  name: ListName;
  span: Span;
  filter: Record<string, string>;
  onClose: () => void;
}

/** The list behind a number. */
export function Listed({ name, span, filter, onClose }: ListedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [name]);
  return (
    <Stack component="section" aria-label={lists[name]} gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {lists[name]}
          {filter.reason !== undefined &&
            `: ${reasonWords[filter.reason as keyof typeof reasonWords] ?? filter.reason}`}
          {filter.arm === 'held_out' && ': held out'}
          {filter.state === 'complained' && ': called spam'}
          {filter.afterReply === 'true' && ' after an answer'}
        </Title>
        <Button variant="default" size="xs" onClick={onClose}>
          Close the list
        </Button>
      </Group>
      <List name={name} span={span} filter={filter} />
    </Stack>
  );
}

function List({ name, span, filter }: Omit<ListedProps, 'onClose'>) {
  switch (name) {
    case 'departures':
      return <Departures span={span} filter={filter} />;
    case 'win-backs':
      return <WinBacks span={span} filter={filter} />;
    case 'replies':
      return <Replies span={span} />;
    case 'letters':
      return <Letters span={span} filter={filter} />;
    case 'stops':
      return <Stops span={span} />;
  }
}
