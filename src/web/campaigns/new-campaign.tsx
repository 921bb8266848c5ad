import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Problem } from '../api.ts';
import { useDeed } from '../data.ts';
import { NotSaved } from '../ui/states.tsx';

interface Props {
  campaigns: readonly { slug: string; name: string; version: number | null }[];
  onClose: () => void;
}

/** A campaign of one's own: like one that is there, or from scratch. Nobody is in it until it is published. */
export function NewCampaign({ campaigns, onClose }: Props) {
  const [, navigate] = useLocation();
  const published = campaigns.filter((one) => one.version !== null);
  const [name, setName] = useState('');
  const [own, setOwn] = useState<string | null>(null);
  const [from, setFrom] = useState<'copy' | 'scratch'>(published.length > 0 ? 'copy' : 'scratch');
  const [copyOf, setCopyOf] = useState(
    published.find((one) => one.slug === 'door-ajar')?.slug ?? published[0]?.slug ?? null,
  );
  const slug = own ?? slugOf(name);
  const deed = useDeed('POST /v1/campaigns', { onDone: (made) => navigate(`/campaigns/${made.slug}`) });
  const errors = deed.error instanceof Problem ? deed.error.errors : [];
  const at = (pointer: string) => errors.find((one) => one.pointer === pointer)?.message;
  const make = () => deed.mutate({ body: { slug, name, ...(from === 'copy' && copyOf !== null ? { copyOf } : {}) } });
  return (
    <Modal opened onClose={onClose} title="New campaign">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            maxLength={120}
            value={name}
            error={at('/name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Short name"
            description="For addresses and the API: small letters, digits and hyphens. It stays."
            required
            value={slug}
            error={at('/slug')}
            onChange={(event) => setOwn(event.currentTarget.value)}
          />
          <Radio.Group label="Begin with" value={from} onChange={(picked) => setFrom(picked)}>
            <Stack gap="xs" mt={6}>
              <Radio value="copy" label="The steps of another campaign" disabled={published.length === 0} />
              <Radio value="scratch" label="Nothing" />
            </Stack>
          </Radio.Group>
          {from === 'copy' && (
            <Select
              label="Which"
              allowDeselect={false}
              value={copyOf}
              data={published.map((one) => ({ value: one.slug, label: one.name }))}
              onChange={setCopyOf}
            />
          )}
          {errors.length === 0 && <NotSaved error={deed.error} onRetry={make} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={deed.isPending} disabled={name.trim() === '' || slug === ''}>
              Make the draft
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 60);
}
