import { Anchor, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { usePages } from '../data.ts';
import { useMay } from '../session.tsx';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { ChooseFile } from './choose-file.tsx';
import { ImportSteps } from './import-steps.tsx';
import { stateWords } from './state-words.ts';

/** Many departures at once, from a file; and what was imported before. */
export function Imports() {
  const may = useMay();
  const [file, setFile] = useState<File | null>(null);
  return (
    <Page
      title="Import"
      lead="A CSV file of clients who left: one row a contact, with a header. Nothing is stored before you say so."
    >
      {may('imports:write') &&
        (file === null ? <ChooseFile onFile={setFile} /> : <ImportSteps file={file} onOther={() => setFile(null)} />)}
      {file === null && <Earlier />}
    </Page>
  );
}

type One = AnswerOf<'GET /v1/imports/:id'>;

const columns: Column<One>[] = [
  {
    head: 'File',
    cell: ({ id, fileName }) => (
      <Anchor component={Link} href={`/imports/${id}`}>
        {fileName}
      </Anchor>
    ),
  },
  { head: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
  { head: 'By', cell: ({ createdByName }) => createdByName },
  { head: 'State', cell: (one) => <StateDot tone={stateWords[one.state].tone}>{sayState(one)}</StateDot> },
  { head: 'Recorded', cell: ({ recorded }) => recorded, align: 'right' },
  { head: 'Rejected', cell: ({ rejected }) => rejected, align: 'right' },
];

function Earlier() {
  const list = usePages('GET /v1/imports', { query: { limit: 25 } });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Earlier imports
      </Title>
      <PagedTable
        label="Earlier imports"
        columns={columns}
        list={list}
        keyOf={({ id }) => id}
        empty={{ title: 'None yet', text: 'Every import is listed here and can be undone as a whole.' }}
      />
    </Stack>
  );
}

function sayState({ state, rows, recorded, merged, rejected }: One): string {
  if (state !== 'running' || rows === null) return stateWords[state].word;
  return `Running, ${Math.floor(((recorded + merged + rejected) / rows) * 100)} %`;
}
