import { Button, Group, Modal, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { NotSaved } from '../ui/states.tsx';
import { DayText, When } from '../ui/time.tsx';
import { enrollmentStateWords, exitWords, holdWords } from '../ui/words.ts';
import { ApproveLetter } from './approve-letter.tsx';
import type { ClientDetail } from './wire.ts';
import { orNull } from './form-errors.ts';
import { planPaths } from './use-steps.ts';

type Enrollment = AnswerOf<'GET /v1/enrollments'>['data'][number];

interface Props {
  client: ClientDetail;
  people: ReadonlyMap<string, string>;
}

const isOpen = (one: Enrollment) => one.state === 'active' || one.state === 'held';

/** Who gets letters, from which campaign, and whether they go on: what a person decides about all of them at once. */
export function Drips({ client, people }: Props) {
  const may = useMay();
  const [holding, setHolding] = useState<Enrollment[] | null>(null);
  const list = useAnswer('GET /v1/enrollments', { query: { client: client.id } });
  const all = list.data?.data ?? [];
  const open = all.filter(isOpen);
  // What a person ended by hand may be a slip: it stays in sight while it can be taken up again.
  const ended = all.filter(
    (one) =>
      one.exit?.code === 'manual' &&
      !open.some((other) => other.contactId === one.contactId && other.campaign === one.campaign),
  );
  const active = open.filter((one) => one.state === 'active');
  const mayChange = may('enrollments:write');
  if (open.length === 0 && ended.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label="Campaigns">
      {may('tasks:read') && <ApproveLetter clientId={client.id} />}
      {[...open, ...ended.slice(0, 1)].map((one) => (
        <Drip
          key={one.id}
          enrollment={one}
          person={people.get(one.contactId) ?? 'An erased person'}
          mayChange={mayChange}
          onHold={() => setHolding([one])}
        />
      ))}
      {mayChange && active.length > 1 && (
        <Group>
          <Button variant="default" size="compact-sm" onClick={() => setHolding(active)}>
            Hold all {active.length}
          </Button>
        </Group>
      )}
      {holding && <HoldForm enrollments={holding} onClose={() => setHolding(null)} />}
    </Stack>
  );
}

function Drip({
  enrollment,
  person,
  mayChange,
  onHold,
}: {
  enrollment: Enrollment;
  person: string;
  mayChange: boolean;
  onHold: () => void;
}) {
  const { id, campaign, state, hold, exit } = enrollment;
  const how = { refreshes: planPaths, onProblem: notifyProblem };
  const resume = useDeed('POST /v1/enrollments/:id/resume', { ...how, onDone: () => notify('The letters go on.') });
  const end = useDeed('POST /v1/enrollments/:id/exit', how);
  const reopen = useDeed('POST /v1/enrollments/:id/reopen', { ...how, onDone: () => notify('The letters go on.') });
  const takeUp = () => reopen.mutate({ params: { id } });
  return (
    <Paper bg="var(--ajar-quiet)" p="sm" radius="md">
      <Group justify="space-between" gap="xs">
        <Stack gap={2}>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {person}
            </Text>
            <StateDot tone={state === 'active' ? 'active' : state === 'held' ? 'waiting' : 'quiet'}>
              {enrollmentStateWords[state]}
            </StateDot>
            <Text size="sm" c="dimmed" component={Link} href={`/campaigns/${campaign}`}>
              {campaign}, version {enrollment.version}
            </Text>
          </Group>
          {hold && <HoldText hold={hold} why={enrollment.nextWhy[0]?.text} />}
          {exit && <Text size="sm">{exit.why ?? exitWords[exit.code]}</Text>}
        </Stack>
        {mayChange && (
          <Group gap={6}>
            {state === 'active' && (
              <Button variant="default" size="compact-sm" onClick={onHold}>
                Hold
              </Button>
            )}
            {hold && hold.threadId === null && (
              <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate({ params: { id } })}>
                Resume
              </Button>
            )}
            {(state === 'active' || state === 'held') && (
              <Button
                variant="default"
                size="compact-sm"
                loading={end.isPending}
                onClick={() =>
                  end.mutate(
                    { params: { id }, body: {} },
                    { onSuccess: () => notify(`No more letters to ${person} from ${campaign}.`, takeUp) },
                  )
                }
              >
                End
              </Button>
            )}
            {exit?.code === 'manual' && (
              <Button variant="default" size="compact-sm" loading={reopen.isPending} onClick={takeUp}>
                Take it up again
              </Button>
            )}
          </Group>
        )}
      </Group>
    </Paper>
  );
}

function HoldText({ hold, why }: { hold: NonNullable<Enrollment['hold']>; why: string | undefined }) {
  return (
    <Text size="sm">
      {why ?? holdWords[hold.code]}{' '}
      {hold.until !== null ? (
        <>
          It goes on <When at={hold.until} />.
        </>
      ) : hold.reviewOn !== null ? (
        <>
          Somebody looks at it on <DayText day={hold.reviewOn} />.
        </>
      ) : null}{' '}
      {hold.threadId !== null && (
        <Text component={Link} href={`/inbox/${hold.threadId}`} inherit td="underline">
          Close the conversation to go on
        </Text>
      )}
    </Text>
  );
}

/** Until a day, or until somebody looks at it. */
function HoldForm({ enrollments, onClose }: { enrollments: Enrollment[]; onClose: () => void }) {
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const hold = useDeed('POST /v1/enrollments/:id/hold', { refreshes: planPaths });
  const resume = useDeed('POST /v1/enrollments/:id/resume', { refreshes: planPaths, onProblem: notifyProblem });
  const run = async () => {
    const why = orNull(reason);
    const body = { ...(until !== '' && { until }), ...(why !== null && { reason: why }) };
    for (const { id } of enrollments) await hold.mutateAsync({ params: { id }, body });
    notify(enrollments.length === 1 ? 'On hold: no letter leaves.' : 'All on hold: no letter leaves.', () => {
      for (const { id } of enrollments) resume.mutate({ params: { id } });
    });
    onClose();
  };
  // What failed is told below the form, with a way to try again.
  const start = () => void run().catch(() => undefined);
  return (
    <Modal opened onClose={onClose} title="Hold the letters">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Stack>
          <TextInput
            type="date"
            label="Until"
            description="Empty: until you resume it; you are reminded in 30 days."
            data-autofocus
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <TextInput
            label="Why"
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <NotSaved error={hold.error} onRetry={start} />
          <Group justify="flex-end">
            <Button type="submit" loading={hold.isPending}>
              Hold
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
