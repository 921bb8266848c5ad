import { Modal, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { contactRoles } from '../../domain/contact.ts';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { useForm } from '../ui/use-form.ts';
import { roleWords } from '../ui/words.ts';
import type { Contact } from './wire.ts';
import { errorsOf, orNull } from './form-errors.ts';
import { SaveForm } from './save-form.tsx';
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
  const { form, set, text } = useForm({
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
  const done = () => {
    notify(contact === null ? 'The contact is on file.' : 'Saved.');
    onClose();
  };
  const create = useDeed('POST /v1/contacts', { refreshes: planPaths, onDone: done });
  const change = useDeed('PATCH /v1/contacts/:id', { refreshes: planPaths, onDone: done });
  const saving = contact === null ? create : change;
  const { at } = errorsOf(saving.error);
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
  const line = (key: Parameters<typeof text>[0]) => ({ ...text(key), error: at(`/${key}`) });
  return (
    <Modal opened onClose={onClose} title={contact === null ? 'Add a contact' : 'Change the contact'} size="lg">
      <SaveForm saving={saving} onSave={run}>
        <TextInput label="E-mail" type="email" required data-autofocus autoComplete="off" {...line('email')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="First name" {...line('firstName')} />
          <TextInput label="Last name" {...line('lastName')} />
          <Select
            label="Role"
            clearable
            placeholder="Not said"
            data={contactRoles.map((value) => ({ value, label: roleWords[value] }))}
            value={form.role}
            onChange={(role) => set({ role: role })}
          />
          <TextInput label="Telephone" type="tel" {...line('phone')} />
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
          <TextInput label="Language" placeholder="en, de-AT" {...line('locale')} />
        </SimpleGrid>
        <TextInput label="Greeting of your own" placeholder="Dear Jo," {...line('salutation')} />
        <Textarea
          label="Personal notes"
          description="For calls; never in a letter. They may ask to read this."
          autosize
          minRows={2}
          maxLength={4000}
          {...line('notes')}
        />
      </SaveForm>
    </Modal>
  );
}
