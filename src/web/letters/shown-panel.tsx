import { Alert, Box, Group, List, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ContactPicker, type PickedContact } from '../ui/contact-picker.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import type { Copy } from './copy-model.ts';
import { LetterFrame } from './frame.tsx';
import classes from './letters.module.css';
import { type Of, type Shown, useShown } from './use-wording.ts';

type Look = 'letter' | 'text' | 'source';

/** The letter as it reads now: of a sample or a real client, wide and narrow, light and dark, as text and as source. */
export function ShownPanel({ of, copy }: { of: Of; copy: Copy }) {
  const [whose, setWhose] = useState<'full' | 'smallest' | 'real'>('full');
  const [contact, setContact] = useState<PickedContact | null>(null);
  const [look, setLook] = useState<Look>('letter');
  const [width, setWidth] = useState<'desktop' | 'phone'>('desktop');
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  const wish = whose === 'real' ? (contact === null ? {} : { contact: contact.id }) : { size: whose };
  const shown = useShown(of, copy, wish);
  return (
    <Stack gap="sm" className={classes.side}>
      <SegmentedControl
        aria-label="Whose letter"
        fullWidth
        value={whose}
        onChange={(picked) => setWhose(picked)}
        data={[
          { value: 'full', label: 'Sample' },
          { value: 'smallest', label: 'Least data' },
          { value: 'real', label: 'A real client' },
        ]}
      />
      {whose === 'real' && <ContactPicker label="Client" value={contact} onChange={setContact} />}
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="How it is shown"
          value={look}
          onChange={(picked) => setLook(picked)}
          data={[
            { value: 'letter', label: 'Letter' },
            { value: 'text', label: 'Plain text' },
            { value: 'source', label: 'Source' },
          ]}
        />
        {look === 'letter' && (
          <>
            <SegmentedControl
              size="xs"
              aria-label="Width"
              value={width}
              onChange={(picked) => setWidth(picked)}
              data={[
                { value: 'desktop', label: 'Desktop' },
                { value: 'phone', label: 'Phone' },
              ]}
            />
            <SegmentedControl
              size="xs"
              aria-label="Colours"
              value={scheme}
              onChange={(picked) => setScheme(picked)}
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
          </>
        )}
      </Group>
      {shown.error ? (
        <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />
      ) : shown.data === undefined ? (
        <Loading rows={6} />
      ) : (
        <ShownLetter shown={shown.data} look={look} width={width} scheme={scheme} />
      )}
    </Stack>
  );
}

interface ShownProps {
  shown: Shown;
  look: Look;
  width: 'desktop' | 'phone';
  scheme: 'light' | 'dark';
}

function ShownLetter({ shown: { letter, missing, notes }, look, width, scheme }: ShownProps) {
  if (letter === null)
    return (
      <Alert variant="light" color="gray" title="It cannot be written so">
        {missing === null ? 'Mend what is marked in the wording.' : `It needs ${missing}, which is not there.`}
      </Alert>
    );
  const { from, to } = letter;
  const sender = from.name === null ? from.address : `${from.name} <${from.address}>`;
  return (
    <>
      {notes.length > 0 && (
        <List size="xs" c="dimmed">
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      )}
      <Paper withBorder radius="md" className={classes.frame}>
        <Stack gap={2} p="md" className={classes.head}>
          <Text fw={600} data-letter-subject>
            {letter.subject}
          </Text>
          <Text size="xs" c="dimmed">
            {letter.preheader}
          </Text>
          <Text size="xs" c="dimmed">
            {`From ${sender} to ${to.name ?? to.address}, ${to.client}`}
          </Text>
        </Stack>
        {look === 'letter' ? (
          <Box bg={width === 'phone' ? 'var(--ajar-quiet)' : undefined}>
            <LetterFrame html={letter.html} title={`The letter "${letter.subject}"`} scheme={scheme} width={width} />
          </Box>
        ) : (
          <pre
            className={classes.text}
            tabIndex={0}
            aria-label={look === 'text' ? 'The letter as plain text' : 'The source of the letter'}
          >
            {look === 'text' ? letter.text : letter.html}
          </pre>
        )}
      </Paper>
      <Text size="xs" c="dimmed">
        {`${letter.words} words, ${Math.max(1, Math.round(letter.bytes / 1000))} kB`}
      </Text>
    </>
  );
}
