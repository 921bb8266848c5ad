import { Anchor, Stack, Title } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import type { Reason } from '../../domain/departure.ts';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoney } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';

interface ByReasonProps {
  reasons: AnswerOf<'GET /v1/reports/breakdown'>['reasons'];
  onOpen: (reason: Reason) => void;
}

/** Why they left, and how many of those are back. */
export function ByReason({ reasons, onOpen }: ByReasonProps) {
  const { locale } = useReader();
  return (
    <Stack component="section" aria-label="By reason" gap="sm">
      <Title order={2} size="h4">
        By reason
      </Title>
      {reasons.length === 0 ? (
        <EmptyState title="Nobody left in these days" />
      ) : (
        <DataTable
          label="By reason"
          isNarrow
          rows={reasons}
          keyOf={(row) => row.reason}
          columns={[
            {
              head: 'Reason',
              cell: (row) => (
                <Anchor component="button" type="button" inherit ta="left" onClick={() => onOpen(row.reason)}>
                  {reasonWords[row.reason]}
                </Anchor>
              ),
            },
            { head: 'Left', align: 'right', cell: (row) => row.departures },
            {
              head: 'A year',
              align: 'right',
              cell: (row) => row.valueLost.map((one) => formatMoney(one, locale)).join(' + ') || '–',
            },
            { head: 'Back', align: 'right', cell: (row) => row.winBacks },
          ]}
        />
      )}
    </Stack>
  );
}
