import { z } from 'zod';
import { normaliseHost, parseAddress } from '../domain/address.ts';
import { isDay, isZone } from '../domain/calendar.ts';
import { isCurrency } from '../domain/money.ts';

/** The small values that requests and answers are made of, each with one spelling. */

export const id = z.uuid().describe('A UUID, version 7 for everything Ajar makes.');

/** On the wire an ISO 8601 instant, in code a Date: a codec, so that one schema reads requests and writes answers. */
export const instant = z.codec(
  z.iso.datetime({ offset: true, error: 'A point in time such as 2026-11-02T09:00:00Z.' }),
  z.date(),
  {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  },
);

export const day = z
  .string()
  .refine(isDay, 'A day such as 2026-11-02.')
  .meta({ format: 'date', examples: ['2026-11-02'] });

// What PostgreSQL cannot store (NUL, half a surrogate pair) and what has no place in a name.
const notInLines = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;
// oxlint-disable-next-line no-control-regex
const notInTexts = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Surrogate}]/u;

/** One line of text: trimmed, not empty, without control characters. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1, 'Must not be empty.')
    .max(max)
    .refine((text) => !notInLines.test(text), 'Must be one line without control characters.');
}

/** Text of several lines. */
export function prose(max: number) {
  return z
    .string()
    .trim()
    .min(1, 'Must not be empty.')
    .max(max)
    .refine((text) => !notInTexts.test(text), 'Must not hold control characters.');
}

export const email = z
  .string()
  .max(1000)
  .meta({
    description: 'An e-mail address; stored in lower case.',
    format: 'email',
    examples: ['jo@northwind.example'],
  })
  .transform((text, context) => {
    const reading = parseAddress(text);
    if (reading.kind === 'ok') return reading.address;
    context.addIssue(reading.message);
    return z.NEVER;
  });

/** The host of a website as clients are matched by it: exact, lower case, without www. */
export const host = z
  .string()
  .max(300)
  .meta({ description: 'Matched exactly, in lower case and without www.', examples: ['northwind.example'] })
  .transform((text, context) => {
    const host = normaliseHost(text);
    if (host !== null) return host;
    context.addIssue('A host name such as northwind.example.');
    return z.NEVER;
  });

export const timezone = z
  .string()
  .max(64)
  .refine(isZone, 'An IANA time zone such as Europe/Berlin.')
  .meta({ examples: ['Europe/Berlin'] });

export const locale = z
  .string()
  .regex(/^[a-z]{2}(?:-[A-Z]{2})?$/, 'A locale such as en or de-AT.')
  .meta({ examples: ['en', 'de-AT'] });

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Two capital letters, ISO 3166-1, such as DE.')
  .meta({ examples: ['DE'] });

export const phone = z
  .string()
  .trim()
  .max(40)
  .regex(/^\+?[0-9][0-9 ()./-]{3,}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?$/, 'A telephone number such as +49301234567.')
  .meta({ examples: ['+49301234567'] });

export const money = z
  .strictObject({
    amount: z.int().min(0).describe('Minor units: cents, pence.'),
    currency: z
      .string()
      .refine(isCurrency, 'A currency of ISO 4217 such as EUR.')
      .meta({ examples: ['EUR'] }),
  })
  .meta({ id: 'Money' });

/** A flag in a query string. */
export const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });

/** How a list of words comes in a body: without doubles. */
export function wordList<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .array(z.enum(words))
    .max(words.length)
    .refine((list) => new Set(list).size === list.length, 'Names a word twice.');
}

/** Several words in one query parameter, between commas. */
export function words<const Words extends readonly [string, ...string[]]>(list: Words) {
  return z
    .string()
    .max(500)
    .meta({
      description: `One or several of ${list.join(', ')}, between commas.`,
      examples: [list.slice(0, 2).join(',')],
    })
    .transform((text) => [...new Set(text.split(',').map((word) => word.trim()))])
    .pipe(z.array(z.enum(list)).min(1));
}
