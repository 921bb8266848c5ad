import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isDay } from '../../src/domain/calendar.ts';
import { type DateOrder, decideOrder, noEvidence, readDate, weighDate } from '../../src/domain/imports/csv-dates.ts';
import {
  type DecimalSign,
  minorDigits,
  readCurrency,
  readMoney,
  weighAmount,
} from '../../src/domain/imports/csv-money.ts';
import { readCountry, readLocale } from '../../src/domain/imports/csv-places.ts';
import { readBlocker, readFault, readFlag, readReason, readRole } from '../../src/domain/imports/csv-words.ts';
import { reasons } from '../../src/domain/departure.ts';

const today = '2026-11-21';
const weigh = (values: string[]) => values.reduce(weighDate, noEvidence);

describe('dates', () => {
  it.each([
    ['2026-11-02', null, '2026-11-02'],
    ['2026/11/02', null, '2026-11-02'],
    ['2026-1-2', null, '2026-01-02'],
    ['20261102', null, '2026-11-02'],
    ['2026-11-02T00:00:00Z', null, '2026-11-02'],
    ['2026-11-02 23:59:59.000', null, '2026-11-02'],
    ['02.11.2026', null, '2026-11-02'],
    ['2.11.26', null, '2026-11-02'],
    ['02.11.2026', 'mdy', '2026-11-02'],
    ['02/11/2026', 'dmy', '2026-11-02'],
    ['02/11/2026', 'mdy', '2026-02-11'],
    ['11/2/2026 12:00:00 AM', 'mdy', '2026-11-02'],
    ['02-11-2026', 'dmy', '2026-11-02'],
    ['5/5/2026', null, '2026-05-05'],
    ['2 Nov 2026', null, '2026-11-02'],
    ['2. November 2026', null, '2026-11-02'],
    ['2-Nov-26', null, '2026-11-02'],
    ['Nov 2, 2026', null, '2026-11-02'],
    ['Monday, November 2nd, 2026', null, '2026-11-02'],
    ['1. März 2026', null, '2026-03-01'],
    ['31. Dez. 2025', null, '2025-12-31'],
    ['1.1.98', null, '1998-01-01'],
    ['1.1.36', null, '2036-01-01'],
    ['1.1.37', null, '1937-01-01'],
  ] as [string, DateOrder | null, string][])('%s (%s) is %s', (text, order, day) =>
    expect(readDate(text, order, today)).toEqual({ kind: 'day', day }),
  );

  it.each(['31.02.2026', '45968', '45968.5', 'soon', '2026', '11/2026', '00/00/2026', '1.1.226', 'Foo 2, 2026', ''])(
    '"%s" is none',
    (text) => expect(readDate(text, 'dmy', today).kind).toBe('invalid'),
  );

  it('says of an Excel number what to do', () => {
    expect(readDate('45968', null, today)).toMatchObject({ message: expect.stringContaining('Excel') as string });
  });

  it.each([
    [['03/04/2026', '25/04/2026'], null, 'dmy'],
    [['03/04/2026', '04/25/2026'], null, 'mdy'],
    [['03/04/2026'], 'mdy', 'mdy'],
    [['2026-01-02', '3.4.2026', '5/5/2026', 'soon', ''], null, null],
  ] as [string[], DateOrder | null, DateOrder | null][])('%j with %s is decided: %s', (values, said, order) =>
    expect(decideOrder(weigh(values), said)).toEqual({ kind: 'decided', order }),
  );

  it('asks where nothing decides, where values contradict each other, and where they contradict a person', () => {
    expect(decideOrder(weigh(['03/04/2026']), null)).toMatchObject({ kind: 'ask', example: '03/04/2026' });
    expect(decideOrder(weigh(['13/04/2026', '04/13/2026']), null).kind).toBe('ask');
    expect(decideOrder(weigh(['13/04/2026']), 'mdy').kind).toBe('ask');
    expect(decideOrder(weigh(['13/04/2026', '04/13/2026']), 'mdy')).toEqual({ kind: 'decided', order: 'mdy' });
  });

  it('reads every day that either order can write, once the column decides', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((offset) => addDays('1985-01-01', offset));
    fc.assert(
      fc.property(fc.array(days, { minLength: 1, maxLength: 20 }), fc.boolean(), (list, dayFirst) => {
        const written = list.map((day) => {
          const [year, month, date] = day.split('-');
          return dayFirst ? `${date}/${month}/${year}` : `${month}/${date}/${year}`;
        });
        const verdict = decideOrder(weigh(written), null);
        if (verdict.kind === 'ask') return;
        expect(written.map((text) => readDate(text, verdict.order, today))).toEqual(
          list.map((day) => ({ kind: 'day', day })),
        );
      }),
    );
  });

  it('answers whatever text with a day of the calendar or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9./ -]{1,12}$/)), (text) => {
        const read = readDate(text, null, today);
        expect(read.kind === 'day' ? isDay(read.day) : read.message.length > 0).toBe(true);
      }),
    );
  });
});

