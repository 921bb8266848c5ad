import { Modal, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { MoneyField } from '../ui/money-field.tsx';
import { notify } from '../ui/notify.tsx';
import { useForm } from '../ui/use-form.ts';
import type { ClientDetail } from './wire.ts';
import { errorsOf, orNull } from './form-errors.ts';
import { SaveForm } from './save-form.tsx';
import { planPaths } from './use-steps.ts';
import { zones } from './zones.ts';

/** The client itself: name, where they are, what they are worth, who looks after them. */
export function ClientForm({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const may = useMay();
  const users = useAnswer('GET /v1/users', { query: { limit: 200 } }, { enabled: may('users:read') });
  const { form, set, text } = useForm({
    name: client.name,
    domain: client.domain ?? '',
    country: client.country ?? '',
    timezone: client.timezone,
    clientSince: client.clientSince ?? '',
    owner: client.owner,
  });
  const [value, setValue] = useState<{ amount: number | null; currency: string }>(
    client.annualValue ?? { amount: null, currency: 'EUR' },
  );
  const change = useDeed('PATCH /v1/clients/:id', {
    refreshes: planPaths,
    onDone: () => {
      notify('Saved.');
      onClose();
    },
  });
  const { at } = errorsOf(change.error);
  const run = () =>
    change.mutate({
      params: { id: client.id },
      body: {
        name: form.name,
        domain: orNull(form.domain),
        country: orNull(form.country.toUpperCase()),
        timezone: form.timezone,
        clientSince: orNull(form.clientSince),
        owner: form.owner,
        annualValue: value.amount === null ? null : { amount: value.amount, currency: value.currency },
      },
    });
  const owners = (users.data?.data ?? []).map((one) => ({ value: one.email, label: one.name }));
  const known =
    form.owner === null || owners.some((one) => one.value === form.owner)
      ? owners
      : [...owners, { value: form.owner, label: form.owner }];
  return (
    <Modal opened onClose={onClose} title="Change the client" size="lg">
      <SaveForm saving={change} onSave={run}>
        <TextInput label="Name" required data-autofocus {...text('name')} error={at('/name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Website" placeholder="northwind.example" {...text('domain')} error={at('/domain')} />
          <TextInput
            label="Country"
            placeholder="Two letters, such as DE"
            maxLength={2}
            {...text('country')}
            error={at('/country')}
          />
          <Select
            label="Time zone"
            placeholder="The house's"
            searchable
            clearable
            data={zones(form.timezone)}
            value={form.timezone}
            error={at('/timezone')}
            onChange={(timezone) => set({ timezone })}
          />
          <TextInput type="date" label="Client since" {...text('clientSince')} error={at('/clientSince')} />
        </SimpleGrid>
        <MoneyField label="Yearly value" value={value} onChange={setValue} error={at('/annualValue')} />
        <Select
          label="Looked after by"
          placeholder="Nobody"
          clearable
          searchable
          data={known}
          value={form.owner}
          error={at('/owner')}
          onChange={(owner) => set({ owner })}
        />
      </SaveForm>
    </Modal>
  );
}
