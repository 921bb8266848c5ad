import { z } from 'zod';
import { clientStates } from '../domain/client.ts';
import { contactRoles } from '../domain/contact.ts';
import { faults, reasons } from '../domain/departure.ts';
import { authenticationResults } from '../domain/inbound/authentication.ts';
import { messageKinds, messageStates } from '../domain/message.ts';
import { taskKinds } from '../domain/task.ts';
import { threadOutcomes, threadStates } from '../domain/thread.ts';
import { keptAttachmentSchema } from './attachments.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, email, flag, id, instant, line, locale, money, phone, prose } from './primitives.ts';

const suggestion = z
  .object({
    outcome: z.enum(threadOutcomes),
    on: z.string().nullable().describe('The day they named.'),
    successor: z.string().nullable().describe('The address they named in their place.'),
    why: z.string(),
  })
  .nullable()
  .describe('What the last answer seems to come to; a person decides.');

const threadFields = {
  id,
  client: z.object({ id, name: z.string(), annualValue: money.nullable(), reason: z.enum(reasons).nullable() }),
  contact: z.object({
    id,
    email: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
  }),
  subject: z.string(),
  state: z.enum(threadStates),
  assigneeId: id.nullable(),
  assignee: z.object({ id, name: z.string() }).nullable(),
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
  lastHints: z.array(z.string()).describe('What the rules read in it.'),
  waitsSince: instant.nullable().describe('Since when they wait for an answer; null where nobody does.'),
  suggestion,
};

export const threadSchema = z.object(threadFields).meta({ id: 'Thread' });
export type Thread = z.output<typeof threadSchema>;

export const threadPage = pageOf(threadSchema, 'ThreadPage');

export const threadQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(threadStates).optional(),
  assignee: z.union([id, z.enum(['me', 'none'])], "me, none, or a user's id.").optional(),
  client: id.optional(),
  waiting: flag.optional().describe('Only those that wait for our answer.'),
  q: z.string().trim().min(1).max(200).optional().describe('In the client, the contact, the subject.'),
  order: z
    .enum(['opened', 'waiting', 'latest'])
    .default('opened')
    .describe(
      'opened: the latest opened first. waiting: the longest without an answer first. latest: the newest answer.',
    ),
});

export const threadCountsSchema = z
  .object({
    waiting: z.int(),
    mine: z.int().describe('Given to whoever asks and not closed; 0 for a key.'),
    snoozed: z.int(),
    all: z.int(),
    tray: z.int().describe('Mails that nobody has been found for.'),
  })
  .meta({ id: 'ThreadCounts' });

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
const answer = z
  .object({
    kind: z.literal('answer'),
    at: instant,
    id,
    state: z.enum(messageStates),
    author: z.object({ id, name: z.string() }),
    to: z.string(),
    otherAddress: z.boolean().describe('It goes to another address than the one on file.'),
    subject: z.string(),
    body: z.string().describe('Markdown, as it was written.'),
    leavesAt: instant.nullable().describe('While it is queued: until then it can be taken back.'),
    copyId: id.nullable(),
    error: z.string().nullable(),
    why: z.array(z.object({ code: z.string(), text: z.string() })),
    offers: z.array(z.object({ id, title: z.string() })),
    attachments: z.array(keptAttachmentSchema),
  })
  .describe('What one of us wrote in this conversation.');
const activity = z
  .object({
    kind: z.literal('activity'),
    at: instant,
    id,
    activity: z.enum(['call', 'meeting', 'mail', 'note']),
    by: z.string().nullable().describe('The name of whoever logged it; null for a machine.'),
    text: z.string().nullable(),
  })
  .describe('A call, a meeting or a mail from outside that was logged, or a note.');
const reply = z.object({
  kind: z.literal('reply'),
  at: instant,
  id,
  inboundId: id,
  from: z.string().nullable(),
  subject: z.string().nullable(),
  isKept: z.boolean().describe('Whether the whole mail is still there to be read.'),
  attachments: z.array(
    z.object({
      number: z.int().describe('Of the part, for GET /v1/inbound/{id}/attachments/{number}.'),
      filename: z.string().nullable(),
      contentType: z.string(),
      size: z.int().describe('Bytes.'),
    }),
  ),
  authentication: z
    .object({
      domain: z.string().nullable(),
      spf: z.enum(authenticationResults),
      dkim: z.enum(authenticationResults),
      dmarc: z.enum(authenticationResults),
    })
    .nullable()
    .describe('Whether the sender is who it says; null where nobody looked.'),
  senderIsContact: z.boolean(),
  text: z.string().describe('The new words, without what is quoted.'),
  hints: z.array(z.string()).describe('What the rules read in it: stop, stop_unclear, delete_my_data, left_company …'),
});

export const threadDetailSchema = z
  .object({
    ...threadFields,
    conversation: z
      .array(z.discriminatedUnion('kind', [letter, answer, reply, activity]))
      .describe('In the order in which it went.'),
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
          highlights: z.array(z.string()),
        })
        .nullable(),
      owner: z.object({ id, name: z.string() }).nullable(),
      contactNotes: z.string().nullable().describe('For calls, never for letters; they may ask to read this.'),
      contactPhone: z.string().nullable(),
      timezone: z.string().nullable().describe("The contact's, else the client's."),
      contacts: z.array(
        z.object({
          id,
          email: z.string().nullable(),
          firstName: z.string().nullable(),
          lastName: z.string().nullable(),
          role: z.enum(contactRoles).nullable(),
        }),
      ),
      openTasks: z.int(),
      tasks: z.array(
        z.object({ id, kind: z.enum(taskKinds), title: z.string(), dueOn: z.string(), ownerId: id.nullable() }),
      ),
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
