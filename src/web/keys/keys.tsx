import { Badge, Button, Group, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useNow } from '../clock.ts';
import { useDeed, usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { type Column, PagedTable } from '../ui/data-table.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { MintKey } from './mint-key.tsx';
import { RevokeKey } from './revoke-key.tsx';

type Key = AnswerOf<'GET /v1/keys'>['data'][number];

/** Keys for integrations: mint, see when they were last used, revoke. */
export function Keys() {
  const may = useMay();
  const [minting, setMinting] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const list = usePages('GET /v1/keys', {});
  const revoke = useDeed('DELETE /v1/keys/:id', {
    onProblem: notifyProblem,
    onDone: () => {
      notify('The key is revoked: it opens nothing from now on.');
      setRevoking(null);
    },
  });
  useCommands(
    may('keys:write') ? [{ id: 'mint', name: 'Make a key', group: 'API keys', run: () => setMinting(true) }] : [],
  );
  const columns: Column<Key>[] = [
    { head: 'Name', cell: (row) => row.name },
    { head: 'May', cell: (row) => <Scopes scopes={row.scopes} /> },
    { head: 'State', cell: (row) => <KeyState row={row} /> },
    { head: 'Last used', cell: (row) => (row.lastUsedAt === null ? 'Never' : <When at={row.lastUsedAt} relative />) },
    { head: 'Made', cell: (row) => <When at={row.createdAt} /> },
    {
      head: 'What can be done',
      isActions: true,
      cell: (row) =>
        row.revokedAt === null && may('keys:write') ? (
          <Button variant="default" size="xs" onClick={() => setRevoking(row)} aria-label={`Revoke ${row.name}`}>
            Revoke
          </Button>
        ) : null,
    },
  ];
  return (
    <Page
      title="API keys"
      lead="For a CRM, a billing system, a form: whatever records departures and reads along."
      actions={
        may('keys:write') && (
          <Button leftSection={<IconKey size={16} aria-hidden />} onClick={() => setMinting(true)}>
            Make a key
          </Button>
        )
      }
    >
      <PagedTable
        label="API keys"
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{
          title: 'No keys yet',
          text: 'With a key an integration posts departures. The reference is at /docs.',
        }}
      />
      {minting && <MintKey onClose={() => setMinting(false)} />}
      {revoking !== null && (
        <RevokeKey
          name={revoking.name}
          isPending={revoke.isPending}
          onRevoke={() => revoke.mutate({ params: { id: revoking.id } })}
          onClose={() => setRevoking(null)}
        />
      )}
    </Page>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  if (scopes.includes('admin')) return <Badge>everything</Badge>;
  return (
    <Group gap={4}>
      {scopes.map((one) => (
        <Badge key={one}>{one}</Badge>
      ))}
    </Group>
  );
}

function KeyState({ row }: { row: Key }) {
  const now = useNow();
  if (row.revokedAt !== null) return <StateDot tone="quiet">Revoked</StateDot>;
  if (row.expiresAt === null) return <StateDot tone="good">Works</StateDot>;
  if (Date.parse(row.expiresAt) <= now.getTime()) return <StateDot tone="quiet">Expired</StateDot>;
  return (
    <Group gap={4}>
      <StateDot tone="good">Works</StateDot>
      <Text size="sm" c="dimmed">
        until <When at={row.expiresAt} />
      </Text>
    </Group>
  );
}
