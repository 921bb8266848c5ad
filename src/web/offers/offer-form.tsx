import { SegmentedControl, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { isReason, type Reason } from '../../domain/departure.ts';
import { useDeed } from '../data.ts';
import { ContentForm } from '../ui/content/content-form.tsx';
import { type ContentFormProps, ReasonsText } from '../ui/content/content-page.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { MoneyField } from '../ui/money-field.tsx';
import { notify } from '../ui/notify.tsx';
import { ReasonsChips } from '../ui/reason-chips.tsx';
import { MoneyText } from '../ui/time.tsx';
import { useForm } from '../ui/use-form.ts';
import type { Offer } from './offer.ts';

export function OfferFacts({ item: { terms, price, reasons } }: { item: Offer }) {
  return (
    <Stack gap="xs">
      <Text style={{ whiteSpace: 'pre-line' }}>{terms}</Text>
      {price !== null && (
        <Text>
          <MoneyText money={price} />
        </Text>
      )}
      <ReasonsText lead="For" reasons={reasons} />
    </Stack>
  );
}

interface Values {
  title: string;
  terms: string;
  kind: 'service' | 'discount';
  amount: number | null;
  currency: string;
  reasons: Reason[];
  validFrom: string;
  validUntil: string;
}

function valuesOf(offer: Offer | null, today: string): Values {
  const end = new Date(`${today}T12:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 180);
  if (offer === null)
    return {
      title: '',
      terms: '',
      kind: 'service',
      amount: null,
      currency: 'EUR',
      reasons: [],
      validFrom: today,
      validUntil: end.toISOString().slice(0, 10),
    };
  const { title, terms, kind, price, reasons, validFrom, validUntil } = offer;
  return {
    title,
    terms,
    kind,
    amount: price?.amount ?? null,
    currency: price?.currency ?? 'EUR',
    reasons: reasons.filter(isReason),
    validFrom,
    validUntil,
  };
}

const words = { add: 'Create the offer', again: 'Offer it again', isBack: 'can be offered again.' };

export function OfferForm({ item, today, onDone }: ContentFormProps<Offer>) {
  const { form, set, text } = useForm(() => valuesOf(item, today));
  const done = (what: string) => () => {
    notify(what);
    onDone();
  };
  const create = useDeed('POST /v1/offers', { onDone: done(`“${form.title}” can be offered.`) });
  const change = useDeed('PATCH /v1/offers/:id', {
    onDone: done('Saved. Letters that have left keep what they said.'),
  });
  const saving = item === null ? create : change;
  const errors = fieldErrors(saving.error);
  const save = () => {
    const { amount, currency, ...rest } = form;
    const body = { ...rest, price: amount === null ? null : { amount, currency } };
    if (item === null) create.mutate({ body });
    else change.mutate({ params: { id: item.id }, body });
  };
  return (
    <ContentForm noun="offers" item={item} words={words} saving={saving} onSave={save} onDone={onDone}>
      <TextInput
        label="Title"
        description="The subject states it, with its figure."
        required
        maxLength={120}
        data-autofocus
        {...text('title', errors)}
      />
      <Textarea
        label="Terms"
        description="As the client reads them: what they get, for how long, what it asks of them."
        required
        autosize
        minRows={3}
        maxLength={2000}
        {...text('terms', errors)}
      />
      <Stack gap={4}>
        <SegmentedControl
          aria-label="Kind of offer"
          value={form.kind}
          onChange={(kind) => set({ kind })}
          data={[
            { value: 'service', label: 'Better service' },
            { value: 'discount', label: 'Discount' },
          ]}
        />
        <Text size="xs" c="dimmed">
          A better service goes before a discount.
        </Text>
      </Stack>
      <MoneyField
        label="Price"
        description="Shown in the letter; only clients of this currency get the offer. Empty: no price, any client."
        value={{ amount: form.amount, currency: form.currency }}
        onChange={set}
        error={errors['/price'] ?? errors['/price/amount']}
      />
      <ReasonsChips
        label="For clients who left because of"
        description="None: whatever the reason."
        value={form.reasons}
        onChange={(reasons) => set({ reasons })}
        error={errors['/reasons']}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput label="Valid from" type="date" required {...text('validFrom', errors)} />
        <TextInput label="Valid until" type="date" required {...text('validUntil', errors)} />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        A letter proposes it only while it is valid for another 21 days.
      </Text>
    </ContentForm>
  );
}
