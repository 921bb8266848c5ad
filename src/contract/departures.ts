import { z } from 'zod';
import { basisKinds, contactRoles } from '../domain/contact.ts';
import { clientStates } from '../domain/client.ts';
import { blockers, faults, highlightKinds, reasons } from '../domain/departure.ts';
import { enrollmentStates, exitCodes } from '../domain/enrollment.ts';
import { letterKinds } from '../domain/message.ts';
import { taskKinds } from '../domain/task.ts';
import { letterPreviewSchema } from './letter-preview.ts';
import { pageOf, pageQuery } from './page.ts';
import { country, day, email, flag, id, instant, line, locale, money, phone, prose, timezone } from './primitives.ts';

/** What a departure carries (product §1). Required: the client's name, one contact's address, and the day they left. */

/** An empty text says nothing, as null does: forms and CRMs send it for what they do not know. */
function maybe<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? null : value), schema.nullable()).optional();
}

const externalId = line(200).describe('Your own id of it; the same id means the same record.');

const domain = z
  .string()
  .trim()
  .max(253)
  .describe('The host of their website; matched exactly, without www.')
  .meta({ examples: ['northwind.example'] });

const basis = z.strictObject({
  kind: z.enum(basisKinds),
  obtainedOn: maybe(day),
  source: maybe(line(300)),
  noticeGiven: z.boolean().nullish(),
});

const newContact = z.strictObject({
  email,
  firstName: maybe(line(100)),
  lastName: maybe(line(100)),
  salutation: maybe(line(150)).describe('A greeting of your own for their letters, such as "Dear Jo,".'),
  role: maybe(z.enum(contactRoles)),
  locale: maybe(locale),
  timezone: maybe(timezone),
  phone: maybe(phone),
  lead: z.boolean().optional().describe('The one who gets the letters.'),
  basis: basis.nullish(),
});

const newClient = z.strictObject({
  id: id.optional().describe('Of a client on file: it is meant, whatever else would match.'),
  externalId: maybe(externalId),
  name: line(200),
  domain: maybe(domain),
  country: maybe(country),
  timezone: maybe(timezone),
  locale: maybe(locale),
  clientSince: maybe(day),
  annualValue: maybe(money),
  owner: maybe(email).describe('The address of the sales rep who looks after them.'),
});

const highlight = z.strictObject({ text: line(300), amount: maybe(money), kind: maybe(z.enum(highlightKinds)) });
const amends = z.strictObject({ text: prose(1000), doneOn: maybe(day) });

/** The fields of a departure that may be given with it and changed later. */
const fields = {
  departedOn: day,
  noticeOn: maybe(day).describe('The day notice was given; a departure ahead of us is accepted only with it.'),
  reason: maybe(z.enum(reasons)),
  statedByClient: z
    .boolean()
    .nullish()
    .describe('The client named this reason; otherwise it is our guess and never told to them.'),
  statedReason: maybe(z.enum(reasons)),
  ourReason: maybe(z.enum(reasons)),
  reasonDetail: maybe(prose(2000)).describe('Internal.'),
  fault: maybe(z.enum(faults)).describe('Internal.'),
  whatWentWrong: maybe(prose(1000)).describe('The client reads this in an apology.'),
  amends: amends.nullish().describe('What has been put right; told only once its day is past.'),
  wouldReturnIf: maybe(prose(1000)).describe('Internal.'),
  competitor: maybe(line(200)).describe('Internal.'),
  lessons: maybe(prose(4000)).describe('Internal.'),
  notes: maybe(prose(4000)).describe('Internal.'),
  personalLine: maybe(line(400)).describe('A sentence of the owner for the first letter.'),
  renewalOn: maybe(day).describe('When their contract with somebody else ends.'),
  blockedBy: maybe(z.enum(blockers)),
  pursue: z.boolean().nullish(),
  highlights: z.array(highlight).max(20).optional(),
};

export const newDepartureSchema = z
  .strictObject({
    externalId: maybe(externalId),
    client: newClient,
    contacts: z.array(newContact).min(1).max(50),
    ...fields,
  })
  .superRefine((body, context) => {
    const seen = new Map<string, number>();
    body.contacts.forEach((contact, index) => {
      const first = seen.get(contact.email);
      if (first !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['contacts', index, 'email'],
          message: `The same address as contact ${first}: name each person once.`,
        });
      else seen.set(contact.email, index);
    });
    const leads = body.contacts.flatMap((contact, index) => (contact.lead ? [index] : []));
    if (leads.length > 1)
      context.addIssue({
        code: 'custom',
        path: ['contacts', leads[1]!, 'lead'],
        message: 'Only one contact can be the lead.',
      });
    if (body.noticeOn && body.noticeOn > body.departedOn)
      context.addIssue({ code: 'custom', path: ['noticeOn'], message: 'Notice is given before they leave.' });
    if (body.client.clientSince && body.client.clientSince > body.departedOn)
      context.addIssue({
        code: 'custom',
        path: ['client', 'clientSince'],
        message: 'They became a client before they left.',
      });
    if (body.reason && body.statedReason && body.statedByClient && body.reason !== body.statedReason)
      context.addIssue({
        code: 'custom',
        path: ['statedReason'],
        message: 'Says something else than reason with statedByClient; give one of them.',
      });
  })
  .meta({ id: 'NewDeparture' });
export type NewDeparture = z.output<typeof newDepartureSchema>;

const { departedOn: _, ...optionalFields } = fields;
export const departurePatchSchema = z
  .strictObject({ departedOn: day.optional(), ...optionalFields })
  .meta({ id: 'DeparturePatch' });
export type DeparturePatch = z.output<typeof departurePatchSchema>;

