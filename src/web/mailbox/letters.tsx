import { CloseButton, Drawer, Group, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { usePages } from '../data.ts';
import { useSession } from '../session.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { letterWords } from '../ui/words.ts';
import { KeptLetter } from './kept-letter.tsx';
import { NextPage } from '../ui/more-button.tsx';
import classes from './letters.module.css';

type Row = AnswerOf<'GET /v1/mailbox'>['data'][number];

/** Letters, the newest first; the one that is open stands in the address. */
export function Letters() {
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const open = params.get('letter');
  const [typed, setTyped] = useState(q);
  const change = (next: { q?: string; letter?: string }) => {
    const kept = Object.entries({ ...(q === '' ? {} : { q }), ...next }).filter(([, value]) => value !== '');
    setParams(new URLSearchParams(kept));
  };
  const search = useDebouncedCallback((text: string) => change({ q: text.trim() }), 250);
  const list = usePages('GET /v1/mailbox', { query: q === '' ? {} : { q } }, { keepPrevious: true });
  const type = (text: string) => {
    setTyped(text);
    search(text);
  };
  return (
    <Stack>
      <TextInput
        aria-label="Search the letters"
        placeholder="Subject, words, a name or an address"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed === '' ? null : <CloseButton aria-label="Clear the search" onClick={() => type('')} />}
        value={typed}
        maxLength={120}
        onChange={(event) => type(event.currentTarget.value)}
      />
      {list.isPending && <Loading rows={8} height={52} />}
      {list.error && list.items.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {!list.isPending && !list.error && list.items.length === 0 && <Nothing isSearch={q !== ''} />}
      <div>
        {list.items.map((row) => (
          <LetterRow key={row.id} row={row} onOpen={() => change({ letter: row.id })} />
        ))}
      </div>
      <NextPage list={list} />
      <Drawer
        opened={open !== null}
        onClose={() => change({})}
        size="xl"
        title={list.items.find((one) => one.id === open)?.subject ?? 'A letter'}
      >
        {open !== null && <KeptLetter id={open} />}
      </Drawer>
    </Stack>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  const { demo } = useSession();
  if (isSearch) return <EmptyState title="No letter has these words" />;
  return (
    <EmptyState title={demo ? "No letters yet. Press '+1 week' and look again." : 'No letters yet.'}>
      {demo ? undefined : 'The first one appears here when it is due.'}
    </EmptyState>
  );
}

function LetterRow({ row, onOpen }: { row: Row; onOpen: () => void }) {
  return (
    <UnstyledButton className={classes.row} onClick={onOpen}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text fw={600} truncate>
          {row.to.name ?? row.to.address}, {row.client.name}
        </Text>
        <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
          <When at={row.at} />
        </Text>
      </Group>
      <Text truncate>{row.subject}</Text>
      <Text size="sm" c="dimmed" truncate>
        {letterWords[row.kind]} from {row.from.name ?? row.from.address}
      </Text>
    </UnstyledButton>
  );
}