describe('sums', () => {
  it.each([
    ['48.000,00', null, 'EUR', 4_800_000],
    ['48,000.00', null, 'EUR', 4_800_000],
    ['48000', null, 'EUR', 4_800_000],
    ['48.000', null, 'EUR', 4_800_000],
    ['48,000', null, 'EUR', 4_800_000],
    ['1.234.567', null, 'EUR', 123_456_700],
    ['1.234.567,8', null, 'EUR', 123_456_780],
    ['1,5', null, 'EUR', 150],
    ["48'000.50", null, 'CHF', 4_800_050],
    ['48 000,50', null, 'EUR', 4_800_050],
    ['48.000,-', null, 'EUR', 4_800_000],
    ['€48k', null, null, 4_800_000],
    ['48 k€', null, null, 4_800_000],
    ['48 T€', null, null, 4_800_000],
    ['1,2 Mio. €', null, null, 120_000_000],
    ['€ 1.5m', null, null, 150_000_000],
    ['48,000 p.a.', null, 'EUR', 4_800_000],
    ['0', null, 'EUR', 0],
    ['0.500', null, 'KWD', 500],
    ['1234.567', '.', 'KWD', 1_234_567],
    ['48,000', '.', 'KWD', 48_000_000],
    ['1200', null, 'JPY', 1200],
    ['1,200', null, 'JPY', 1200],
    ['1,200.00', null, 'JPY', 1200],
    ['12,34,567.00', null, 'INR', 123_456_700],
  ] as [string, DecimalSign, string | null, number][])('%s (%s, %s) is %d', (text, decimal, told, amount) =>
    expect(readMoney(text, decimal, told)).toMatchObject({ kind: 'money', money: { amount } }),
  );

  it.each([
    ['€10', 'EUR'],
    ['10 £', 'GBP'],
    ['$10', 'USD'],
    ['CA$10', 'CAD'],
    ['USD 10', 'USD'],
    ['10 chf', 'CHF'],
    ['¥10', 'JPY'],
    ['10 Euro', 'EUR'],
    ['10 zł', 'PLN'],
  ])('%s names %s', (text, currency) => expect(readMoney(text, null, null)).toMatchObject({ money: { currency } }));

  it('lets a column say which dollar or krone is meant, and nothing else', () => {
    expect(readMoney('$10', null, 'CAD')).toMatchObject({ money: { currency: 'CAD' } });
    expect(readMoney('10 kr', null, 'NOK')).toMatchObject({ money: { currency: 'NOK' } });
    expect(readMoney('10 kr', null, null).kind).toBe('invalid');
    expect(readMoney('€10', null, 'USD').kind).toBe('invalid');
    expect(readMoney('CA$10', null, 'USD').kind).toBe('invalid');
  });

  it.each([
    ['48000', null, null, 'no currency'],
    ['-500', null, 'EUR', 'not a sum'],
    ['(500)', null, 'EUR', 'not a sum'],
    ['4000 per month', null, 'EUR', 'not a sum'],
    ['a lot', null, 'EUR', 'not a sum'],
    ['12.345', '.', 'EUR', 'decimals'],
    ['10.5', null, 'JPY', 'decimals'],
    ['48.000', null, 'KWD', 'two ways'],
    ['48.000', 'mixed', 'EUR', 'two ways'],
    ['1.2.3', null, 'EUR', 'two ways'],
    ['99999999999999999', null, 'EUR', 'too large'],
  ] as [string, DecimalSign, string | null, string][])('%s (%s, %s) is refused: %s', (text, decimal, told, why) =>
    expect(readMoney(text, decimal, told)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(why) as string,
    }),
  );

  it('tells the decimal sign from the column', () => {
    const sign = (values: string[]) => values.reduce<DecimalSign>(weighAmount, null);
    expect(sign(['48.000', '1.234,50'])).toBe(',');
    expect(sign(['48,000', '99.5'])).toBe('.');
    expect(sign(['48.000', '12'])).toBeNull();
    expect(sign(['1,50', '1.50'])).toBe('mixed');
    expect(sign(['1.234.567'])).toBe(',');
  });

  it('reads back every amount in both manners of writing', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'USD');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), currency, fc.boolean(), (amount, code, german) => {
        const digits = minorDigits(code);
        const text = (amount / 10 ** digits).toLocaleString(german ? 'de-DE' : 'en-US', {
          minimumFractionDigits: digits,
        });
        const read = readMoney(text, german ? ',' : '.', code);
        expect(read).toEqual({ kind: 'money', money: { amount, currency: code } });
      }),
    );
  });

  it('answers whatever text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,' €$k-]{1,14}$/)), (text) => {
        const read = readMoney(text, weighAmount(null, text), 'EUR');
        if (read.kind === 'money') expect(Number.isSafeInteger(read.money.amount) && read.money.amount >= 0).toBe(true);
      }),
    );
  });

  it('knows currencies by code and by sign', () => {
    expect(['eur', '€', '$', 'CHF', 'kr', 'XXX'].map(readCurrency)).toEqual(['EUR', 'EUR', 'USD', 'CHF', null, null]);
  });
});

