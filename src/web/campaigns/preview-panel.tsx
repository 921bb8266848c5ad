import { Alert, Box, Button, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AnswerOf, BodyOf } from '../../contract/routes.ts';
import { type Fault, faults, type Reason, reasons } from '../../domain/departure.ts';
import { call } from '../api.ts';
import { ContactPicker, type PickedContact } from '../ui/contact-picker.tsx';
import { LetterView } from '../ui/letter-view.tsx';
import { Answered, ErrorState, Loading } from '../ui/states.tsx';
import { DayText, When } from '../ui/time.tsx';
import { faultWords, letterWords, reasonWords } from '../ui/words.ts';
import { type Definition, nameOfStep } from './model.ts';

type Wish = BodyOf<'POST /v1/campaigns/:slug/preview'>;
type Preview = AnswerOf<'POST /v1/campaigns/:slug/preview'>;
type Entry = Preview['plan'][number];

interface Props {
  slug: string;
  /** The last of the draft that the server found nothing wrong with. */
  definition: Definition;
  /** While something is to be mended there is no plan to show. */
  isBroken: boolean;
}

/** What somebody would get from the draft, when and why, and each letter as it would leave. */
export function PreviewPanel({ slug, definition, isBroken }: Props) {
  const [whose, setWhose] = useState<'real' | 'imagined'>('imagined');
  const [contact, setContact] = useState<PickedContact | null>(null);
  const [reason, setReason] = useState<Reason>('price');
  const [fault, setFault] = useState<Fault>('nobody');
  const wish: Wish | null =
    whose === 'imagined'
      ? { definition, imagined: { reason, fault } }
      : contact === null
        ? null
        : { definition, contactId: contact.id };
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Whose plan"
        fullWidth
        value={whose}
        onChange={(picked) => setWhose(picked)}
        data={[
          { value: 'imagined', label: 'An imagined client' },
          { value: 'real', label: 'A real client' },
        ]}
      />
      {whose === 'real' ? (
        <ContactPicker label="Client" value={contact} onChange={setContact} />
      ) : (
        <Group grow gap="xs">
          <Select
            label="They left for"
            allowDeselect={false}
            value={reason}
            data={reasons.map((value) => ({ value, label: reasonWords[value] }))}
            onChange={(picked) => setReason(picked as Reason)}
          />
          <Select
            label="Fault"
            allowDeselect={false}
            value={fault}
            data={faults.map((value) => ({ value, label: faultWords[value] }))}
            onChange={(picked) => setFault(picked as Fault)}
          />
        </Group>
      )}
      {isBroken ? (
        <Text size="sm" c="dimmed">
          Mend what is marked, and the plan shows here.
        </Text>
      ) : wish === null ? (
        <Text size="sm" c="dimmed">
          Choose a client who has left to see what the draft would bring them.
        </Text>
      ) : (
        <Plan slug={slug} wish={wish} steps={definition.steps} />
      )}
    </Stack>
  );
}

function usePreview(slug: string, wish: Wish) {
  return useQuery<Preview, Error>({
    queryKey: ['/v1/campaigns/:slug/preview', slug, JSON.stringify(wish)],
    queryFn: ({ signal }) => call('POST /v1/campaigns/:slug/preview', { params: { slug }, body: wish }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function Plan({ slug, wish, steps }: { slug: string; wish: Wish; steps: Definition['steps'] }) {
  const preview = usePreview(slug, wish);
  const [read, setRead] = useState<Entry | null>(null);
  if (preview.error) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  return (
    <Answered of={preview} loading={<Loading rows={4} />}>
      {({ plan, why }) => (
        <>
          {plan.length === 0 && (
            <Alert variant="light" color="gray" title="Nothing comes">
              {why.map((one) => one.text).join(' ')}
            </Alert>
          )}
          <Box component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label="The plan">
            {plan.slice(0, 60).map((entry, index) => (
              <PlanLine
                key={`${entry.at} ${entry.step} ${index}`}
                entry={entry}
                steps={steps}
                onRead={() => setRead(entry)}
              />
            ))}
          </Box>
          {read !== null && <ReadLetter slug={slug} wish={wish} entry={read} onClose={() => setRead(null)} />}
        </>
      )}
    </Answered>
  );
}

function PlanLine({ entry, steps, onRead }: { entry: Entry; steps: Definition['steps']; onRead: () => void }) {
  const { letter, kind } = entry;
  const step = steps.find((one) => one.key === entry.step);
  const name = step === undefined ? 'The end' : nameOfStep(step);
  return (
    <Box component="li" py={8} style={{ borderTop: '1px solid var(--ajar-line)' }}>
      <Group justify="space-between" gap="xs" align="baseline">
        <Text size="sm" fw={kind === 'letter' ? 600 : 400}>
          {letter !== null
            ? `Letter: ${letterWords[letter]}`
            : kind === 'task'
              ? `Task: ${name}`
              : step
                ? `Left out: ${name}`
                : name}
        </Text>
        <Text size="sm">
          {letter === null ? <DayText day={entry.localAt} /> : <When at={entry.at} zone={entry.zone} />}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {entry.why.map((one) => one.text).join(' ')}
      </Text>
      {letter !== null && (
        <Button size="compact-xs" variant="subtle" onClick={onRead} ml={-6}>
          {`Read this ${letterWords[letter].toLowerCase()}`}
        </Button>
      )}
    </Box>
  );
}

function ReadLetter({ slug, wish, entry, onClose }: { slug: string; wish: Wish; entry: Entry; onClose: () => void }) {
  const preview = usePreview(slug, { ...wish, stepKey: entry.step ?? undefined });
  return (
    <Modal opened onClose={onClose} size="lg" title="The letter as it would leave">
      <Answered of={preview}>
        {({ letter, missing, why }) =>
          letter === null ? (
            <Text>
              {missing === undefined
                ? why.map((one) => one.text).join(' ')
                : `It needs ${missing}, which is not there.`}
            </Text>
          ) : (
            <LetterView letter={letter} />
          )
        }
      </Answered>
    </Modal>
  );
}
