import { z } from 'zod';
import { isZone } from './calendar.ts';

/** House policy: a versioned row, edited in the app or over the API. What a campaign's own send policy says goes before it. */

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'A time of day such as 09:00.');

export const sendWindowSchema = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7).describe('ISO weekdays, 1 is Monday.'),
    from: time,
    to: time,
  })
  .refine((window) => window.from < window.to, { message: 'The window must open before it closes.', path: ['to'] });

export const housePolicySchema = z.strictObject({
  houseName: z.string().trim().min(1).max(120).nullable().describe('Null: the name in MAIL_FROM.'),
  zone: z.string().refine(isZone, 'An IANA time zone such as Europe/Berlin.'),
  locale: z.string().regex(/^[a-z]{2}(?:-[A-Z]{2})?$/, 'A locale such as en or de-AT.'),
  postalAddress: z.string().trim().min(5).max(300).nullable(),
  sendWindow: sendWindowSchema,
  spreadMinutes: z.int().min(0).max(120).describe('Letters of one morning are spread over this many minutes.'),
  coolingOffDays: z.int().min(0).max(365),
  contactGapDays: z.int().min(0).max(365).describe('Days between two letters to one person, over all campaigns.'),
  ownerCapPerDay: z.int().min(1).max(10_000).describe('First letters per owner and day.'),
  domainLimits: z
    .array(
      z.strictObject({
        domain: z
          .string()
          .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'A domain such as gmail.com, in lower case.')
          .max(253),
        perHour: z.int().min(1).max(1_000_000),
      }),
    )
    .max(50)
    .refine((list) => new Set(list.map(({ domain }) => domain)).size === list.length, 'Each domain once.')
    .describe('Letters of campaigns an hour to recipients of a domain, spread evenly; others have no limit.'),
  warmUp: z
    .strictObject({
      startPerDay: z.int().min(1).max(100_000),
      doubleEveryDays: z.int().min(1).max(60),
      untilPerDay: z.int().min(1).max(10_000_000),
    })
    .nullable()
    .describe(
      'For a sending domain that is new: so many letters on the day of its first one, twice as many every few days; no limit once that would be untilPerDay.',
    ),
  approval: z.enum(['optional', 'required']),
  noticeGiven: z.boolean().describe('Whether contracts told clients that they may object to letters.'),
  noticeConfirmed: z.boolean().describe('Somebody has confirmed what noticeGiven says.'),
  holdoutPercent: z.int().min(0).max(50),
  valueThreshold: z.int().min(0).describe('Yearly value in minor units from which impact and check-in tasks are made.'),
  rawMailDays: z.int().min(30).max(3650).describe('Raw inbound mail is kept this long.'),
  copyDays: z.int().min(30).max(3650).describe('Exact copies of letters are kept this long.'),
});
export type HousePolicy = z.infer<typeof housePolicySchema>;

export const defaultPolicy: HousePolicy = {
  houseName: null,
  zone: 'UTC',
  locale: 'en',
  postalAddress: null,
  sendWindow: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
  spreadMinutes: 45,
  coolingOffDays: 14,
  contactGapDays: 7,
  ownerCapPerDay: 10,
  domainLimits: [],
  warmUp: null,
  approval: 'optional',
  noticeGiven: true,
  noticeConfirmed: false,
  holdoutPercent: 0,
  valueThreshold: 1_000_000,
  rawMailDays: 1095,
  copyDays: 1825,
};
