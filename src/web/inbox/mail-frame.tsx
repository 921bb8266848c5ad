import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { pathOf } from '../api.ts';
import classes from './inbox.module.css';

/** A whole mail in a frame without rights: nothing in it runs, nothing is loaded until somebody asks. */
export function MailFrame({ inboundId, isKept }: { inboundId: string; isKept: boolean }) {
  const [withImages, setWithImages] = useState(false);
  if (!isKept)
    return (
      <Text size="sm" c="dimmed">
        The whole mail is not kept any more.
      </Text>
    );
  const params = { id: inboundId };
  return (
    <Stack gap="xs">
      <iframe
        title="The full mail"
        sandbox=""
        className={classes.frame}
        src={pathOf('GET /v1/inbound/:id/html', { params, query: withImages ? { images: 'true' } : {} })}
      />
      <Group gap="xs">
        {withImages ? (
          <Text size="sm" c="dimmed">
            Images are loaded from where they are.
          </Text>
        ) : (
          <Button variant="default" size="xs" onClick={() => setWithImages(true)}>
            Load images
          </Button>
        )}
        {!withImages && (
          <Text size="sm" c="dimmed">
            Loading them tells the sender that you read it.
          </Text>
        )}
        <Button variant="default" size="xs" component="a" href={pathOf('GET /v1/inbound/:id/raw', { params })} download>
          Download the mail
        </Button>
      </Group>
    </Stack>
  );
}

/** One of our own letters, exactly as it left. */
export function LetterFrame({ messageId, title }: { messageId: string; title: string }) {
  return (
    <Stack gap="xs">
      <iframe
        title={title}
        sandbox=""
        className={classes.frame}
        src={pathOf('GET /v1/messages/:id/html', { params: { id: messageId } })}
      />
      <Group>
        <Button
          variant="default"
          size="xs"
          component="a"
          href={pathOf('GET /v1/messages/:id/source', { params: { id: messageId } })}
          download
        >
          Download the source
        </Button>
      </Group>
    </Stack>
  );
}
