import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { usePages } from '../data.ts';
import { MoreButton } from '../ui/more-button.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { type Copy, textOf } from './copy-model.ts';
import type { Of } from './use-wording.ts';

type Detail = AnswerOf<'GET /v1/wordings/:kind/:locale'>;

interface Props {
  of: Of;
  detail: Detail;
  canWrite: boolean;
  /** Puts a text into the editor; it holds once it is saved. */
  onBringBack: (copy: Copy, name: string) => void;
}

/** Who changed the wording when, and ways back. */
export function RevisionsPanel({ of, detail, canWrite, onBringBack }: Props) {
  const list = usePages('GET /v1/wordings/:kind/:locale/revisions', { params: of, query: {} });
  if (list.error && list.items.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={3} height={60} />;
  const inForce = detail.wording?.revision;
  if (list.items.length === 0 && detail.shipped === null)
    return (
      <Text size="sm" c="dimmed">
        Nothing is saved in this language yet.
      </Text>
    );
  return (
    <Stack gap="xs">
      {list.items.map(({ revision, createdAt, createdByName, copy }) => (
        <Revision
          key={revision}
          name={`Revision ${revision}`}
          isInForce={revision === inForce}
          copy={copy as unknown as Copy}
          canWrite={canWrite}
          onBringBack={onBringBack}
        >
          <When at={createdAt} />, {createdByName}
        </Revision>
      ))}
      <MoreButton list={list} name="More" size="xs" />
      {detail.shipped !== null && (
        <Revision
          name="As it ships with Ajar"
          isInForce={inForce === 0}
          copy={detail.shipped as unknown as Copy}
          canWrite={canWrite}
          onBringBack={onBringBack}
        />
      )}
    </Stack>
  );
}

interface RevisionProps {
  name: string;
  isInForce: boolean;
  copy: Copy;
  canWrite: boolean;
  onBringBack: (copy: Copy, name: string) => void;
  children?: ReactNode;
}

function Revision({ name, isInForce, copy, canWrite, onBringBack, children }: RevisionProps) {
  const subject = copy.subject[0];
  return (
    <Paper withBorder p="sm" radius="sm">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={0} style={{ flex: 1, minWidth: 0 }}>
          <Text size="sm" fw={600}>
            {isInForce ? `${name}, in force` : name}
          </Text>
          {children !== undefined && (
            <Text size="xs" c="dimmed">
              {children}
            </Text>
          )}
          <Text size="xs" c="dimmed" truncate>
            {subject === undefined ? '' : textOf(subject)}
          </Text>
        </Stack>
        {canWrite && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Bring back: ${name}`}
            onClick={() => onBringBack(copy, name)}
          >
            Bring back
          </Button>
        )}
      </Group>
    </Paper>
  );
}
