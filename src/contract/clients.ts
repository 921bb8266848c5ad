import { z } from 'zod';
import { clientStates } from '../domain/client.ts';
import { faults, reasons } from '../domain/departure.ts';
import { letterKinds } from '../domain/message.ts';
import { isCurrency } from '../domain/money.ts';
import { contactSchema } from './contacts.ts';
import { pageOf, pageQuery } from './page.ts';
import { country, day, email, host, id, instant, line, locale, money, timezone, words } from './primitives.ts';

const clientFields = {
  id,
  externalId: z.string().nullable(),
  name: z.string(),
  domain: z.string().nullable(),
  country: z.string().nullable(),
  timezone: z.string().nullable(),
  locale: z.string().nullable(),
  state: z.enum(clientStates),
  clientSince: z.string().nullable(),
  annualValue: money.nullable(),
  owner: z.string().nullable().describe('The address that was named as the owner, whether or not it is a user.'),
  ownerId: id.nullable().describe('The user who looks after them; the default owner where the named one is unknown.'),
  heldOut: z.boolean().nullable().describe('Null until the first departure.'),
  isDemo: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
};

const clientSchema = z.object(clientFields);
export type Client = z.output<typeof clientSchema>;

const whyShort = z.object({ code: z.string(), text: z.string() });

/** Where a client stands. */
const standing = {
  lead: z
    .object({ id, name: z.string().nullable(), email: z.string().nullable() })
    .nullable()
    .describe('Who gets the letters, or would.'),
  nextLetter: z
    .object({ at: instant, localAt: z.string(), zone: z.string(), kind: z.enum(letterKinds), contactId: id })
    .nullable(),
  noLetter: whyShort.nullable().describe('Why no letter is planned, where none is.'),
  lastAnswer: z
    .object({ at: instant, threadId: id, open: z.boolean().describe('Nobody has closed the conversation.') })
    .nullable(),
  openTasks: z.int(),
};

/** A client as the list shows it: with where they stand. */
export const listedClientSchema = z
  .object({
    ...clientFields,
    departure: z
      .object({ id, departedOn: z.string(), reason: z.enum(reasons), fault: z.enum(faults) })
      .nullable()
      .describe('The last one that was not undone.'),
    ...standing,
  })
  .meta({ id: 'ListedClient' });
export type ListedClient = z.output<typeof listedClientSchema>;

export const clientPage = pageOf(listedClientSchema, 'ClientPage');

const clientSorts = ['createdAt', 'name', 'departedOn', 'value', 'nextLetter'] as const;
const clientFlags = ['waiting', 'answered', 'due_soon', 'held', 'stopped', 'won_back', 'problem', 'held_out'] as const;

const clientFilters = {
  state: words(clientStates).optional(),
  owner: z
    .union([id, email, z.enum(['none', 'me'])])
    .optional()
    .describe("A user's id or address, me, or none."),
  reason: words(reasons).optional().describe('Of the last departure that was not undone.'),
  country: country.optional(),
  currency: z.string().refine(isCurrency, 'A currency of ISO 4217 such as EUR.').optional(),
  minValue: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Yearly value in minor units; name the currency with it.'),
  maxValue: z.coerce.number().int().min(0).optional(),
  since: day.optional().describe('Left on this day or later.'),
  until: day.optional().describe('Left on this day or earlier.'),
  flag: z
    .enum(clientFlags)
    .optional()
    .describe(
      'waiting: for a person (an answer, a hold, a look); due_soon: a letter within 14 days; stopped: they, or their mail server, want no more; problem: a letter or an address that somebody has to look at.',
    ),
  q: line(100).optional().describe('Part of the name, the domain, or the name or address of a contact.'),
};

export const clientQuery = z.strictObject({
  ...pageQuery,
  ...clientFilters,
  sort: z.enum(clientSorts).default('createdAt').describe('Those without a value come last, whichever the order.'),
  order: z.enum(['asc', 'desc']).default('desc'),
});

export const clientCountQuery = z.strictObject(clientFilters);
export type ClientFilters = z.output<typeof clientCountQuery>;
export const clientCountSchema = z.object({ count: z.int() }).meta({ id: 'ClientCount' });
export const clientExportQuery = clientQuery.omit({ limit: true, cursor: true });

/** Everything about one client. */
export const clientDetailSchema = z
  .object({
    ...clientFields,
    contacts: z.array(contactSchema),
    departures: z.array(
      z.object({
        id,
        departedOn: z.string(),
        reason: z.enum(reasons),
        fault: z.enum(faults),
        recordedAt: instant,
        undoneAt: instant.nullable(),
        endedAt: instant.nullable(),
      }),
    ),
    winBacks: z.array(
      z.object({
        id,
        wonBackOn: z.string(),
        departureId: id.nullable(),
        annualValue: money.nullable(),
        note: z.string().nullable(),
        recordedAt: instant,
      }),
    ),
    segments: z.array(z.object({ slug: z.string(), name: z.string(), since: instant, why: z.string() })),
    ...standing,
  })
  .meta({ id: 'ClientDetail' });
export type ClientDetail = z.output<typeof clientDetailSchema>;

const changeable = {
  externalId: line(200).nullable().describe('Your own id of it.'),
  name: line(200),
  domain: host.nullable(),
  country: country.nullable(),
  timezone: timezone.nullable(),
  locale: locale.nullable(),
  clientSince: day.nullable(),
  annualValue: money.nullable(),
  owner: email.nullable().describe('The address of the sales rep who looks after them.'),
};

export const newClientSchema = z.strictObject(changeable).partial().required({ name: true }).meta({ id: 'NewClient' });
export type NewClient = z.output<typeof newClientSchema>;

export const clientChangeSchema = z
  .strictObject({
    ...changeable,
    state: z
      .enum(clientStates)
      .describe('A departed client set active is a win-back, as of today. Closed: nobody writes to them any more.'),
  })
  .partial()
  .meta({ id: 'ClientChange' });
export type ClientChange = z.output<typeof clientChangeSchema>;
