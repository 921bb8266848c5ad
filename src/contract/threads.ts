import { z } from 'zod';
import { clientStates } from '../domain/client.ts';
import { contactRoles } from '../domain/contact.ts';
import { faults, reasons } from '../domain/departure.ts';
import { messageKinds, messageStates } from '../domain/message.ts';
import { threadOutcomes, threadStates } from '../domain/thread.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, email, id, instant, line, locale, money, phone, prose } from './primitives.ts';

const threadFields = {
  id,
  client: z.object({ id, name: z.string() }),
  contact: z.object({
    id,
    email: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
  }),
  subject: z.string(),
  state: z.enum(threadStates),
  assigneeId: id.nullable(),
  openedByMessageId: id.nullable().describe('The letter that was answered; null for a mail of their own.'),
  openedAt: instant,
  lastReplyAt: instant.nullable(),
  snoozedUntil: instant.nullable(),
  answerDueAt: instant.nullable(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  outcome: z.enum(threadOutcomes).nullable(),
  outcomeOn: z.string().nullable(),
  outcomeNote: z.string().nullable(),
  replyCount: z.int(),
  lastText: z.string().nullable().describe('The beginning of the last answer.'),
};

export const threadSchema = z.object(threadFields).meta({ id: 'Thread' });
export type Thread = z.output<typeof threadSchema>;

export const threadPage = pageOf(threadSchema, 'ThreadPage');

export const threadQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(threadStates).optional(),
  assignee: z.union([id, z.enum(['me', 'none'])], "me, none, or a user's id.").optional(),
  client: id.optional(),
});

const letter = z.object({
  kind: z.literal('letter'),
  at: instant,
  id,
  letterKind: z.enum(messageKinds),
  state: z.enum(messageStates),
  copyId: id.nullable().describe('Of the exact copy; null once retention has removed it.'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
});
const reply = z.object({
  kind: z.literal('reply'),
  at: instant,
  id,
  inboundId: id,
  from: z.string().nullable(),
  senderIsContact: z.boolean(),
  text: z.string().describe('The new words, without what is quoted.'),
  hints: z.array(z.string()).describe('What the rules read in it: stop, stop_unclear, delete_my_data, left_company …'),
});

export const threadDetailSchema = z
  .object({
    ...threadFields,
    conversation: z.array(z.discriminatedUnion('kind', [letter, reply])).describe('In the order in which it went.'),
    clientFacts: z.object({
      state: z.enum(clientStates),
      domain: z.string().nullable(),
      country: z.string().nullable(),
      clientSince: z.string().nullable(),
      annualValue: money.nullable(),
      ownerId: id.nullable(),
      departure: z
        .object({
          id,
          departedOn: z.string(),
          reason: z.enum(reasons),
          reasonDetail: z.string().nullable(),
          fault: z.enum(faults),
          wouldReturnIf: z.string().nullable(),
        })
        .nullable(),
      openTasks: z.int(),
    }),
  })
  .meta({ id: 'ThreadDetail' });
export type ThreadDetail = z.output<typeof threadDetailSchema>;

export const assignSchema = z.strictObject({ userId: id.nullable() }).meta({ id: 'ThreadAssignment' });
export const snoozeSchema = z.strictObject({ until: instant }).meta({ id: 'ThreadSnooze' });

const note = prose(4000).nullish();

const successor = z.strictObject({
  email,
  firstName: line(100).nullish(),
  lastName: line(100).nullish(),
  role: z.enum(contactRoles).nullish(),
  locale: locale.nullish(),
  phone: phone.nullish(),
});
export type Successor = z.output<typeof successor>;

/** Each outcome with what it needs (product §2). */
export const closeSchema = z
  .discriminatedUnion('outcome', [
    z
      .strictObject({ outcome: z.literal('friendly'), note })
      .describe('"Thanks, all the best": the drip goes on later.'),
    z
      .strictObject({
        outcome: z.literal('interested'),
        nextStepOn: day,
        nextStep: z.enum(['call', 'meeting']).default('call'),
        note,
      })
      .describe('Letters stay held; somebody takes the next step on that day.'),
    z
      .strictObject({ outcome: z.literal('not_now'), on: day, note })
      .describe('They asked us to come back on that day.'),
    z.strictObject({ outcome: z.literal('upset'), note }).describe('A manager is told; no letters until it is lifted.'),
    z
      .strictObject({ outcome: z.literal('wrong_person'), successor: successor.nullish(), note })
      .describe('Their letters end; a successor is put on file and proposed.'),
    z.strictObject({ outcome: z.literal('never'), note }).describe('Nobody at this client is written to again.'),
    z.strictObject({ outcome: z.literal('won_back'), annualValue: money, wonBackOn: day.optional(), note }),
    z
      .strictObject({
        outcome: z.literal('other'),
        resume: z.literal(true).optional(),
        exit: z.literal(true).optional(),
        note,
      })
      .refine(({ resume, exit }) => (resume === true) !== (exit === true), {
        message: 'Say either resume: true or exit: true.',
        path: ['resume'],
      }),
  ])
  .meta({ id: 'ThreadClosing' });
export type ThreadClosing = z.output<typeof closeSchema>;
