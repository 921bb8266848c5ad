import { Button, Checkbox, Drawer, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { userRoles } from '../../domain/user.ts';
import { Problem } from '../api.ts';
import { useDeed } from '../data.ts';
import { useMay, useSession } from '../session.tsx';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { userRoleWords } from '../ui/words.ts';
import { Access } from './access.tsx';

type Person = AnswerOf<'GET /v1/users'>['data'][number];

interface Draft {
  name: string;
  email: string;
  role: Person['role'];
  title: string;
  phone: string;
  timezone: string | null;
  isDefaultOwner: boolean;
  awayFrom: string;
  awayUntil: string;
  coverId: string | null;
}

interface PersonDrawerProps {
  /** Null: somebody new. */
  person: Person | null;
  people: readonly Person[];
  onClose: () => void;
}

/** One person of the house: who they are, what they may do, when they are away and who covers. */
export function PersonDrawer({ person, people, onClose }: PersonDrawerProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(person));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const { save, error, isPending } = useSave(person, onClose);
  const errors = error instanceof Problem ? error.errors : [];
  const errorOf = (name: string) => errors.find(({ pointer }) => pointer === `/${name}`)?.message;
  const field = (name: 'name' | 'email' | 'title' | 'phone' | 'awayFrom' | 'awayUntil') => ({
    value: draft[name],
    error: errorOf(name),
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  return (
    <Drawer opened onClose={onClose} title={person === null ? 'Invite somebody' : person.name} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(draft);
        }}
      >
        <Stack>
          <TextInput label="Name" required maxLength={120} data-autofocus {...field('name')} />
          <TextInput label="E-mail" type="email" required maxLength={254} {...field('email')} />
          <RoleSelect role={draft.role} error={errorOf('role')} onChange={(role) => set({ role })} />
          <TextInput label="Title" description="Stands under their letters." maxLength={120} {...field('title')} />
          <TextInput label="Phone" type="tel" maxLength={40} {...field('phone')} />
          <Select
            label="Time zone"
            searchable
            clearable
            limit={80}
            placeholder="That of the house"
            data={Intl.supportedValuesOf('timeZone')}
            value={draft.timezone}
            onChange={(timezone) => set({ timezone })}
          />
          <Group grow align="flex-start">
            <TextInput label="Away from" type="date" {...field('awayFrom')} />
            <TextInput label="Away until" type="date" {...field('awayUntil')} />
          </Group>
          <Select
            label="Who covers"
            description="Tasks and conversations go to them on those days."
            clearable
            placeholder="The default owner"
            data={people
              .filter((one) => one.id !== person?.id && one.disabledAt === null)
              .map((one) => ({ value: one.id, label: one.name }))}
            value={draft.coverId}
            error={errorOf('coverId')}
            onChange={(coverId) => set({ coverId })}
          />
          <Checkbox
            label="Default owner"
            description="Gets clients whose owner is not known, and what nobody covers."
            checked={draft.isDefaultOwner}
            onChange={(event) => set({ isDefaultOwner: event.currentTarget.checked })}
          />
          <NotSaved error={error} onRetry={() => save(draft)} />
          <Group>
            <Button type="submit" loading={isPending}>
              {person === null ? 'Add and invite' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
      {person !== null && <Access person={person} onDone={onClose} />}
    </Drawer>
  );
}

function RoleSelect({
  role,
  error,
  onChange,
}: {
  role: Person['role'];
  error: string | undefined;
  onChange: (role: Person['role']) => void;
}) {
  const may = useMay();
  // Only an admin makes admins.
  const roles = userRoles.filter((one) => one !== 'admin' || may('admin'));
  return (
    <Select
      label="Role"
      description="Marketers write letters and campaigns; sales reps answer and call; admins may do everything."
      data={roles.map((one) => ({ value: one, label: userRoleWords[one] }))}
      value={role}
      error={error}
      allowDeselect={false}
      onChange={(picked) => {
        const found = userRoles.find((one) => one === picked);
        if (found) onChange(found);
      }}
    />
  );
}

function useSave(person: Person | null, onClose: () => void) {
  const { user } = useSession();
  const refreshes = person?.id === user.id ? ['/v1/session', '/v1/today'] : ['/v1/today'];
  const invite = useDeed('POST /v1/users/:id/invitation', {
    refreshes: ['/v1/house-mails'],
    onDone: ({ email }) => notify(`The invitation to ${email} is on its way.`),
    onProblem: (problem) => notify(`They are added. The invitation could not be mailed: ${problem.message}`),
  });
  const create = useDeed('POST /v1/users', {
    refreshes,
    onDone: (added) => {
      invite.mutate({ params: { id: added.id } });
      onClose();
    },
  });
  const change = useDeed('PATCH /v1/users/:id', {
    refreshes,
    onDone: (changed) => {
      notify(`${changed.name} is changed.`);
      onClose();
    },
  });
  const save = (draft: Draft) => {
    const body = bodyOf(draft);
    if (person === null) create.mutate({ body });
    else change.mutate({ params: { id: person.id }, body });
  };
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending };
}

function bodyOf({ title, phone, awayFrom, awayUntil, ...draft }: Draft) {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    ...draft,
    title: orNull(title),
    phone: orNull(phone),
    awayFrom: orNull(awayFrom),
    awayUntil: orNull(awayUntil),
  };
}

function draftOf(person: Person | null): Draft {
  return {
    name: person?.name ?? '',
    email: person?.email ?? '',
    role: person?.role ?? 'sales',
    title: person?.title ?? '',
    phone: person?.phone ?? '',
    timezone: person?.timezone ?? null,
    isDefaultOwner: person?.isDefaultOwner ?? false,
    awayFrom: person?.awayFrom ?? '',
    awayUntil: person?.awayUntil ?? '',
    coverId: person?.coverId ?? null,
  };
}
