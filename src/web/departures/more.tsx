import { Button, Collapse, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { blockers } from '../../domain/departure.ts';
import { useAnswer } from '../data.ts';
import { MoneyField } from '../ui/money-field.tsx';
import { blockerWords } from '../ui/words.ts';
import type { Draft } from './draft.ts';

interface Props {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (changes: Partial<Draft>) => void;
}

/** What is worth knowing and seldom known on the first day. */
export function More({ draft, errors, onChange }: Props) {
  const filled = [draft.competitor, draft.wouldReturnIf, draft.reasonDetail, draft.renewalOn, draft.notes].some(
    (text) => text !== '',
  );
  const hasError = [
    '/competitor',
    '/wouldReturnIf',
    '/reasonDetail',
    '/renewalOn',
    '/notes',
    '/blockedBy',
    '/client/annualValue',
    '/client/owner',
  ].some((pointer) => errors[pointer] !== undefined);
  const [opened, { toggle }] = useDisclosure(filled || draft.blockedBy !== null);
  const users = useAnswer('GET /v1/users', { query: { limit: '200' } });
  const { client } = draft;
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  const owners = (users.data?.data ?? []).filter(({ disabledAt }) => disabledAt === null);
  const fallback = owners.find(({ isDefaultOwner }) => isDefaultOwner)?.name;
  return (
    <Stack gap="sm">
      <Group>
        <Button variant="subtle" onClick={toggle} aria-expanded={opened || hasError}>
          More: owner, value, competitor, what would bring them back
        </Button>
      </Group>
      <Collapse expanded={opened || hasError}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
            <Select
              label="Who looks after them"
              placeholder={fallback === undefined ? 'Nobody' : fallback}
              searchable
              clearable
              data={ownerChoices(owners, client.owner)}
              value={client.owner}
              onChange={(owner) => onChange({ client: { ...client, owner } })}
              {...at('/client/owner')}
            />
            <MoneyField
              label="Worth a year"
              value={{ amount: client.amount, currency: client.currency }}
              error={errors['/client/annualValue'] ?? errors['/client/annualValue/amount']}
              onChange={({ amount, currency }) => onChange({ client: { ...client, amount, currency } })}
            />
            <Select
              label="Something in the way"
              placeholder="Nothing"
              clearable
              data={blockers.map((value) => ({ value, label: blockerWords[value] }))}
              value={draft.blockedBy}
              onChange={(picked) => onChange({ blockedBy: picked, pursue: null })}
              {...at('/blockedBy')}
            />
            <TextInput
              label="Went to"
              description="Internal"
              maxLength={200}
              value={draft.competitor}
              onChange={(event) => onChange({ competitor: event.currentTarget.value })}
              {...at('/competitor')}
            />
            <TextInput
              label="That contract ends on"
              description="We call and write before."
              type="date"
              value={draft.renewalOn}
              onChange={(event) => onChange({ renewalOn: event.currentTarget.value })}
              {...at('/renewalOn')}
            />
          </SimpleGrid>
          <Textarea
            label="Would come back if"
            description="Internal"
            autosize
            maxLength={1000}
            value={draft.wouldReturnIf}
            onChange={(event) => onChange({ wouldReturnIf: event.currentTarget.value })}
            {...at('/wouldReturnIf')}
          />
          <Textarea
            label="In their words, or ours"
            description="Internal: the reason in detail"
            autosize
            maxLength={2000}
            value={draft.reasonDetail}
            onChange={(event) => onChange({ reasonDetail: event.currentTarget.value })}
            {...at('/reasonDetail')}
          />
          <Textarea
            label="Notes"
            description="Internal"
            autosize
            maxLength={4000}
            value={draft.notes}
            onChange={(event) => onChange({ notes: event.currentTarget.value })}
            {...at('/notes')}
          />
        </Stack>
      </Collapse>
    </Stack>
  );
}

/** Users by address; an owner who is none stays in the list, so that it is not lost by looking. */
function ownerChoices(users: readonly { email: string; name: string }[], owner: string | null) {
  const choices = users.map(({ email, name }) => ({ value: email, label: name }));
  const isKnown = owner === null || choices.some(({ value }) => value === owner);
  return isKnown ? choices : [...choices, { value: owner, label: owner }];
}
