import { ActionIcon, Button, Group, Menu, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { ClientList } from './filters.ts';

type View = AnswerOf<'GET /v1/views'>['data'][number];

/** Lists that were kept under a name: one's own, and those of others that are shared. */
export function SavedViews({ list }: { list: ClientList }) {
  const may = useMay();
  const views = useAnswer('GET /v1/views', { query: { noun: 'clients' } }, { enabled: may('views:read') });
  const [saving, setSaving] = useState(false);
  const [removing, setRemoving] = useState(false);
  if (!may('views:read')) return null;
  const known = views.data?.data ?? [];
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {known.length === 0 && <Menu.Label>No list is kept yet</Menu.Label>}
          {known.map((view) => (
            <Menu.Item key={view.id} onClick={() => list.show(view.query)}>
              <Text size="sm">{view.name}</Text>
              {!view.own && (
                <Text size="xs" c="dimmed">
                  Shared by {view.owner}
                </Text>
              )}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setSaving(true)}>Keep this list …</Menu.Item>
          {known.some(mayRemove(may('keys:write'))) && (
            <Menu.Item onClick={() => setRemoving(true)}>Remove a view …</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveView list={list} opened={saving} onClose={() => setSaving(false)} />
      <RemoveViews
        views={known.filter(mayRemove(may('keys:write')))}
        opened={removing}
        onClose={() => setRemoving(false)}
      />
    </>
  );
}

/** One's own; an admin also removes what others share. */
function mayRemove(isAdmin: boolean): (view: View) => boolean {
  return (view) => view.own || isAdmin;
}

function SaveView({ list, opened, onClose }: { list: ClientList; opened: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useDeed('POST /v1/views', {
    onDone: (view) => {
      notify(`The list is kept as "${view.name}".`);
      setName('');
      onClose();
    },
  });
  const run = () => save.mutate({ body: { noun: 'clients', name, query: list.kept, shared } });
  return (
    <Modal opened={opened} onClose={onClose} title="Keep this list">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={60}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Switch
            label="Everybody sees it"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <NotSaved error={save.error} onRetry={run} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Keep it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemoveViews({ views, opened, onClose }: { views: View[]; opened: boolean; onClose: () => void }) {
  const again = useDeed('POST /v1/views');
  const remove = useDeed('DELETE /v1/views/:id', { onProblem: notifyProblem });
  const run = ({ id, name, query, shared, own }: View) =>
    remove.mutate(
      { params: { id } },
      {
        onSuccess: () =>
          notify(
            `"${name}" is removed.`,
            own ? () => again.mutate({ body: { noun: 'clients', name, query, shared } }) : undefined,
          ),
      },
    );
  return (
    <Modal opened={opened} onClose={onClose} title="Remove a view">
      <Stack gap="xs">
        {views.length === 0 && <Text c="dimmed">None is left.</Text>}
        {views.map((view) => (
          <Group key={view.id} justify="space-between" wrap="nowrap">
            <Text>{view.name}</Text>
            <ActionIcon aria-label={`Remove "${view.name}"`} onClick={() => run(view)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
