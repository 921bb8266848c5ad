import { Button, Menu, Text } from '@mantine/core';
import { IconGift } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../data.ts';
import { useNow } from '../clock.ts';
import { formatMoney } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';

export interface PickedOffer {
  id: string;
  title: string;
  /** As it stands in an answer. */
  words: string;
}

/** Puts an offer into the answer, in words; it then counts as had. */
export function OfferMenu({ onPick }: { onPick: (offer: PickedOffer) => void }) {
  const [opened, setOpened] = useState(false);
  const { locale } = useReader();
  const today = useNow().toISOString().slice(0, 10);
  const offers = useAnswer('GET /v1/offers', { query: { limit: '100', validOn: today } }, { enabled: opened });
  const open = (offers.data?.data ?? []).filter((one) => one.withdrawnAt === null);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconGift size={16} aria-hidden />}>
          Insert an offer
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {open.map((offer) => (
          <Menu.Item
            key={offer.id}
            onClick={() => {
              const price = offer.price === null ? '' : ` (${formatMoney(offer.price, locale)})`;
              onPick({ id: offer.id, title: offer.title, words: `**${offer.title}**${price}: ${offer.terms}` });
            }}
          >
            <Text size="sm">{offer.title}</Text>
            <Text size="xs" c="dimmed" maw={260} truncate>
              {offer.terms}
            </Text>
          </Menu.Item>
        ))}
        {open.length === 0 && (
          <Menu.Item disabled>{offers.isPending ? 'Looking …' : 'There is no offer that is valid today'}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
