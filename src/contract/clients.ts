import { z } from 'zod';
import { clientStates } from '../domain/client.ts';
import { faults, reasons } from '../domain/departure.ts';
import { contactSchema } from './contacts.ts';
import { pageOf, pageQuery } from './page.ts';
import { country, day, email, host, id, instant, line, locale, money, timezone } from './primitives.ts';

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

export const clientSchema = z.object(clientFields).meta({ id: 'Client' });
export type Client = z.output<typeof clientSchema>;

export const clientPage = pageOf(clientSchema, 'ClientPage');

export const clientQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(clientStates).optional(),
  owner: z
    .union([id, email, z.literal('none')])
    .optional()
    .describe("A user's id or address, or none."),
  reason: z.enum(reasons).optional().describe('Of a departure that was not undone.'),
  q: line(100).optional().describe('Part of the name, the domain, or the name or address of a contact.'),
});

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
        annualValue: money.nullable(),
        note: z.string().nullable(),
        recordedAt: instant,
      }),
    ),
    segments: z.array(z.object({ slug: z.string(), name: z.string(), since: instant, why: z.string() })),
    openTasks: z.int(),
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
