import { Grid, Group, Select, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { addDays, addDuration } from '../../domain/calendar.ts';
import { useNow } from '../clock.ts';
import { useAnswer } from '../data.ts';
import { Page } from '../ui/page.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { ByReason } from './by-reason.tsx';
import { HoldOut } from './hold-out.tsx';
import { isListName, Listed, type ListName } from './listed.tsx';
import type { Span } from './lists.tsx';
import { Numbers } from './numbers.tsx';

const Months = lazy(() => import('./months.tsx').then(({ Months: found }) => ({ default: found })));

const periods = [
  { value: 'P3M', label: 'The last 3 months' },
  { value: 'P12M', label: 'The last 12 months' },
  { value: 'P36M', label: 'The last 3 years' },
];

/** Who left, who came back, and what can honestly be claimed of it; behind each number its list. */
export function Results() {
  const [params, setParams] = useSearchParams();
  const period = periods.some(({ value }) => value === params.get('period')) ? params.get('period')! : 'P12M';
  const span = useSpan(period);
  const wanted = params.get('list');
  const list = isListName(wanted) ? wanted : null;
  const summary = useAnswer('GET /v1/reports/summary', { query: span }, { keepPrevious: true });
  const breakdown = useAnswer('GET /v1/reports/breakdown', { query: span }, { keepPrevious: true });
  const open = (name: ListName | null, filter: Record<string, string> = {}) =>
    setParams(
      new URLSearchParams({
        ...(period === 'P12M' ? {} : { period }),
        ...(name === null ? {} : { list: name }),
        ...filter,
      }),
    );
  return (
    <Page
      title="Results"
      actions={
        <Select
          aria-label="Which days"
          data={periods}
          value={period}
          allowDeselect={false}
          onChange={(picked) => setParams(new URLSearchParams(picked === null ? {} : { period: picked }))}
        />
      }
    >
      <Answered of={summary} loading={<Loading rows={4} height={64} />}>
        {(found) => (
          <Stack gap="xl">
            <Paragraph summary={found} />
            <Numbers summary={found} onOpen={open} />
            {list !== null && (
              <Listed name={list} span={span} filter={Object.fromEntries(params)} onClose={() => open(null)} />
            )}
          </Stack>
        )}
      </Answered>
      <Answered of={breakdown} loading={<Loading rows={2} height={120} />}>
        {(found) => (
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <Suspense fallback={<Loading rows={1} height={260} />}>
                <Months months={found.months} />
              </Suspense>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <ByReason reasons={found.reasons} onOpen={(reason) => open('departures', { reason })} />
            </Grid.Col>
          </Grid>
        )}
      </Answered>
    </Page>
  );
}

function useSpan(period: string): Span {
  const { timezone } = useReader();
  const now = useNow(600_000);
  const to = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(now);
  return { from: addDays(addDuration(to, period, -1), 1), to };
}

function Paragraph({ summary }: { summary: AnswerOf<'GET /v1/reports/summary'> }) {
  return (
    <Stack gap="sm" maw={760}>
      <Text size="lg" data-results-sentence>
        {summary.sentence}
      </Text>
      <Group>
        <HoldOut isMeasured={summary.holdout.heldOut.clients > 0} />
      </Group>
    </Stack>
  );
}