const whyList = z.array(z.object({ code: z.string(), text: z.string() }));

export const departureSchema = z
  .object({
    id,
    clientId: id,
    externalId: z.string().nullable(),
    departedOn: day,
    noticeOn: day.nullable(),
    reason: z.enum(reasons),
    statedReason: z.enum(reasons).nullable(),
    ourReason: z.enum(reasons).nullable(),
    reasonDetail: z.string().nullable(),
    fault: z.enum(faults),
    whatWentWrong: z.string().nullable(),
    amends: z.object({ text: z.string(), doneOn: day.nullable() }).nullable(),
    wouldReturnIf: z.string().nullable(),
    competitor: z.string().nullable(),
    lessons: z.string().nullable(),
    notes: z.string().nullable(),
    personalLine: z.string().nullable(),
    renewalOn: day.nullable(),
    blockedBy: z.enum(blockers).nullable(),
    pursue: z.boolean(),
    highlights: z.array(
      z.object({ text: z.string(), amount: money.nullable(), kind: z.enum(highlightKinds).nullable() }),
    ),
    asksWhoseFault: z.boolean().describe('"Was this on us?" Until somebody says, the first letter stays neutral.'),
    importId: id.nullable(),
    recordedAt: instant,
    undoneAt: instant.nullable(),
    endedAt: instant.nullable().describe('When the client came back.'),
  })
  .meta({ id: 'Departure' });
export type Departure = z.output<typeof departureSchema>;

const recordedFields = {
  departure: departureSchema,
  client: z.object({
    id,
    externalId: z.string().nullable(),
    name: z.string(),
    state: z.enum(clientStates),
    heldOut: z.boolean(),
  }),
  contacts: z.array(z.object({ id: id.nullable(), email: z.string(), lead: z.boolean(), note: z.string().nullable() })),
  enrollments: z.array(
    z.object({
      id,
      contactId: id,
      campaign: z.string(),
      version: z.int(),
      state: z.enum(enrollmentStates),
      exitCode: z.enum(exitCodes).nullable(),
      nextActionAt: instant.nullable(),
    }),
  ),
  tasks: z.array(z.object({ id, kind: z.enum(taskKinds), title: z.string(), dueOn: day, ownerId: id.nullable() })),
  firstLetter: z
    .object({ at: instant, localAt: z.string(), zone: z.string(), kind: z.enum(letterKinds), why: whyList })
    .nullable()
    .describe('Null: no letter will be written.'),
  url: z.string(),
  notes: z.array(z.string()).describe('What was done otherwise than asked, in words.'),
};

export const plannedEntrySchema = z.object({
  at: instant,
  localAt: z.string(),
  zone: z.string(),
  kind: z.enum(['letter', 'task', 'event']),
  step: z.string().nullable(),
  state: z.enum(['done', 'planned']),
  letter: z.enum(letterKinds).nullable(),
  title: z.string().nullish().describe('What the task is called.'),
  why: whyList,
  messageId: id.optional(),
  taskId: id.optional(),
});

export const recordedDepartureSchema = z.object(recordedFields).meta({ id: 'RecordedDeparture' });
export type RecordedDepartureBody = z.output<typeof recordedDepartureSchema>;

/** What a dry run knows beyond the plan, for a person who is about to record it. */
export const departurePreviewSchema = z
  .object({
    client: z.object({
      before: z
        .object({ id, name: z.string(), state: z.enum(clientStates) })
        .nullable()
        .describe('The client on file that is meant; null: it is new.'),
      matchedBy: z.enum(['id', 'departure', 'externalId', 'domain', 'address']).nullable(),
      zone: z.string(),
      zoneIsGuessed: z.boolean().describe('Nobody said the zone: it is that of the house.'),
    }),
    campaign: z.object({ slug: z.string(), name: z.string() }).nullable().describe('Chosen by the routing rules.'),
    letter: letterPreviewSchema.nullable().describe('The first letter as it would leave; its own links lead nowhere.'),
    missing: z.string().nullable().describe('The value without which the first letter cannot be written.'),
    why: whyList.describe('Why the first letter comes when it does, or why none comes.'),
    remarks: z
      .array(z.object({ code: z.string(), text: z.string(), pointer: z.string().nullable() }))
      .describe('What to know before it is recorded, in words, each with the field that it is about.'),
    people: z.array(z.object({ id, name: z.string() })).describe('Whom the tasks belong to, and the owner.'),
    ownerId: id.nullable(),
  })
  .meta({ id: 'DeparturePreview' });
export type DeparturePreview = z.output<typeof departurePreviewSchema>;

/** 200: merged into the departure that is there, or a dry run with its plan. */
export const mergedDepartureSchema = z
  .object({
    ...recordedFields,
    merged: z.boolean(),
    dryRun: z.boolean(),
    plan: z.array(plannedEntrySchema).optional().describe('Only in a dry run.'),
    preview: departurePreviewSchema.optional().describe('Only in a dry run.'),
  })
  .meta({ id: 'MergedDeparture' });
export type DryRunPlan = z.output<typeof plannedEntrySchema>[];

export const undoneSchema = z
  .object({
    canceled: z.int().describe('Letters that were waiting and will not leave.'),
    tooLate: z.int().describe('Letters that had left already; somebody is asked to call and explain.'),
  })
  .meta({ id: 'UndoneDeparture' });

export const departurePage = pageOf(departureSchema, 'DeparturePage');
export const departureQuery = z.strictObject({
  ...pageQuery,
  client: id.optional(),
  reason: z.enum(reasons).optional(),
});
export const dryRunQuery = z.strictObject({ dryRun: flag.optional() });
