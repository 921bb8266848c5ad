import { Group, NumberInput, Select } from '@mantine/core';

interface Money {
  amount: number | null;
  currency: string;
}

interface Props {
  label: string;
  description?: string;
  value: Money;
  onChange: (value: Money) => void;
  error?: string | undefined;
}

/** Those that most houses bill in; any other that is on file is added to the list. */
const usual = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'CAD',
  'AUD',
  'NZD',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'JPY',
  'INR',
  'BRL',
  'ZAR',
];

/** An amount and its currency; typed in whole units, kept in minor ones. */
export function MoneyField({ label, description, value, onChange, error }: Props) {
  const digits = minorDigits(value.currency);
  const currencies = usual.includes(value.currency) ? usual : [value.currency, ...usual];
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        description={description}
        error={error}
        flex={1}
        miw={0}
        min={0}
        max={Number.MAX_SAFE_INTEGER / 10 ** digits / 10}
        decimalScale={digits}
        thousandSeparator=" "
        hideControls
        value={value.amount === null ? '' : value.amount / 10 ** digits}
        onChange={(typed) =>
          onChange({ ...value, amount: typeof typed === 'number' ? Math.round(typed * 10 ** digits) : null })
        }
      />
      <Select
        label="Currency"

        w={96}
        data={currencies}
        value={value.currency}
        allowDeselect={false}
        searchable
        onChange={(currency) => currency !== null && onChange(inCurrency(value, currency))}
      />
    </Group>
  );
}

/** The same figure in another currency: 1,200 stays 1,200, whatever its minor units. */
function inCurrency(value: Money, currency: string): Money {
  if (value.amount === null) return { ...value, currency };
  const whole = value.amount / 10 ** minorDigits(value.currency);
  return { amount: Math.round(whole * 10 ** minorDigits(currency)), currency };
}

function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
