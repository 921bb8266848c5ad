import { Anchor, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconPaperclip } from '@tabler/icons-react';
import { sizeWords } from '../../domain/threads/attachments.ts';
import { isRisky } from '../../domain/threads/file-name.ts';
import classes from './files.module.css';

interface ShownFile {
  key: string;
  filename: string | null;
  contentType: string;
  size: number;
  /** Where it is downloaded; null where it is not kept any more. */
  href: string | null;
}

/** Files that came or went with a mail. The server never lets a browser open one; what may do harm is said beside it. */
export function Files({ files }: { files: readonly ShownFile[] }) {
  if (files.length === 0) return null;
  return (
    <Group gap="xs" mt="xs" component="ul" p={0} m={0} className={classes.list} aria-label="Attachments">
      {files.map((file) => (
        <li key={file.key} className={classes.file}>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <IconPaperclip size={14} aria-hidden className={classes.icon} />
            <OneFile file={file} />
          </Group>
          {isRisky(file.filename, file.contentType) && (
            <Group gap={4} wrap="nowrap" align="flex-start">
              <IconAlertTriangle size={14} aria-hidden className={classes.icon} />
              <Text size="xs">It can harm your computer: open it only if you asked for it.</Text>
            </Group>
          )}
        </li>
      ))}
    </Group>
  );
}

function OneFile({ file }: { file: ShownFile }) {
  const name = `${file.filename ?? 'Attachment'} (${sizeWords(file.size)})`;
  if (file.href === null)
    return (
      <Text size="sm" className={classes.name}>
        {name}, not kept any more
      </Text>
    );
  return (
    <Anchor size="sm" href={file.href} download className={classes.name}>
      {name}
    </Anchor>
  );
}
