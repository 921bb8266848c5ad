import { Button, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { count } from '../ui/format.ts';
import { Answered } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { type Definition, readDefinition } from './model.ts';
import type { Campaign } from './use-draft.ts';

interface Props {
  campaign: Campaign;
  canWrite: boolean;
  /** An earlier version becomes the draft. */
  onBringBack: (definition: Definition, version: number) => void;
}

/** What was published when, by whom, with how many people in it. */
export function VersionsPanel({ campaign, canWrite, onBringBack }: Props) {
  const [shown, setShown] = useState<number | null>(null);
  if (campaign.versions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing is published yet, so nobody is in this campaign.
      </Text>
    );
  return (
    <Stack gap="xs">
      {campaign.versions.map(({ version, publishedAt, publishedByName, enrollments }, index) => (
        <Paper key={version} withBorder p="sm" radius="sm">
          <Group justify="space-between" align="flex-start" gap="xs">
            <Stack gap={0}>
              <Text size="sm" fw={600}>
                {`Version ${version}${index === 0 ? ', in force' : ''}`}
              </Text>
              <Text size="xs" c="dimmed">
                <When at={publishedAt} />, {publishedByName}
              </Text>
              <Text size="xs" c="dimmed">
                {`${enrollments.active} under way, ${enrollments.held} on hold, ${enrollments.completed + enrollments.exited} ended`}
              </Text>
            </Stack>
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={shown === version}
              onClick={() => setShown(shown === version ? null : version)}
            >
              {shown === version ? 'Close' : 'What changed'}
            </Button>
          </Group>
          {shown === version && (
            <OneVersion
              slug={campaign.slug}
              version={version}
              onBringBack={canWrite && index > 0 ? onBringBack : undefined}
            />
          )}
        </Paper>
      ))}
      <Text size="xs" c="dimmed">
        {`${count(campaign.versions.length, 'version')}. A published version never changes.`}
      </Text>
    </Stack>
  );
}

interface OneProps {
  slug: string;
  version: number;
  onBringBack: ((definition: Definition, version: number) => void) | undefined;
}

function OneVersion({ slug, version, onBringBack }: OneProps) {
  const answer = useAnswer('GET /v1/campaigns/:slug/versions/:version', { params: { slug, version: String(version) } });
  return (
    <Answered of={answer}>
      {({ diff, definition }: AnswerOf<'GET /v1/campaigns/:slug/versions/:version'>) => (
        <Stack gap="xs" mt="xs">
          <List size="xs" spacing={2}>
            {diff.words.map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
          {onBringBack && (
            <Group>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => onBringBack(readDefinition(definition), version)}
              >
                Bring it back as a draft
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Answered>
  );
}
