import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Fault } from '../../domain/departure.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { DayText, MoneyText } from '../ui/time.tsx';
import { blockerWords, faultWords, reasonWords } from '../ui/words.ts';
import type { Departure } from './wire.ts';
import { Fact } from './fact.tsx';
import { ReviewForm } from './review-form.tsx';
import { Section } from './section.tsx';
import { planPaths } from './use-steps.ts';

/** Why they left: what they said and what we think, whose fault it was, what we learned, what would bring them back. */
export function Review({ departure }: { departure: Departure }) {
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const isOver = departure.endedAt !== null;
  const mayEdit = may('departures:write') && !isOver;
  return (
    <Section
      title="Why they left"
      action={
        mayEdit &&
        !editing && (
          <Button variant="default" size="compact-sm" onClick={() => setEditing(true)}>
            Edit the review
          </Button>
        )
      }
    >
      {departure.asksWhoseFault && mayEdit && !editing && <WasThisOnUs departure={departure} />}
      {editing ? (
        <ReviewForm departure={departure} onDone={() => setEditing(false)} />
      ) : (
        <Known departure={departure} />
      )}
    </Section>
  );
}

const answers: [Fault, string][] = [
  ['ours', 'Yes'],
  ['shared', 'In part'],
  ['nobody', 'No'],
];

function WasThisOnUs({ departure: { id } }: { departure: Departure }) {
  const back = useDeed('PATCH /v1/departures/:id', { refreshes: planPaths, onProblem: notifyProblem });
  const change = useDeed('PATCH /v1/departures/:id', {
    refreshes: planPaths,
    // Told at once: with the answer the question is gone.
    onDone: () => notify('Noted; the plan follows.', () => back.mutate({ params: { id }, body: { fault: 'unknown' } })),
    onProblem: notifyProblem,
  });
  const say = (fault: Fault) => change.mutate({ params: { id }, body: { fault } });
  return (
    <Alert color="yellow" variant="outline" icon={<IconHelpCircle aria-hidden />} title="Was this on us?">
      <Stack gap="xs">
        <Text size="sm">Until it is answered the first letter is neutral.</Text>
        <Group gap="xs">
          {answers.map(([fault, words]) => (
            <Button
              key={fault}
              variant="default"
              size="compact-sm"
              loading={change.isPending}
              onClick={() => say(fault)}
            >
              {words}
            </Button>
          ))}
        </Group>
      </Stack>
    </Alert>
  );
}

function Known({ departure }: { departure: Departure }) {
  const { statedReason, ourReason, reason, fault, amends, renewalOn, highlights } = departure;
  return (
    <Stack gap="sm">
      <Fact name="They said">{statedReason === null ? 'Nothing that we know of' : reasonWords[statedReason]}</Fact>
      <Fact name="Our view">{reasonWords[ourReason ?? reason]}</Fact>
      <Fact name="In detail">{departure.reasonDetail}</Fact>
      <Fact name="Whose fault">{faultWords[fault]}</Fact>
      <Fact name="What went wrong">{departure.whatWentWrong}</Fact>
      <Fact name="Put right">
        {amends && (
          <>
            {amends.text}
            {amends.doneOn === null ? ' (not done yet)' : ', '}
            {amends.doneOn !== null && <DayText day={amends.doneOn} />}
          </>
        )}
      </Fact>
      <Fact name="Would bring them back">{departure.wouldReturnIf}</Fact>
      <Fact name="They went to">{departure.competitor}</Fact>
      <Fact name="That contract ends">{renewalOn && <DayText day={renewalOn} />}</Fact>
      <Fact name="In the way">{departure.blockedBy && blockerWords[departure.blockedBy]}</Fact>
      <Fact name="Pursued">{departure.pursue ? null : 'No: nothing is sent'}</Fact>
      <Fact name="Lessons">{departure.lessons}</Fact>
      <Fact name="Notes">{departure.notes}</Fact>
      <Fact name="Personal line of the first letter">{departure.personalLine}</Fact>
      <Fact name="Highlights">
        {highlights.length > 0 && (
          <Stack gap={2}>
            {highlights.map((one) => (
              <span key={one.text}>
                {one.text}
                {one.amount && (
                  <>
                    {' '}
                    (<MoneyText money={one.amount} />)
                  </>
                )}
              </span>
            ))}
          </Stack>
        )}
      </Fact>
    </Stack>
  );
}
