import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { pathOf } from '../api.ts';
import { readClock } from '../clock.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay, useSession } from '../session.tsx';
import { Files } from '../ui/files.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { messageStateWords, messageTones } from '../ui/words.ts';
import { announceDraft } from './use-draft.ts';
import classes from './inbox.module.css';
import { MarkdownPreview } from './markdown-preview.tsx';
import type { Entry } from './place.ts';

type Answer = Extract<Entry, { kind: 'answer' }>;

/** What one of us wrote: waiting to leave, gone, or in trouble. */
export function AnswerEntry({ answer }: { answer: Answer }) {
  const may = useMay();
  const retry = useDeed('POST /v1/messages/:id/retry', { refreshes: ['/v1/threads'], onProblem: notifyProblem });
  const wasStopped = answer.state === 'canceled';
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {answer.author.name}
          </Text>
          <StateDot tone={wasStopped ? 'bad' : messageTones[answer.state]}>
            {wasStopped ? 'Did not leave' : messageStateWords[answer.state]}
          </StateDot>
        </Group>
        <Text size="xs" c="dimmed">
          <When at={answer.at} />
        </Text>
      </Group>
      {answer.otherAddress && (
        <Text size="sm" c="dimmed" mt={4}>
          To {answer.to}, which is not the address on file
        </Text>
      )}
      <div style={{ marginTop: 8 }}>
        <MarkdownPreview text={answer.body} />
      </div>
      <Files
        files={answer.attachments.map(({ id, isKept, ...file }) => ({
          ...file,
          key: id,
          href: isKept
            ? pathOf('GET /v1/messages/:id/attachments/:fileId', { params: { id: answer.id, fileId: id } })
            : null,
        }))}
      />
      {answer.offers.map((offer) => (
        <Text key={offer.id} size="sm" c="dimmed">
          With the offer “{offer.title}”
        </Text>
      ))}
      {wasStopped && (
        <Text size="sm" mt="xs">
          {answer.why.map((one) => one.text).join(' ')} The words are your draft again.
        </Text>
      )}
      {answer.leavesAt !== null && <Leaving answer={answer} leavesAt={answer.leavesAt} />}
      {answer.state === 'failed' && (
        <Group gap="xs" mt="xs">
          <Text size="sm">{answer.error ?? 'The provider would not take it.'}</Text>
          {may('messages:write') && (
            <Button
              variant="default"
              size="compact-sm"
              loading={retry.isPending}
              onClick={() => retry.mutate({ params: { id: answer.id } })}
            >
              Try again
            </Button>
          )}
        </Group>
      )}
      {answer.state === 'uncertain' && (
        <Text size="sm" mt="xs">
          Nobody can say whether it left. Ask them, or settle it in the mailbox.
        </Text>
      )}
    </div>
  );
}

/** "Leaves in 42 s · Undo", counted down; later times are named. */
function Leaving({ answer, leavesAt }: { answer: Answer; leavesAt: string }) {
  const may = useMay();
  const { user } = useSession();
  const sending = useAnswer('GET /v1/sending', {});
  const [now, setNow] = useState(() => readClock());
  useEffect(() => {
    const timer = setInterval(() => setNow(readClock()), 1000);
    return () => clearInterval(timer);
  }, []);
  const cancel = useDeed('POST /v1/messages/:id/cancel', {
    refreshes: ['/v1/threads', '/v1/today'],
    onDone: () => {
      if (answer.author.id !== user.id) {
        notify(`It did not leave. It is a draft of ${answer.author.name} again.`);
        return;
      }
      announceDraft({ body: answer.body, files: answer.attachments });
      notify('It did not leave. Your text is a draft again.');
    },
    onProblem: notifyProblem,
  });
  const seconds = Math.ceil((Date.parse(leavesAt) - now.getTime()) / 1000);
  const isPaused = sending.data?.paused === true;
  return (
    <Group gap="xs" mt="xs">
      <Text size="sm" component="div" data-leaving>
        {isPaused ? (
          'Sending is paused: it waits until sending goes on.'
        ) : seconds > 90 ? (
          <>
            Leaves <When at={leavesAt} />
          </>
        ) : seconds > 0 ? (
          `Leaves in ${seconds} s`
        ) : (
          'Leaves now'
        )}
      </Text>
      {may('threads:write') && (
        <Button
          variant="default"
          size="compact-sm"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { id: answer.id } })}
        >
          Undo
        </Button>
      )}
    </Group>
  );
}
