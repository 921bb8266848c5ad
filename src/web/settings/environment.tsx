import { Code, Stack, Text, Title } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { DataTable } from '../ui/data-table.tsx';

interface EnvironmentProps {
  settings: AnswerOf<'GET /v1/settings'>;
  names: readonly string[];
}

/** What is decided where Ajar is started: shown, with the name of the variable, and changed there. */
export function Environment({ settings, names }: EnvironmentProps) {
  const rows = settings.environment.filter(({ name }) => names.includes(name));
  return (
    <Stack gap="xs" component="section" aria-label="Given by the environment">
      <Title order={2} size="h5">
        Given by the environment
      </Title>
      <Text size="sm" c="dimmed">
        Read only here: change the variable where Ajar is started, and start it again.
      </Text>
      <DataTable
        label="Given by the environment"
        rows={rows}
        keyOf={(row) => row.name}
        columns={[
          { head: 'Variable', cell: (row) => <Code>{row.name}</Code> },
          { head: 'Value', cell: (row) => row.value },
          { head: 'Source', cell: (row) => (row.isGiven ? 'Given' : 'Default') },
        ]}
      />
    </Stack>
  );
}
