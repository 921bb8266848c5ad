import { Button, Divider, Group, SegmentedControl, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { isReason, type Reason } from '../../domain/departure.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { ContentReach } from '../ui/content-reach.tsx';
import { fieldErrors, generalError, useFocusOnError } from '../ui/field-errors.ts';
import { MoneyField } from '../ui/money-field.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { ReasonsChips } from '../ui/reason-chips.tsx';
import { NotSaved } from '../ui/states.tsx';
import { MoneyText } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';
import type { Offer } from './offer.ts';

interface Props {
  /** Null: a new one. */
  offer: Offer | null;
  today: string;
  onDone: () => void;
}

export function OfferDrawer({ offer, today, onDone }: Props) {
  const mayWrite = useMay()('offers:write');
  return (
    <Stack gap="lg">
      {mayWrite ? (
        <OfferForm offer={offer} today={today} onDone={onDone} />
      ) : (
        offer !== null && <OfferFacts offer={offer} />
      )}
      {offer !== null && (
        <>
          <Divider />
          <ContentReach noun="offers" id={offer.id} />
        </>
      )}
    </Stack>
  );
}

function OfferFacts({ offer: { terms, price, reasons } }: { offer: Offer }) {
  return (
    <Stack gap="xs">
      <Text style={{ whiteSpace: 'pre-line' }}>{terms}</Text>
      {price !== null && (
        <Text>
          <MoneyText money={price} />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {reasons.length === 0
          ? 'For any reason'
          : `For: ${reasons
              .filter(isReason)
              .map((reason) => reasonWords[reason])
              .join(', ')}`}
      </Text>
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

function OfferForm({ offer, today, onDone }: Props) {
  const [values, setValues] = useState(() => valuesOf(offer, today));
  const set = (changes: Partial<Values>) => setValues((before) => ({ ...before, ...changes }));
  const create = useDeed('POST /v1/offers', { onDone: done(`“${values.title}” can be offered.`) });
  const change = useDeed('PATCH /v1/offers/:id', {
    onDone: done('Saved. Letters that have left keep what they said.'),
  });
  const { error, isPending } = offer === null ? create : change;
  const errors = fieldErrors(error);
  useFocusOnError(error);
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    const { amount, currency, ...rest } = values;
    const body = { ...rest, price: amount === null ? null : { amount, currency } };
    if (offer === null) create.mutate({ body });
    else change.mutate({ params: { id: offer.id }, body });
  };
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        <TextInput
          label="Title"
          description="The subject states it, with its figure."
          required
          maxLength={120}
          data-autofocus
          value={values.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          {...at('/title')}
        />
        <Textarea
          label="Terms"
          description="As the client reads them: what they get, for how long, what it asks of them."
          required
          autosize
          minRows={3}
          maxLength={2000}
          value={values.terms}
          onChange={(event) => set({ terms: event.currentTarget.value })}
          {...at('/terms')}
        />
        <Stack gap={4}>
          <SegmentedControl
            aria-label="Kind of offer"
            value={values.kind}
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
          value={{ amount: values.amount, currency: values.currency }}
          onChange={set}
          error={errors['/price'] ?? errors['/price/amount']}
        />
        <ReasonsChips
          label="For clients who left because of"
          description="None: whatever the reason."
          value={values.reasons}
          onChange={(reasons) => set({ reasons })}
          error={errors['/reasons']}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="Valid from"
            type="date"
            required
            value={values.validFrom}
            onChange={(event) => set({ validFrom: event.currentTarget.value })}
            {...at('/validFrom')}
          />
          <TextInput
            label="Valid until"
            type="date"
            required
            value={values.validUntil}
            onChange={(event) => set({ validUntil: event.currentTarget.value })}
            {...at('/validUntil')}
          />
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          A letter proposes it only while it is valid for another 21 days.
        </Text>
        <NotSaved error={generalError(error) === null ? null : error} onRetry={() => save()} />
        <Group justify="space-between">
          <Button type="submit" loading={isPending}>
            {offer === null ? 'Create the offer' : 'Save'}
          </Button>
          {offer !== null && <Withdraw offer={offer} onDone={onDone} />}
        </Group>
      </Stack>
    </form>
  );

  function done(words: string) {
    return () => {
      notify(words);
      onDone();
    };
  }
}

/** Made to nobody any more; who had it stays on record. A click takes that back. */
function Withdraw({ offer, onDone }: { offer: Offer; onDone: () => void }) {
  const isWithdrawn = offer.withdrawnAt !== null;
  const change = useDeed('PATCH /v1/offers/:id', { onProblem: notifyProblem });
  const set = (withdrawn: boolean, onSuccess: () => void) =>
    change.mutate({ params: { id: offer.id }, body: { withdrawn } }, { onSuccess });
  return (
    <Button
      variant="default"
      loading={change.isPending}
      onClick={() =>
        set(!isWithdrawn, () => {
          if (isWithdrawn) notify(`“${offer.title}” can be offered again.`);
          else
            notify(`“${offer.title}” is withdrawn.`, () =>
              change.mutate({ params: { id: offer.id }, body: { withdrawn: false } }),
            );
          onDone();
        })
      }
    >
      {isWithdrawn ? 'Offer it again' : 'Withdraw'}
    </Button>
  );
}
