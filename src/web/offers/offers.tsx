import { Text } from '@mantine/core';
import { usePages } from '../data.ts';
import { ContentPage } from '../ui/content/content-page.tsx';
import { DayText, MoneyText } from '../ui/time.tsx';
import { OfferFacts, OfferForm } from './offer-form.tsx';
import type { Offer } from './offer.ts';

const words = {
  title: 'Offers',
  lead: 'One clear, fair proposal in a letter. The best valid one for the reason they left is chosen, service before discount.',
  one: 'offer',
  unknown: 'Offer',
  now: 'Valid now',
  past: 'Past',
  empty: { title: 'No offers.', text: 'Without one, offer steps are skipped and say so.' },
};

function ageOf({ validFrom, validUntil }: Offer, today: string) {
  if (validFrom > today) return 'coming';
  return validUntil < today ? 'past' : 'now';
}

/** What a letter can propose: one clear offer at a time. */
export function Offers() {
  const list = usePages('GET /v1/offers', { query: { limit: 100 } });
  return (
    <ContentPage
      noun="offers"
      words={words}
      list={list}
      ageOf={ageOf}
      card={({ terms, price, validFrom, validUntil }) => ({
        text: terms,
        facts: (
          <>
            {price !== null && (
              <Text fw={600}>
                <MoneyText money={price} />
              </Text>
            )}
            <Text size="sm" c="dimmed">
              <DayText day={validFrom} /> to <DayText day={validUntil} />
            </Text>
          </>
        ),
      })}
      Form={OfferForm}
      Facts={OfferFacts}
    />
  );
}
