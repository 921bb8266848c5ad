import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useDeed } from '../data.ts';
import { count } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import type { Campaign as Loaded } from './use-draft.ts';

/** Where it stands, and with how many people. */
export function Facts({ campaign: { version, enrollments, paused, numbers } }: { campaign: Loaded }) {
  return (
    <Group gap="xs">
      {paused ? (
        <StateDot tone={paused.why === null ? 'waiting' : 'bad'}>
          {paused.why === null ? 'Paused: no letter of it leaves' : `Ajar stopped it: ${paused.why}`}
        </StateDot>
      ) : version === null ? (
        <StateDot tone="quiet">Not published yet</StateDot>
      ) : (
        <StateDot tone="good">{`Version ${version}`}</StateDot>
      )}
      <Text size="sm" c="dimmed">
        {`${count(enrollments.active, 'person', 'people')} under way, ${enrollments.held} on hold. ${count(numbers.letters, 'letter')} this month, ${count(numbers.answers, 'answer')}, ${count(numbers.winBacks, 'win-back')}.`}
      </Text>
    </Group>
  );
}

/** Stops its letters, or lets them go on. */
export function PauseButton({ campaign }: { campaign: Loaded }) {
  const params = { slug: campaign.slug };
  const resume = useDeed('POST /v1/campaigns/:slug/resume', { onProblem: notifyProblem });
  const pause = useDeed('POST /v1/campaigns/:slug/pause', {
    onProblem: notifyProblem,
    onDone: () =>
      notify('Paused: no letter of it leaves until it is resumed. Tasks are still made.', () =>
        resume.mutate({ params }),
      ),
  });
  if (campaign.version === null) return null;
  return campaign.paused ? (
    <Button
      variant="default"
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      loading={resume.isPending}
      onClick={() => resume.mutate({ params })}
    >
      Resume
    </Button>
  ) : (
    <Button
      variant="default"
      leftSection={<IconPlayerPause size={16} aria-hidden />}
      loading={pause.isPending}
      onClick={() => pause.mutate({ params })}
    >
      Pause
    </Button>
  );
}
