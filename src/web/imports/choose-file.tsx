import { Button, Group, List, Paper, Stack, Text } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import classes from './choose-file.module.css';
import { largestBytes } from './upload.ts';

/** Drop it, or choose it. */
export function ChooseFile({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > largestBytes)
      setProblem('The file is larger than 25 MB: cut it into several, or use the command “ajar import”.');
    else if (file.size === 0) setProblem('The file is empty.');
    else onFile(file);
  };
  return (
    <Paper
      withBorder
      radius="md"
      p="xl"
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <Stack align="flex-start" gap="sm">
        <Group gap="sm">
          <IconFileTypeCsv size={32} stroke={1.4} aria-hidden />
          <Button onClick={() => input.current?.click()}>Choose a CSV file</Button>
          <Text c="dimmed">or drop it here. Up to 25 MB.</Text>
        </Group>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,.tsv,text/csv"
          hidden
          aria-label="CSV file"
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        {problem !== null && (
          <Text c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
        <List size="sm" c="dimmed" spacing={2}>
          <List.Item>Needed: the client, the e-mail of a contact, the day they left. Everything else helps.</List.Item>
          <List.Item>Rows of one client that left on one day are contacts of one departure.</List.Item>
          <List.Item>The same file twice makes nothing twice.</List.Item>
        </List>
      </Stack>
    </Paper>
  );
}
