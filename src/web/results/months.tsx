import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Button, Group, Stack, Title } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';

type Month = AnswerOf<'GET /v1/reports/breakdown'>['months'][number];

const series = [
  { name: 'departures', label: 'Left', color: 'gray.6' },
  { name: 'replies', label: 'Answered', color: 'blue.6' },
  { name: 'winBacks', label: 'Came back', color: 'door.6' },
];

/** Who left, answered and came back, month by month: drawn, or as a table. */
export function Months({ months }: { months: Month[] }) {
  const [asTable, setAsTable] = useState(false);
  const still = useReducedMotion();
  const { locale } = useReader();
  const name = (month: string, year: 'numeric' | '2-digit') =>
    new Intl.DateTimeFormat(locale, { month: 'short', year, timeZone: 'UTC' }).format(
      new Date(`${month}-15T12:00:00Z`),
    );
  const isEmpty = months.every((one) => one.departures + one.replies + one.winBacks === 0);
  return (
    <Stack component="section" aria-label="By month" gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          By month
        </Title>
        {!isEmpty && (
          <Button variant="default" size="xs" onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as a chart' : 'Show as a table'}
          </Button>
        )}
      </Group>
      {isEmpty && <EmptyState title="Nothing happened in these days" />}
      {!isEmpty && asTable && (
        <DataTable
          label="By month"
          isNarrow
          rows={months}
          keyOf={(row) => row.month}
          columns={[
            { head: 'Month', cell: (row) => name(row.month, 'numeric') },
            { head: 'Left', align: 'right', cell: (row) => row.departures },
            { head: 'Answered', align: 'right', cell: (row) => row.replies },
            { head: 'Came back', align: 'right', cell: (row) => row.winBacks },
          ]}
        />
      )}
      {!isEmpty && !asTable && (
        // What is drawn is in the table too, so a screen reader is spared the bars.
        <div aria-hidden>
          <BarChart
            h={260}
            data={months.map((one) => ({ ...one, month: name(one.month, '2-digit') }))}
            dataKey="month"
            series={series}
            withLegend
            tickLine="none"
            yAxisProps={{ allowDecimals: false, width: 30 }}
            barProps={{ isAnimationActive: !still }}
            barChartProps={{ accessibilityLayer: false }}
          />
        </div>
      )}
    </Stack>
  );
}
