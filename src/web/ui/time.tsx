import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useNow } from '../clock.ts';
import { useSession } from '../session.tsx';
import {
  formatDay,
  formatInstant,
  formatMoney,
  formatNumber,
  formatRelative,
  type Reader,
  zoneName,
} from './format.ts';

/** How the person at the screen reads dates and numbers: their own zone and language, else the house's, else the browser's. */
export function useReader(): Reader {
  const { user, house } = useSession();
  return useMemo(
    () => ({
      locale: localeOf(user.locale ?? navigator.language, house.locale),
      timezone: user.timezone ?? house.timezone,
    }),
    [user.locale, user.timezone, house.locale, house.timezone],
  );
}

/** An English that writes days first unless the browser's says otherwise. */
function localeOf(wanted: string, fallback: string): string {
  const locale = wanted === 'en' ? 'en-GB' : wanted;
  return Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0 ? locale : fallback;
}

interface WhenProps {
  at: string;
  /** The zone of whoever it happens to, where that matters: the time is told in theirs, the reader's stands behind it. */
  zone?: string | undefined;
  relative?: boolean;
}

/** An instant in words; what is not said is one look away. */
export function When({ at, zone, relative = false }: WhenProps) {
  const reader = useReader();
  const now = useNow();
  const elsewhere = zone !== undefined && zone !== reader.timezone;
  const there = elsewhere ? `${formatInstant(at, now, { ...reader, timezone: zone })} ${zoneName(zone)}` : null;
  const here = formatInstant(at, now, reader);
  const shown = relative ? formatRelative(at, now, reader.locale) : (there ?? here);
  const more = relative ? (there ?? here) : there === null ? formatRelative(at, now, reader.locale) : `${here} here`;
  return (
    <Text component="time" inherit dateTime={at} title={more} style={{ whiteSpace: 'nowrap' }}>
      {shown}
    </Text>
  );
}

/** A day, without a zone. */
export function DayText({ day }: { day: string }) {
  const { locale } = useReader();
  return (
    <Text component="time" inherit dateTime={day} style={{ whiteSpace: 'nowrap' }}>
      {formatDay(day, useNow(), locale)}
    </Text>
  );
}

export function MoneyText({ money }: { money: { amount: number; currency: string } | null }) {
  const { locale } = useReader();
  return <>{money === null ? '–' : formatMoney(money, locale)}</>;
}

export function NumberText({ value }: { value: number }) {
  return <>{formatNumber(value, useReader().locale)}</>;
}
