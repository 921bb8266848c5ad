import { Alert, Anchor, Box, Grid, Group, List, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { type Blocker, pursuesByDefault, type Reason } from '../../domain/departure.ts';
import { LetterView } from '../ui/letter-view.tsx';
import { DayText, When } from '../ui/time.tsx';
import { letterWords } from '../ui/words.ts';
import type { Draft } from './draft.ts';
import type { Foreseen } from './sentence.ts';

interface Props {
  draft: Draft;
  foreseen: Foreseen;
  onChange: (changes: Partial<Draft>) => void;
}

/** What comes of it, before anything does. */
export function PlanStep({ draft, foreseen, onChange }: Props) {
  const { preview } = foreseen;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="md">
          <Remarks foreseen={foreseen} />
          <Pursue draft={draft} onChange={onChange} />
          <FirstLetter foreseen={foreseen} draft={draft} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Stack gap="md">
          {preview?.campaign && (
            <Text size="sm">
              Campaign:{' '}
              <Anchor component={Link} underline="always" href={`/campaigns/${preview.campaign.slug}`}>
                {preview.campaign.name}
              </Anchor>
              , chosen by your{' '}
              <Anchor component={Link} underline="always" href="/campaigns/routing">
                routing rules
              </Anchor>
              .
            </Text>
          )}
          <Tasks foreseen={foreseen} />
          <Plan foreseen={foreseen} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Remarks({ foreseen: { preview } }: Pick<Props, 'foreseen'>) {
  if (!preview || preview.remarks.length === 0) return null;
  return (
    <Alert icon={<IconInfoCircle aria-hidden />} color="gray" variant="outline" title="Before you record it">
      <List size="sm" spacing={4}>
        {preview.remarks.map(({ code, text }) => (
          <List.Item key={`${code} ${text}`}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Pursue({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const byDefault = pursuesByDefault(draft.reason ?? 'unknown', draft.blockedBy);
  return (
    <Switch
      label="Keep the door open"
      description={sayPursue(draft.reason ?? 'unknown', draft.blockedBy, draft.pursue ?? byDefault)}
      checked={draft.pursue ?? byDefault}
      data-pointer="/pursue"
      onChange={(event) => {
        const wanted = event.currentTarget.checked;
        onChange({ pursue: wanted === byDefault ? null : wanted });
      }}
    />
  );
}

function sayPursue(reason: Reason, blockedBy: Blocker | null, pursue: boolean): string {
  if (pursue) return 'Letters and calls, few and useful. They are one of your potential clients from now on.';
  if (blockedBy !== null) return 'Off, because something is in the way: first that, then letters.';
  if (reason === 'out_of_business') return 'Off, because they closed. They are kept on file.';
  if (reason === 'we_ended') return 'Off, because we ended it. They are kept on file.';
  return 'Off: no letters. They are kept on file.';
}

function FirstLetter({ foreseen, draft }: Pick<Props, 'foreseen' | 'draft'>) {
  const { preview, firstLetter } = foreseen;
  const lead = foreseen.contacts.find((contact) => contact.lead)?.email ?? draft.contacts[0]?.email;
  if (preview?.letter && firstLetter)
    return (
      <Stack gap="xs">
        <Group gap="xs" justify="space-between">
          <Title order={2} size="h4">
            {foreseen.merged ? 'The next letter' : 'The first letter'}
          </Title>
          <Text size="sm" c="dimmed">
            {letterWords[preview.letter.kind]}, <When at={firstLetter.at} zone={firstLetter.zone} />
            {preview.client.zoneIsGuessed ? ' (time zone: ours)' : ''}
          </Text>
        </Group>
        <LetterView letter={preview.letter} to={lead} />
      </Stack>
    );
  return (
    <Paper p="md" radius="md" bg="var(--ajar-quiet)">
      <Title order={2} size="h4">
        {preview?.missing ? 'The first letter cannot be written yet' : 'No letter will be written'}
      </Title>
      <Text size="sm" mt={4}>
        {preview?.missing
          ? `It needs ${preview.missing}, which is not there.`
          : preview?.why.map(({ text }) => text).join(' ')}
      </Text>
    </Paper>
  );
}

function Tasks({ foreseen: { tasks, preview, merged } }: Pick<Props, 'foreseen'>) {
  if (tasks.length === 0) return null;
  const nameOf = (id: string | null) => preview?.people.find((one) => one.id === id)?.name;
  return (
    <Stack gap={4}>
      <Title order={2} size="h4">
        {merged ? 'Open tasks' : 'Tasks, made at once'}
      </Title>
      <List size="sm" spacing={4}>
        {tasks.map(({ id, title, dueOn, ownerId }) => (
          <List.Item key={id}>
            {title}, due <DayText day={dueOn} />
            {nameOf(ownerId) === undefined ? '' : `, ${nameOf(ownerId)}`}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

/** Everything that is planned, with when and why, if nobody answers. */
function Plan({ foreseen: { plan = [] } }: Pick<Props, 'foreseen'>) {
  if (plan.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        The whole plan, if nobody answers
      </Title>
      <Box component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {plan.map((entry) => (
          <Box
            component="li"
            key={`${entry.at} ${entry.step} ${entry.kind}`}
            py={6}
            style={{ borderTop: '1px solid var(--ajar-line)' }}
          >
            <Group justify="space-between" gap="xs" align="baseline">
              <Text
                size="sm"
                fw={entry.kind === 'letter' ? 600 : 400}
                c={entry.kind === 'event' ? 'dimmed' : undefined}
              >
                {nameOf(entry)}
              </Text>
              <Text size="sm">
                {entry.kind === 'letter' ? (
                  <When at={entry.at} zone={entry.zone} />
                ) : (
                  <DayText day={entry.localAt.slice(0, 10)} />
                )}
              </Text>
            </Group>
            <Text size="xs" c="dimmed">
              {entry.why.map(({ text }) => text).join(' ')}
            </Text>
          </Box>
        ))}
      </Box>
    </Stack>
  );
}

type Entry = NonNullable<Foreseen['plan']>[number];

function nameOf({ kind, letter, title, step }: Entry): string {
  if (letter !== null) return `Letter: ${letterWords[letter]}`;
  if (kind === 'task') return title ?? 'Task';
  return step === null ? 'The end' : `Left out: ${step.replaceAll('_', ' ')}`;
}
