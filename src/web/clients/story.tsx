import { Box, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '../clock.ts';
import { useAnswer } from '../data.ts';
import { formatInstant } from '../ui/format.ts';
import { Answered } from '../ui/states.tsx';
import { useReader } from '../ui/time.tsx';
import { LetterDrawer, type Shown } from './letter-drawer.tsx';
import { MoveStep, type Moving } from './move-step.tsx';
import { StoryEntry } from './story-entry.tsx';
import classes from './story.module.css';
import { type Entry, isHeldOut, isSmall } from './story-words.ts';

interface Props {
  clientId: string;
  /** Names by contact id; told only where there are several. */
  people: ReadonlyMap<string, string>;
  heldOut: boolean;
}

const shownAtFirst = 8;
const aheadAtFirst = 12;

/** The story of the relationship: what has been, now, and what will come, in one line. */
export function Story({ clientId, people, heldOut }: Props) {
  const story = useAnswer('GET /v1/clients/:id/timeline', { params: { id: clientId } });
  return (
    <Stack gap="sm" component="section" aria-label="Story">
      <Answered of={story}>{({ data }) => <Told entries={data} people={people} heldOut={heldOut} />}</Answered>
    </Stack>
  );
}

function Told({ entries, people, heldOut }: Omit<Props, 'clientId'> & { entries: Entry[] }) {
  const [everything, setEverything] = useState(false);
  const [wholePast, setWholePast] = useState(false);
  const [wholePlan, setWholePlan] = useState(false);
  const [letter, setLetter] = useState<Shown | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  const shown = entries.filter((entry) => everything || !isSmall(entry));
  const done = shown.filter((entry) => entry.state === 'done');
  const planned = shown.filter((entry) => entry.state === 'planned');
  const ahead = wholePlan ? planned : planned.slice(0, aheadAtFirst);
  const past = wholePast ? done : done.slice(-shownAtFirst);
  const draw = (entry: Entry, index: number) => (
    <StoryEntry
      key={`${entry.at} ${entry.kind} ${entry.step} ${entry.outcome} ${entry.enrollmentId} ${index}`}
      entry={entry}
      person={people.size > 1 ? people.get(entry.contactId ?? '') : undefined}
      onLetter={setLetter}
      onMove={setMoving}
    />
  );
  return (
    <>
      <Group justify="space-between">
        <Title order={2} size="h3">
          The story
        </Title>
        <Switch
          size="sm"
          label="Waits and left-out steps too"
          checked={everything}
          onChange={(event) => setEverything(event.currentTarget.checked)}
        />
      </Group>
      {past.length < done.length && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => setWholePast(true)}>
            {done.length - past.length} earlier {done.length - past.length === 1 ? 'entry' : 'entries'}
          </Button>
        </Group>
      )}
      <Box component="ol" className={classes.list} aria-label="What has been">
        {past.map(draw)}
      </Box>
      <Now />
      {heldOut && planned.some(isHeldOut) && (
        <Text size="sm" c="dimmed">
          This client is held out, so that the effect of the letters can be measured: nothing of the following is sent.
          It is what would have been.
        </Text>
      )}
      <Box component="ol" className={classes.list} aria-label="What is planned, if nobody answers">
        {ahead.map(draw)}
      </Box>
      {ahead.length < planned.length && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => setWholePlan(true)}>
            The rest of the plan: {planned.length - ahead.length} more
          </Button>
        </Group>
      )}
      {planned.length === 0 && <Text c="dimmed">Nothing more is planned.</Text>}
      <LetterDrawer shown={letter} onClose={() => setLetter(null)} />
      <MoveStep moving={moving} onClose={() => setMoving(null)} />
    </>
  );
}

function Now() {
  const now = useNow();
  const reader = useReader();
  return (
    <div className={classes.now} id="now" role="separator" aria-label="Now">
      <span>Now, {formatInstant(now.toISOString(), now, reader)}</span>
    </div>
  );
}
