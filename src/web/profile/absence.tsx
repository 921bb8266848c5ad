import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAnswer } from '../data.ts';
import { useSession } from '../session.tsx';
import { userRoleWords } from '../ui/words.ts';
import { Section, SectionProblem, useProfileChange } from './section.tsx';

/** While somebody is away, tasks and answers of their clients go to whoever covers for them. */
export function Absence() {
  const { user } = useSession();
  const [form, setForm] = useState({ from: user.awayFrom ?? '', until: user.awayUntil ?? '', coverId: user.coverId });
  const save = useProfileChange('Your absence is saved.');
  const people = useAnswer('GET /v1/users', { query: { disabled: 'false', limit: '100' } });
  const cover = (people.data?.data ?? [])
    .filter(({ id }) => id !== user.id)
    .map(({ id, name, role }) => ({ value: id, label: `${name} (${userRoleWords[role]})` }));
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      body: { awayFrom: form.from || null, awayUntil: form.until || null, coverId: form.coverId },
    });
  };
  const back = () => {
    set({ from: '', until: '' });
    save.mutate({ body: { awayFrom: null, awayUntil: null } });
  };
  return (
    <Section
      title="Absence"
      lead="While you are away, calls that fall due and answers that come in go to whoever covers for you."
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              type="date"
              label="First day away"
              value={form.from}
              onChange={(event) => set({ from: event.currentTarget.value })}
              error={save.errors['/awayFrom']}
              data-pointer="/awayFrom"
            />
            <TextInput
              type="date"
              label="Last day away"
              value={form.until}
              onChange={(event) => set({ until: event.currentTarget.value })}
              error={save.errors['/awayUntil']}
              data-pointer="/awayUntil"
            />
          </SimpleGrid>
          <Select
            label="Who covers for you"
            data={cover}
            placeholder="Nobody: everything waits for you"
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Nobody covers' }}
            nothingFoundMessage="Nobody of this name"
            value={form.coverId}
            onChange={(coverId) => set({ coverId })}
            error={save.errors['/coverId'] ?? (people.isError ? 'Colleagues cannot be listed right now.' : undefined)}
            data-pointer="/coverId"
          />
          <SectionProblem error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {save.isError ? 'Try again' : 'Save'}
            </Button>
            {user.awayFrom !== null && (
              <Button variant="default" onClick={back} disabled={save.isPending}>
                I am back
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
