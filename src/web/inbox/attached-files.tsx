import { ActionIcon, Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { sizeWords } from '../../domain/threads/attachments.ts';
import { pathOf } from '../api.ts';
import classes from './inbox.module.css';
import type { DraftFile } from './use-files.ts';

/** Chooses files; they can be dropped on the answer and pasted into it too. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPaperclip size={16} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        Attach files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

interface Props {
  threadId: string;
  files: readonly DraftFile[];
  onRemove: (id: string) => void;
  onAgain: (id: string) => void;
}

/** What goes with the answer, and what is still on its way or is not taken. */
export function AttachedFiles({ threadId, files, onRemove, onAgain }: Props) {
  const kept = files.filter(({ state }) => state === 'kept').length;
  const waits = files.filter(({ state }) => state === 'uploading').length;
  return (
    <>
      <span role="status" className={classes.heard}>
        {files.length === 0 ? '' : `${kept} attached${waits === 0 ? '' : `, ${waits} on the way`}`}
      </span>
      {files.length > 0 && (
        <ul className={classes.files} aria-label="Files of the answer">
          {files.map((file) => (
            <li key={file.id} data-file={file.state}>
              <Group gap="xs" wrap="nowrap" justify="space-between">
                <Group gap={6} wrap="nowrap" miw={0}>
                  <IconPaperclip size={14} aria-hidden style={{ flex: 'none' }} />
                  <FileName threadId={threadId} file={file} />
                </Group>
                <ActionIcon aria-label={`Remove ${file.filename}`} onClick={() => onRemove(file.id)}>
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              </Group>
              {file.state === 'uploading' && (
                <Progress
                  size="sm"
                  mt={4}
                  value={Math.max(3, Math.round(file.share * 100))}
                  aria-label={`${file.filename} is on its way`}
                />
              )}
              {file.problem !== null && (
                <Stack gap={4} align="flex-start" mt={2}>
                  <Text size="sm" c="var(--mantine-color-error)" role="alert">
                    {file.problem}
                  </Text>
                  {file.state === 'failed' && (
                    <Button variant="default" size="compact-xs" onClick={() => onAgain(file.id)}>
                      Try again
                    </Button>
                  )}
                </Stack>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function FileName({ threadId, file }: { threadId: string; file: DraftFile }) {
  const name = `${file.filename} (${sizeWords(file.size)})`;
  if (file.state !== 'kept')
    return (
      <Text size="sm" className={classes.words}>
        {name}
      </Text>
    );
  const href = pathOf('GET /v1/threads/:id/draft/attachments/:fileId', { params: { id: threadId, fileId: file.id } });
  return (
    <Anchor size="sm" href={href} download className={classes.words}>
      {name}
    </Anchor>
  );
}
