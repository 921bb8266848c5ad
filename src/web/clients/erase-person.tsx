import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { Contact } from './wire.ts';
import { personName } from './list-words.ts';
import { planPaths } from './use-steps.ts';

/** For good, everywhere. Confirmed by typing the address, since nothing brings it back. */
export function ErasePerson({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const erase = useDeed('DELETE /v1/contacts/:id', {
    refreshes: [...planPaths, '/v1/threads', '/v1/messages', '/v1/suppressions'],
    onDone: () => {
      notify('The person is erased.');
      onClose();
    },
  });
  const run = () => erase.mutate({ params: { id: contact.id } });
  const isSame = typed.trim().toLowerCase() === contact.email;
  return (
    <Modal opened onClose={onClose} title={`Erase ${personName(contact)}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isSame) run();
        }}
      >
        <Stack>
          <Text>
            Name, address, notes, letters, answers and raw mails of this person are removed, at every client. Only a
            hash of the address stays, so that they are not stored again. This cannot be undone.
          </Text>
          <TextInput
            label={`Type ${contact.email ?? ''} to confirm`}
            data-autofocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <NotSaved error={erase.error} onRetry={run} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep them
            </Button>
            <Button type="submit" color="red" disabled={!isSame} loading={erase.isPending}>
              Erase for good
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
