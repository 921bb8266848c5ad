import { Anchor, Box, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { Page } from '../ui/page.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { letterWords } from '../ui/words.ts';
import { languageName, purposes } from './copy-model.ts';
import { Thumbnail } from './frame.tsx';
import classes from './letters.module.css';

type Wording = AnswerOf<'GET /v1/wordings'>['data'][number];
type Kind = Wording['kind'];

/** The six letters, each as a sample. */
export function Letters() {
  const letters = useAnswer('GET /v1/letters', {});
  const wordings = useAnswer('GET /v1/wordings', {});
  const both = {
    data: letters.data && wordings.data ? { letters: letters.data, wordings: wordings.data.data } : undefined,
    error: letters.error ?? wordings.error,
    refetch: () => Promise.all([letters.refetch(), wordings.refetch()]),
  };
  return (
    <Page
      title="Letters"
      lead="What letters say. When they come is a matter of campaigns; a changed wording reaches every letter that has not left."
    >
      <Answered of={both} loading={<Loading rows={3} height={240} />}>
        {({ letters: { data, locales, houseLocale }, wordings: all }) => (
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
            {data.map(({ kind }) => (
              <LetterCard
                key={kind}
                kind={kind}
                locale={
                  locales.find((one) => one === houseLocale) ??
                  locales.find((one) => one === houseLocale.slice(0, 2)) ??
                  'en'
                }
                wordings={all.filter((one) => one.kind === kind)}
              />
            ))}
          </SimpleGrid>
        )}
      </Answered>
    </Page>
  );
}

function LetterCard({ kind, locale, wordings }: { kind: Kind; locale: string; wordings: Wording[] }) {
  const { ref, inViewport } = useInViewport();
  const reader = useReader();
  const sample = useAnswer(
    'GET /v1/letters/:kind/:locale/sample',
    { params: { kind, locale }, query: {} },
    { enabled: inViewport },
  );
  const letter = sample.data?.letter;
  return (
    <Paper withBorder radius="md" className={classes.card} component="article" ref={ref} data-letter={kind}>
      {letter ? <Thumbnail html={letter.html} /> : <Box className={classes.thumbnail} />}
      <Stack gap={4} p="md">
        <Anchor component={Link} href={`/letters/${kind}/${locale}`} fw={600} fz="lg" className={classes.cover}>
          {letterWords[kind]}
        </Anchor>
        <Text size="sm">{purposes[kind]}</Text>
        {letter && (
          <Text size="sm" c="dimmed" truncate>
            {letter.subject}
          </Text>
        )}
        <Group gap="xs" mt={4}>
          {wordings.map(({ locale: language, revision, source }) => (
            <Text key={language} size="xs" c="dimmed">
              {`${languageName(language, reader.locale)}: ${source === 'shipped' ? 'as shipped' : `revision ${revision}`}`}
            </Text>
          ))}
        </Group>
      </Stack>
    </Paper>
  );
}
