import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import type { DecisionKind } from '../../domain/today.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, When } from '../ui/time.tsx';
import { LetterLook } from './letter-look.tsx';
import { Section } from './section.tsx';

type Decisions = AnswerOf<'GET /v1/today'>['decisions'];
type Decision = Decisions['data'][number];

const kindWords: Record<DecisionKind, [words: string, tone: 'bad' | 'waiting']> = {
  approval: ['Waits for a look', 'waiting'],
  review: ['On hold', 'waiting'],
  failed: ['Failed', 'bad'],
  uncertain: ['Uncertain', 'waiting'],
  missing_value: ['Something is missing', 'bad'],
};

/** What only a person can decide. */
export function Decisions({ decisions }: { decisions: Decisions }) {
  return (
    <Section title="Needs a decision" count={decisions.count}>
      {decisions.data.map((decision) => (
        <DecisionRow
          key={`${decision.kind} ${decision.taskId ?? decision.messageId ?? decision.enrollmentId}`}
          decision={decision}
        />
      ))}
      {decisions.count > decisions.data.length && (
        <Text size="sm" c="dimmed">
          {decisions.count - decisions.data.length} more come after these.
        </Text>
      )}
    </Section>
  );
}

function DecisionRow({ decision }: { decision: Decision }) {
  const [words, tone] = kindWords[decision.kind];
  const name = decision.contact === null ? decision.client.name : `${decision.contact.name}, ${decision.client.name}`;
  return (
    <Group justify="space-between" align="flex-start" gap="xs" role="group" aria-label={name}>
      <Stack gap={2} style={{ flex: '1 1 220px' }}>
        <Anchor component={Link} href={`/clients/${decision.client.id}`} fw={600}>
          {name}
        </Anchor>
        <Text size="sm">{decision.why.map((one) => one.text).join(' ')}</Text>
        <Group gap="xs">
          <StateDot tone={tone}>{words}</StateDot>
          <Text size="sm" c="dimmed">
            {decision.reviewOn === null ? (
              <>
                since <When at={decision.since} relative />
              </>
            ) : (
              <>
                {decision.kind === 'review' ? 'to be looked at on ' : 'due '}
                <DayText day={decision.reviewOn} />
              </>
            )}
          </Text>
        </Group>
      </Stack>
      <Buttons decision={decision} />
    </Group>
  );
}

function Buttons({ decision }: { decision: Decision }) {
  const may = useMay();
  switch (decision.kind) {
    case 'approval':
      return <Approval decision={decision} />;
    case 'review':
      return <Review decision={decision} />;
    case 'missing_value':
      return (
        <Button component={Link} href={`/clients/${decision.client.id}`} variant="default">
          Add it
        </Button>
      );
    default:
      return may('messages:write') ? <Stuck decision={decision} /> : null;
  }
}

const refreshes = ['/v1/today', '/v1/clients', '/v1/contacts', '/v1/enrollments', '/v1/messages'];

function Approval({ decision }: { decision: Decision }) {
  const [looking, setLooking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setLooking(true)} data-next-thing>
        See the letter
      </Button>
      {looking && <LetterLook decision={decision} onClose={() => setLooking(false)} />}
    </>
  );
}

function Review({ decision }: { decision: Decision }) {
  const may = useMay();
  const [looking, setLooking] = useState(false);
  const id = decision.enrollmentId ?? '';
  const hold = useDeed('POST /v1/enrollments/:id/hold', {
    refreshes,
    onProblem: notifyProblem,
    onDone: () => notify('It stays on hold; you are asked again in 30 days.'),
  });
  const resume = useDeed('POST /v1/enrollments/:id/resume', {
    refreshes,
    onProblem: notifyProblem,
    onDone: () => notify('The letters go on.', () => hold.mutate({ params: { id }, body: {} })),
  });
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => setLooking(true)} data-next-thing>
        See the letter
      </Button>
      {may('enrollments:write') && (
        <>
          <Button variant="default" loading={resume.isPending} onClick={() => resume.mutate({ params: { id } })}>
            Let them go on
          </Button>
          <Button variant="default" loading={hold.isPending} onClick={() => hold.mutate({ params: { id }, body: {} })}>
            Hold on
          </Button>
        </>
      )}
      {looking && <LetterLook decision={decision} onClose={() => setLooking(false)} />}
    </Group>
  );
}

function Stuck({ decision: { kind, messageId } }: { decision: Decision }) {
  const options = { refreshes, onProblem: notifyProblem };
  const retry = useDeed('POST /v1/messages/:id/retry', { ...options, onDone: () => notify('It is tried again.') });
  const settle = useDeed('POST /v1/messages/:id/settle', { ...options, onDone: () => notify('That is settled.') });
  const params = { id: messageId ?? '' };
  if (kind === 'failed')
    return (
      <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate({ params })}>
        Try again
      </Button>
    );
  return (
    <Group gap="xs">
      <Button
        variant="default"
        loading={settle.isPending}
        onClick={() => settle.mutate({ params, body: { left: true } })}
      >
        It left
      </Button>
      <Button
        variant="default"
        loading={settle.isPending}
        onClick={() => settle.mutate({ params, body: { left: false } })}
      >
        It did not
      </Button>
    </Group>
  );
}
