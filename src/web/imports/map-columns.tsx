import { Alert, Button, Group, SegmentedControl, Select, Stack, Table, Text, Title } from '@mantine/core';
import { fieldChoices, fieldWord } from './field-words.ts';
import type { Answers, Survey } from './upload.ts';

interface Props {
  survey: Survey;
  said: Answers | null;
  isChecking: boolean;
  onSay: (answers: Answers) => void;
  onDone: (answers: Answers) => void;
}

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'JPY'];
const samples = { dmy: '3 April', mdy: '4 March' };

/** Each column with a few values and what it was taken for; a person has the last word. */
export function MapColumns({ survey, said, isChecking, onSay, onDone }: Props) {
  const answers: Answers = {
    columns: survey.columns.map(({ header, field }) => ({ header, field })),
    dates: said?.dates ?? [],
    currency: said?.currency ?? null,
  };
  const orderOf = (header: string) => answers.dates.find((one) => one.header === header)?.order ?? null;
  const asked = survey.columns.filter(({ asks }) => asks !== null);
  const open = asked.filter(({ header }) => orderOf(header) === null);
  const lacksCurrency = survey.lacksCurrency !== null && answers.currency === null;
  const isReady = survey.missing.length === 0 && open.length === 0 && !lacksCurrency;
  const setField = (index: number, field: string | null) =>
    onSay({
      ...answers,
      columns: answers.columns.map((one, other) => {
        if (other === index) return { ...one, field };
        // A field is one column: whoever takes it takes it from another.
        return field !== null && one.field === field ? { ...one, field: null } : one;
      }),
    });
  return (
    <Stack gap="lg">
      <Title order={2} size="h4">
        1. Which column is what
      </Title>
      {survey.missing.length > 0 && (
        <Alert color="yellow" variant="outline" role="status" title="Still needed">
          {`Say which column is ${survey.missing.map((key) => `“${fieldWord(key)}”`).join(', and which ')}.`}
        </Alert>
      )}
      <Table.ScrollContainer minWidth={480} type="native">
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column of the file</Table.Th>
              <Table.Th>Its first values</Table.Th>
              <Table.Th>Is</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {survey.columns.map(({ header, field, samples: values }, index) => (
              // A file may have two columns of one name: the place tells them apart.
              // oxlint-disable-next-line react/no-array-index-key
              <Table.Tr key={index}>
                <Table.Td>{header === '' ? <Text c="dimmed">(no name)</Text> : header}</Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed" lineClamp={2}>
                    {values.join(' · ')}
                  </Text>
                </Table.Td>
                <Table.Td miw={200}>
                  <Select
                    aria-label={`What the column ${header} is`}
                    placeholder="Left out"
                    searchable
                    clearable
                    disabled={header === '' || header.toLowerCase() === 'ajar_error'}
                    data={fieldChoices}
                    value={field}
                    onChange={(picked) => setField(index, picked)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {asked.map(({ header, asks }) => (
        <Stack gap={6} key={header}>
          <Text fw={600} size="sm">{`Are the dates of “${header}” day first or month first?`}</Text>
          <Text size="sm" c="dimmed">{`In it ${asks?.why}. It is never guessed.`}</Text>
          <Group>
            <SegmentedControl
              aria-label={`Dates of ${header}`}
              value={orderOf(header) ?? ''}
              onChange={(order) =>
                onSay({
                  ...answers,
                  dates: [
                    ...answers.dates.filter((one) => one.header !== header),
                    { header, order: order as 'dmy' | 'mdy' },
                  ],
                })
              }
              data={[
                { value: 'dmy', label: `Day first: 03/04 is ${samples.dmy}` },
                { value: 'mdy', label: `Month first: 03/04 is ${samples.mdy}` },
              ]}
            />
          </Group>
        </Stack>
      ))}
      {survey.lacksCurrency !== null && (
        <Select
          label="In which currency are the values?"
          description={`Such as “${survey.lacksCurrency}”: neither the value nor a column says.`}
          w={{ base: '100%', xs: 320 }}
          data={currencies}
          searchable
          value={answers.currency}
          onChange={(currency) => onSay({ ...answers, currency })}
        />
      )}
      <Group>
        <Button disabled={!isReady} loading={isChecking} onClick={() => onDone(answers)}>
          Try it
        </Button>
        <Text size="sm" c="dimmed">
          {isReady ? 'A dry run: nothing is stored.' : 'Answer what is open above.'}
        </Text>
      </Group>
    </Stack>
  );
}
