import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { formatMoney, formatNumber } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';
import type { ListName } from './listed.tsx';
import classes from './numbers.module.css';

type Summary = AnswerOf<'GET /v1/reports/summary'>;
type Open = (name: ListName, filter?: Record<string, string>) => void;

const gone = new Set(['accepted', 'delivered', 'bounced', 'complained', 'uncertain']);

/** The numbers, each of which opens its list. Money is summed per currency, never converted. */
export function Numbers({ summary, onOpen }: { summary: Summary; onOpen: Open }) {
  const { locale } = useReader();
  const money = (amounts: Summary['winBacks']['value']) => amounts.map((one) => formatMoney(one, locale)).join(' + ');
  const left = summary.letters.reduce((sum, one) => sum + (gone.has(one.state) ? one.count : 0), 0);
  const of = (state: string) => summary.letters.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0);
  const { heldOut, written } = summary.holdout;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <Figure
        name="Left"
        value={summary.departures.count}
        more={summary.departures.valueLost.length > 0 ? `${money(summary.departures.valueLost)} a year` : null}
        onOpen={() => onOpen('departures')}
      />
      <Figure
        name="Came back"
        value={summary.winBacks.count}
        more={summary.winBacks.value.length > 0 ? `${money(summary.winBacks.value)} a year` : null}
        onOpen={() => onOpen('win-backs')}
      />
      <Figure name="Answers" value={summary.replies} more={null} onOpen={() => onOpen('replies')} />
      <Figure
        name="Letters left"
        value={left}
        more={`${formatNumber(of('bounced'), locale)} bounced`}
        onOpen={() => onOpen('letters')}
      />
      <Figure
        name="Back after an answer"
        value={summary.winBacks.afterReply}
        more="had answered a letter before"
        onOpen={() => onOpen('win-backs', { afterReply: 'true' })}
      />
      <Figure name="Asked us to stop" value={summary.unsubscribes} more={null} onOpen={() => onOpen('stops')} />
      <Figure
        name="Called a letter spam"
        value={summary.complaints}
        more={null}
        onOpen={() => onOpen('letters', { state: 'complained' })}
      />
      <Figure
        name="Held out"
        value={heldOut.clients}
        more={`${heldOut.wonBack} came back; of ${written.clients} written to ${written.wonBack}`}
        onOpen={() => onOpen('departures', { arm: 'held_out' })}
      />
    </SimpleGrid>
  );
}

interface FigureProps {
  name: string;
  value: number;
  more: ReactNode;
  onOpen: () => void;
}

function Figure({ name, value, more, onOpen }: FigureProps) {
  const { locale } = useReader();
  return (
    <UnstyledButton className={classes.figure} onClick={onOpen} data-figure={name}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text className={classes.value}>{formatNumber(value, locale)}</Text>
      {more !== null && (
        <Text size="sm" c="dimmed">
          {more}
        </Text>
      )}
    </UnstyledButton>
  );
}
