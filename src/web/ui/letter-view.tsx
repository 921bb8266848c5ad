import { Box, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import classes from './letter-view.module.css';

interface Letter {
  from: { name: string | null; address: string };
  subject: string;
  html: string;
  text: string;
}

/** A letter of ours as its reader will see it. In a frame of its own without scripts, whose links lead nowhere. */
export function LetterView({ letter, to }: { letter: Letter; to?: string | undefined }) {
  const [form, setForm] = useState<'html' | 'text'>('html');
  const { from } = letter;
  return (
    <Paper withBorder radius="md" className={classes.letter}>
      <Stack gap={2} p="md" className={classes.head}>
        <Text size="sm" c="dimmed">
          From {from.name === null ? from.address : `${from.name} <${from.address}>`}
        </Text>
        {to !== undefined && (
          <Text size="sm" c="dimmed">
            To {to}
          </Text>
        )}
        <Group justify="space-between" gap="xs" align="center">
          <Text fw={600} data-letter-subject>
            {letter.subject}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label="How it is shown"
            value={form}
            onChange={(picked) => setForm(picked)}
            data={[
              { value: 'html', label: 'Letter' },
              { value: 'text', label: 'Plain text' },
            ]}
          />
        </Group>
      </Stack>
      {form === 'html' ? (
        <LetterFrame html={letter.html} title={`The letter "${letter.subject}"`} />
      ) : (
        <Box component="pre" p="md" m={0} className={classes.text} tabIndex={0} aria-label="The letter as plain text">
          {letter.text}
        </Box>
      )}
    </Paper>
  );
}

/** As high as the letter is: the frame is of our own origin so that it can be measured, and runs nothing. */
function LetterFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(420);
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-same-origin"
      srcDoc={html}
      className={classes.frame}
      height={height}
      onLoad={() =>
        setHeight(Math.min(1400, (frame.current?.contentDocument?.documentElement.scrollHeight ?? 420) + 4))
      }
    />
  );
}
