import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '../clock.ts';
import { count, formatInstant, formatTime } from '../ui/format.ts';
import { NotSaved } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { notifyProblem } from '../ui/notify.tsx';
import type { Draft } from './use-draft.ts';

/** Where the draft stands: saved when, what is to be mended, and what to do where saving did not work. */
export function DraftState({ draft }: { draft: Draft }) {
  const { state, error, problems, diff, hasDraft } = draft;
  const [discarding, setDiscarding] = useState(false);
  if (state === 'failed') return <NotSaved error={error} onRetry={() => void draft.save()} />;
  if (state === 'conflict') return <Conflict draft={draft} />;
  if (!hasDraft) return null;
  const changes =
    diff === null ? null : diff.words.length === 0 ? 'Nothing is different from what is published.' : null;
  return (
    <Group gap="sm" data-draft-state={state}>
      <Text size="sm" role="status">
        <SavedWords draft={draft} />
      </Text>
      {problems.length > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {`${count(problems.length, 'thing is', 'things are')} to be mended before it can be published.`}
        </Text>
      )}
      {problems.length === 0 && state === 'saved' && (
        <Text size="sm" c="dimmed">
          {changes ?? `${count(diff?.words.length ?? 0, 'change')} against what is published.`}
        </Text>
      )}
      <Button size="compact-sm" variant="subtle" onClick={() => setDiscarding(true)}>
        Discard the draft
      </Button>
      <Modal opened={discarding} onClose={() => setDiscarding(false)} title="Discard the draft?">
        <Text size="sm">What is published stays as it is. The draft cannot be brought back.</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setDiscarding(false)}>
            Keep it
          </Button>
          <Button
            color="red"
            onClick={() => {
              setDiscarding(false);
              draft.discard().catch(notifyProblem);
            }}
          >
            Discard
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}

function SavedWords({ draft: { state, savedAt } }: { draft: Draft }) {
  const reader = useReader();
  const now = useNow();
  if (state === 'saving' || state === 'waiting' || savedAt === null) return <>Draft, saving …</>;
  const today = formatInstant(savedAt, now, reader).startsWith(
    formatInstant(now.toISOString(), now, reader).slice(0, 8),
  );
  return <>{`Draft, saved ${today ? formatTime(savedAt, reader) : formatInstant(savedAt, now, reader)}`}</>;
}

function Conflict({ draft }: { draft: Draft }) {
  return (
    <Alert color="gray" variant="light" role="alert" title="Somebody else has changed this draft">
      <Text size="sm">{draft.error?.message} What you wrote is still here.</Text>
      <Group mt="sm">
        <Button variant="default" onClick={() => void draft.loadTheirs().catch(notifyProblem)}>
          Take theirs
        </Button>
        <Button variant="default" onClick={() => void draft.save(true)}>
          Keep mine
        </Button>
      </Group>
    </Alert>
  );
}
