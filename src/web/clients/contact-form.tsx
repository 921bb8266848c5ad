import { Button, Group, Modal, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { contactRoles } from '../../domain/contact.ts';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import { roleWords } from '../ui/words.ts';
import type { Contact } from './wire.ts';
import { errorsOf, orNull } from './form-errors.ts';
import { planPaths } from './use-steps.ts';
import { zones } from './zones.ts';

/** A person at the client; null: a new one. */
export function ContactForm({
  clientId,
  contact,
  onClose,
}: {
  clientId: string;
  contact: Contact | null;
  onClose: () => void;
}) {
  const [form, setForm] = useState({
    email: contact?.email ?? '',
    firstName: contact?.firstName ?? '',
    lastName: contact?.lastName ?? '',
    salutation: contact?.salutation ?? '',
    role: contact?.role ?? null,
    phone: contact?.phone ?? '',
    locale: contact?.locale ?? '',
    timezone: contact?.timezone ?? null,
    notes: contact?.notes ?? '',
  });
  const set = (changes: Partial<typeof form>) => setForm((before) => ({ ...before, ...changes }));
  const done = () => {
    notify(contact === null ? 'The contact is on file.' : 'Saved.');
    onClose();
  };
  const create = useDeed('POST /v1/contacts', { refreshes: planPaths, onDone: done });
  const change = useDeed('PATCH /v1/contacts/:id', { refreshes: planPaths, onDone: done });
  const { at, rest } = errorsOf(create.error ?? change.error);
  const run = () => {
    const fields = {
      email: form.email,
      firstName: orNull(form.firstName),
      lastName: orNull(form.lastName),
      salutation: orNull(form.salutation),
      role: form.role,
      phone: orNull(form.phone),
      locale: orNull(form.locale),
      timezone: form.timezone,
      notes: orNull(form.notes),
    };
    if (contact === null) create.mutate({ body: { clientId, ...fields } });
    else change.mutate({ params: { id: contact.id }, body: fields });
  };
  const text = (key: 'email' | 'firstName' | 'lastName' | 'salutation' | 'phone' | 'locale') => ({
    value: form[key],
    error: at(`/${key}`),
    onChange: (event: { currentTarget: HTMLInputElement }) => set({ [key]: event.currentTarget.value }),
  });
  return (
    <Modal opened onClose={onClose} title={contact === null ? 'Add a contact' : 'Change the contact'} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <TextInput label="E-mail" type="email" required data-autofocus autoComplete="off" {...text('email')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label="First name" {...text('firstName')} />
            <TextInput label="Last name" {...text('lastName')} />
            <Select
              label="Role"
              clearable
              placeholder="Not said"
              data={contactRoles.map((value) => ({ value, label: roleWords[value] }))}
              value={form.role}
              onChange={(role) => set({ role: role })}
            />
            <TextInput label="Telephone" type="tel" {...text('phone')} />
            <Select
              label="Time zone"
              placeholder="The client's"
              searchable
              clearable
              data={zones(form.timezone)}
              value={form.timezone}
              error={at('/timezone')}
              onChange={(timezone) => set({ timezone })}
            />
            <TextInput label="Language" placeholder="en, de-AT" {...text('locale')} />
          </SimpleGrid>
          <TextInput label="Greeting of your own" placeholder="Dear Jo," {...text('salutation')} />
          <Textarea
            label="Personal notes"
            description="For calls; never in a letter. They may ask to read this."
            autosize
            minRows={2}
            maxLength={4000}
            value={form.notes}
            error={at('/notes')}
            onChange={(event) => set({ notes: event.currentTarget.value })}
          />
          <NotSaved error={rest} onRetry={run} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending || change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
