import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatNumber } from '../ui/format.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { MapColumns } from './map-columns.tsx';
import { TryAndRecord } from './try-and-record.tsx';
import { type Answers, examineFile } from './upload.ts';

/** First what its columns are, then what would come of it, then that it is done. */
export function ImportSteps({ file, onOther }: { file: File; onOther: () => void }) {
  const { locale } = useReader();
  const [said, setSaid] = useState<Answers | null>(null);
  const [answers, setAnswers] = useState<Answers | null>(null);
  const columns = said?.columns ?? null;
  const survey = useQuery({
    queryKey: ['csv survey', file.name, file.size, file.lastModified, columns],
    queryFn: () => examineFile(file, columns === null ? null : { columns, dates: [], currency: null }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text fw={600}>
          {file.name}
          {survey.data === undefined
            ? ''
            : `, ${formatNumber(survey.data.rows, locale)} ${survey.data.rows === 1 ? 'row' : 'rows'}`}
        </Text>
        <Button variant="default" onClick={onOther}>
          Another file
        </Button>
      </Group>
      {survey.error !== null && (
        <ErrorState error={survey.error} title="This file cannot be imported" onRetry={() => void survey.refetch()} />
      )}
      {survey.isPending && <Loading />}
      {survey.data !== undefined && survey.error === null && answers === null && (
        <MapColumns
          survey={survey.data}
          said={said}
          isChecking={survey.isFetching}
          onSay={setSaid}
          onDone={setAnswers}
        />
      )}
      {answers !== null && <TryAndRecord file={file} answers={answers} onBack={() => setAnswers(null)} />}
    </Stack>
  );
}