describe('words', () => {
  it('knows every code of a reason, and what people say instead', () => {
    for (const code of reasons) expect(readReason(code.replaceAll('_', ' ').toUpperCase())).toBe(code);
    expect(
      ['Preis', 'zu teuer', 'Rechnung', 'In-house', 'Insolvenz', 'Sonstiges', '?', 'because'].map(readReason),
    ).toEqual(['price', 'price', 'billing', 'in_house', 'out_of_business', 'other', 'unknown', null]);
  });

  it('knows whose fault, what blocks, who somebody is, yes and no', () => {
    expect(['wir', 'Us', 'client', 'both', 'niemand', 'the moon'].map(readFault)).toEqual([
      'ours',
      'ours',
      'theirs',
      'shared',
      'nobody',
      null,
    ]);
    expect(['unbezahlt', 'Dispute', 'x'].map(readBlocker)).toEqual(['unpaid', 'dispute', null]);
    expect(['CEO', 'Buchhaltung', 'Head of Shoes'].map(readRole)).toEqual(['decision_maker', 'billing', 'other']);
    expect(['yes', 'JA', 'x', '1', 'nein', 'False', '0', 'perhaps'].map(readFlag)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      null,
    ]);
  });

  it('knows countries and languages by name', () => {
    expect(['de', 'Deutschland', 'Germany', 'UK', 'Österreich', 'usa', 'Atlantis'].map(readCountry)).toEqual([
      'DE',
      'DE',
      'DE',
      'GB',
      'AT',
      'US',
      null,
    ]);
    expect(['DE', 'de_at', 'en-GB', 'German', 'englisch', 'Klingon'].map(readLocale)).toEqual([
      'de',
      'de-AT',
      'en-GB',
      'de',
      'en',
      null,
    ]);
  });
});
