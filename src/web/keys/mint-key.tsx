import {
  Button,
  Checkbox,
  Drawer,
  Group,
  Input,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { covers, type Scope, type ScopeNoun, scopeNouns } from '../../domain/scope.ts';
import { Problem } from '../api.ts';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { useSession } from '../session.tsx';
import { NotSaved } from '../ui/states.tsx';
import { NewKey } from './new-key.tsx';

/** What people never give to integrations by itself: pages of the app and the demo. */
const shownNouns = scopeNouns.filter((noun) => noun !== 'views' && noun !== 'demo');

const lifetimes = [
  { value: '', label: 'Until it is revoked' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

type Choice = 'none' | 'read' | 'write';

/** A key with some of one's own rights; its secret is shown once. */
export function MintKey({ onClose }: { onClose: () => void }) {
  const { scopes: own } = useSession();
  const [name, setName] = useState('');
  const [everything, setEverything] = useState(false);
  const [choices, setChoices] = useState<Partial<Record<ScopeNoun, Choice>>>({ departures: 'write', clients: 'read' });
  const [days, setDays] = useState('');
  const mint = useDeed('POST /v1/keys');
  const errors = mint.error instanceof Problem ? mint.error.errors : [];
  const picked = shownNouns.flatMap((noun): Scope[] => {
    const choice = choices[noun] ?? 'none';
    return choice === 'none' || !covers(own, `${noun}:${choice}`) ? [] : [`${noun}:${choice}`];
  });
  const wanted: Scope[] = everything ? ['admin'] : picked;
  const submit = () => {
    const end =
      days === '' ? {} : { expiresAt: new Date(readClock().getTime() + Number(days) * 86_400_000).toISOString() };
    mint.mutate({ body: { name: name.trim(), scopes: wanted, ...end } });
  };
  return (
    <Drawer opened onClose={onClose} title={mint.data ? 'The key' : 'Make a key'} size="lg">
      {mint.data ? (
        <NewKey minted={mint.data.key} scopes={mint.data.scopes} onClose={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <TextInput
              label="Name"
              description="What uses it: CRM, billing, contact form."
              required
              maxLength={120}
              data-autofocus
              value={name}
              error={errors.find(({ pointer }) => pointer === '/name')?.message}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Select
              label="How long it works"
              data={lifetimes}
              value={days}
              allowDeselect={false}
              onChange={(value) => setDays(value ?? '')}
            />
            {covers(own, 'admin') && (
              <Checkbox
                label="Everything"
                description="For scripts of your own. An integration needs less."
                checked={everything}
                onChange={(event) => setEverything(event.currentTarget.checked)}
              />
            )}
            {!everything && (
              <Input.Wrapper
                label="What it may do"
                labelElement="div"
                description="Only what you may do yourself. Writing includes reading."
                error={errors.find(({ pointer }) => pointer.startsWith('/scopes'))?.message}
              >
                <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={{ base: 'xs', sm: 'xl' }} verticalSpacing="xs" mt="xs">
                  {shownNouns.map((noun) => (
                    <NounChoice
                      key={noun}
                      noun={noun}
                      own={own}
                      value={choices[noun] ?? 'none'}
                      onChange={(value) => setChoices({ ...choices, [noun]: value })}
                    />
                  ))}
                </SimpleGrid>
              </Input.Wrapper>
            )}
            <NotSaved error={mint.error} onRetry={submit} />
            <Group>
              <Button type="submit" loading={mint.isPending} disabled={name.trim() === '' || wanted.length === 0}>
                Make the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Drawer>
  );
}

interface NounChoiceProps {
  noun: ScopeNoun;
  own: readonly string[];
  value: Choice;
  onChange: (value: Choice) => void;
}

function NounChoice({ noun, own, value, onChange }: NounChoiceProps) {
  const options = [
    { value: 'none', label: 'No' },
    { value: 'read', label: 'Read', disabled: !covers(own, `${noun}:read`) },
    { value: 'write', label: 'Write', disabled: !covers(own, `${noun}:write`) },
  ];
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <span>{noun}</span>
      <SegmentedControl
        size="xs"
        aria-label={noun}
        data={options}
        value={value}
        onChange={(picked) => onChange(picked === 'read' || picked === 'write' ? picked : 'none')}
      />
    </Group>
  );
}
