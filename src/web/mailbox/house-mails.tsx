import { Drawer, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import type { HouseMailKind } from '../../domain/user.ts';
import { usePages } from '../data.ts';
import { StateDot } from '../ui/state-dot.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { NextPage } from '../ui/more-button.tsx';
import classes from './letters.module.css';

type Row = AnswerOf<'GET /v1/house-mails'>['data'][number];

const kindWords: Record<HouseMailKind, string> = {
  invitation: 'Invitation',
  password_reset: 'New password',
  address_check: 'Proof of an address',
  reply_notice: 'Notice of an answer',
  test_send: 'Test',
  sending_alarm: 'Alarm about letters',
};

const stateWords: Record<Row['state'], [words: string, tone: 'waiting' | 'active' | 'good' | 'bad']> = {
  queued: ['Queued', 'waiting'],
  sending: ['Being handed over', 'active'],
  accepted: ['Accepted', 'good'],
  failed: ['Failed', 'bad'],
};

/** Mails to people of the house, the newest first. */
export function HouseMails() {
  const list = usePages('GET /v1/house-mails', {});
  const [open, setOpen] = useState<Row | null>(null);
  return (
    <Stack>
      {list.isPending && <Loading rows={6} height={52} />}
      {list.error && list.items.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {!list.isPending && !list.error && list.items.length === 0 && (
        <EmptyState title="No mails to us yet">
          Invite somebody, or wait for an answer: the notice shows here.
        </EmptyState>
      )}
      <div>
        {list.items.map((row) => (
          <HouseMailRow key={row.id} row={row} onOpen={() => setOpen(row)} />
        ))}
      </div>
      <NextPage list={list} />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} size="lg" title={open?.subject}>
        {open !== null && (
          <Stack>
            <Text size="sm" c="dimmed">
              To {open.toName} &lt;{open.toAddress}&gt;
            </Text>
            {open.errorText !== null && <Text size="sm">{open.errorText}</Text>}
            <pre className={classes.source} tabIndex={0} aria-label="The mail">
              {open.text}
            </pre>
          </Stack>
        )}
      </Drawer>
    </Stack>
  );
}

function HouseMailRow({ row, onOpen }: { row: Row; onOpen: () => void }) {
  const [words, tone] = stateWords[row.state];
  return (
    <UnstyledButton className={classes.row} onClick={onOpen}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text fw={600} truncate>
          {row.toName}
        </Text>
        <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
          <When at={row.createdAt} />
        </Text>
      </Group>
      <Text truncate>{row.subject}</Text>
      <Group gap="xs">
        <StateDot tone={tone}>{words}</StateDot>
        <Text size="sm" c="dimmed">
          {kindWords[row.kind]}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
