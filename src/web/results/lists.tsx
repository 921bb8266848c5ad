import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { isReason } from '../../domain/departure.ts';
import { isMessageState } from '../../domain/message.ts';
import { usePages } from '../data.ts';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, MoneyText, When } from '../ui/time.tsx';
import {
  faultWords,
  letterWords,
  messageStateWords,
  messageTones,
  reasonWords,
  suppressionReasonWords,
  suppressionScopeWords,
} from '../ui/words.ts';

export interface Span {
  from: string;
  to: string;
}

interface Narrowed {
  span: Span;
  filter: Record<string, string>;
}

const nobody = { title: 'Nobody in these days' };
const nothing = { title: 'Nothing in these days' };

function ClientLink({ client, children }: { client: { id: string; name: string }; children?: ReactNode }) {
  return (
    <Anchor component={Link} href={`/clients/${client.id}`} inherit>
      {children ?? client.name}
    </Anchor>
  );
}

const departureColumns: Column<AnswerOf<'GET /v1/reports/departures'>['data'][number]>[] = [
  { head: 'Client', cell: (row) => <ClientLink client={row.client} /> },
  { head: 'Left on', cell: (row) => <DayText day={row.departedOn} /> },
  { head: 'Reason', cell: (row) => reasonWords[row.reason] },
  { head: 'Fault', cell: (row) => faultWords[row.fault] },
  { head: 'A year', align: 'right', cell: (row) => <MoneyText money={row.annualValue} /> },
  { head: 'Back on', cell: (row) => (row.wonBackOn === null ? '–' : <DayText day={row.wonBackOn} />) },
  { head: 'Held out', cell: (row) => (row.heldOut === true ? 'Yes' : 'No') },
];

export function Departures({ span, filter: { reason, arm } }: Narrowed) {
  const list = usePages('GET /v1/reports/departures', {
    query: {
      ...span,
      ...(reason !== undefined && isReason(reason) ? { reason } : {}),
      ...(arm === 'held_out' || arm === 'written' ? { arm } : {}),
    },
  });
  return <PagedTable label="Who left" columns={departureColumns} list={list} keyOf={(row) => row.id} empty={nobody} />;
}

const winBackColumns: Column<AnswerOf<'GET /v1/reports/win-backs'>['data'][number]>[] = [
  { head: 'Client', cell: (row) => <ClientLink client={row.client} /> },
  { head: 'Back on', cell: (row) => <DayText day={row.wonBackOn} /> },
  { head: 'A year', align: 'right', cell: (row) => <MoneyText money={row.annualValue} /> },
  { head: 'Had answered', cell: (row) => (row.repliedBefore ? 'Yes' : 'No') },
  { head: 'Held out', cell: (row) => (row.heldOut ? 'Yes' : 'No') },
  { head: 'Note', cell: (row) => row.note },
];

export function WinBacks({ span, filter: { afterReply } }: Narrowed) {
  const list = usePages('GET /v1/reports/win-backs', {
    query: { ...span, ...(afterReply === 'true' ? { afterReply: 'true' } : {}) },
  });
  return (
    <PagedTable label="Who came back" columns={winBackColumns} list={list} keyOf={(row) => row.id} empty={nobody} />
  );
}

const replyColumns: Column<AnswerOf<'GET /v1/reports/replies'>['data'][number]>[] = [
  {
    head: 'Who',
    cell: (row) => (
      <Anchor component={Link} href={`/inbox/${row.threadId}`} inherit>
        {row.contact.name}
      </Anchor>
    ),
  },
  { head: 'Client', cell: (row) => <ClientLink client={row.client} /> },
  { head: 'When', cell: (row) => <When at={row.receivedAt} /> },
  {
    head: 'Words',
    cell: (row) => (
      <Text size="sm" lineClamp={2}>
        {row.text}
      </Text>
    ),
  },
];

export function Replies({ span }: { span: Span }) {
  const list = usePages('GET /v1/reports/replies', { query: span });
  return <PagedTable label="Who answered" columns={replyColumns} list={list} keyOf={(row) => row.id} empty={nobody} />;
}

const letterColumns: Column<AnswerOf<'GET /v1/reports/letters'>['data'][number]>[] = [
  { head: 'To', cell: (row) => row.contact.name },
  { head: 'Client', cell: (row) => <ClientLink client={row.client} /> },
  { head: 'Letter', cell: (row) => letterWords[row.kind] },
  { head: 'Subject', cell: (row) => row.subject },
  { head: 'State', cell: (row) => <StateDot tone={messageTones[row.state]}>{messageStateWords[row.state]}</StateDot> },
  { head: 'When', cell: (row) => <When at={row.at} /> },
];

export function Letters({ span, filter: { state } }: Narrowed) {
  const list = usePages('GET /v1/reports/letters', {
    query: { ...span, ...(state !== undefined && isMessageState(state) ? { state } : {}) },
  });
  return <PagedTable label="Letters" columns={letterColumns} list={list} keyOf={(row) => row.id} empty={nothing} />;
}

const stopColumns: Column<AnswerOf<'GET /v1/reports/stops'>['data'][number]>[] = [
  {
    head: 'Who',
    cell: (row) =>
      row.address ??
      (row.clientId === null ? (
        'Somebody who was erased'
      ) : (
        <ClientLink client={{ id: row.clientId, name: row.clientName ?? '' }} />
      )),
  },
  { head: 'What', cell: (row) => suppressionScopeWords[row.scope] },
  { head: 'How', cell: (row) => suppressionReasonWords[row.reason] },
  { head: 'When', cell: (row) => <When at={row.createdAt} /> },
];

export function Stops({ span }: { span: Span }) {
  const list = usePages('GET /v1/reports/stops', { query: span });
  return (
    <PagedTable label="Who asked us to stop" columns={stopColumns} list={list} keyOf={(row) => row.id} empty={nobody} />
  );
}
