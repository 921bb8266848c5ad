import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAnswer, useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { NotSaved } from '../ui/states.tsx';
import type { Contact } from './wire.ts';
import { personName } from './list-words.ts';
import { planPaths } from './use-steps.ts';

/** A colleague gets letters too, or the same person those of another campaign. */
export function EnrollForm({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const campaigns = useAnswer('GET /v1/campaigns', {});
  const known = (campaigns.data?.data ?? []).filter((one) => one.version !== null);
  const [picked, setPicked] = useState<string | null>(null);
  const campaign = picked ?? known[0]?.slug ?? null;
  const end = useDeed('POST /v1/enrollments/:id/exit', { refreshes: planPaths, onProblem: notifyProblem });
  const enroll = useDeed('POST /v1/enrollments', {
    refreshes: planPaths,
    onDone: ({ id }) => {
      notify(`${personName(contact)} gets letters too.`, () => end.mutate({ params: { id }, body: {} }));
      onClose();
    },
  });
  const run = () => {
    if (campaign !== null) enroll.mutate({ body: { contactId: contact.id, campaign } });
  };
  return (
    <Modal opened onClose={onClose} title={`Write to ${personName(contact)} too`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <Select
            label="Campaign"
            data-autofocus
            allowDeselect={false}
            data={known.map((one) => ({ value: one.slug, label: one.name }))}
            value={campaign}
            onChange={setPicked}
          />
          <Text size="sm" c="dimmed">
            The first letter, a thank-you or an apology, goes to one person at a client and is not repeated.
          </Text>
          <NotSaved error={enroll.error} onRetry={run} />
          <Group justify="flex-end">
            <Button type="submit" disabled={campaign === null} loading={enroll.isPending}>
              Write to them
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
