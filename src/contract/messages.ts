import { z } from 'zod';
import { messageKinds, messageStates } from '../domain/message.ts';
import { keptAttachmentSchema } from './attachments.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

const whyList = z.array(z.object({ code: z.string(), text: z.string() }));

const fields = {
  id,
  state: z.enum(messageStates),
  kind: z.enum(messageKinds),
  clientId: id,
  contactId: id,
  enrollmentId: id.nullable(),
  departureId: id.nullable(),
  stepKey: z.string().nullable(),
  occurrence: z.int().nullable(),
  threadId: id.nullable(),
  why: whyList,
  attempts: z.int(),
  error: z.object({ code: z.string(), text: z.string().nullable() }).nullable(),
  dueAt: instant,
  queuedAt: instant,
  notBefore: instant,
  acceptedAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  bouncedAt: instant.nullable(),
  bounceSeverity: z.enum(['hard', 'soft']).nullable(),
  complainedAt: instant.nullable(),
  endedAt: instant.nullable(),
  messageId: z.string().nullable().describe('The Message-ID header, without angle brackets.'),
  providerId: z.string().nullable(),
};

export const messageSchema = z.object(fields).meta({ id: 'Message' });
export type Message = z.output<typeof messageSchema>;
export const messagePage = pageOf(messageSchema, 'MessagePage');

export const messageWithCopySchema = z
  .object({
    ...fields,
    copy: z
      .object({
        from: z.object({ name: z.string().nullable(), address: z.string() }),
        to: z.object({ name: z.string().nullable(), address: z.string() }),
        replyTo: z.string(),
        envelopeFrom: z.string(),
        subject: z.string(),
        html: z.string(),
        text: z.string(),
        headers: z.array(z.object({ name: z.string(), value: z.string() })),
        date: instant,
      })
      .nullable()
      .describe('The exact copy. Null: it has not been written yet, or its time of keeping is over.'),
    attachments: z.array(keptAttachmentSchema).describe('Of an answer; letters of campaigns carry none.'),
    events: z.array(z.object({ at: instant, kind: z.string(), detail: z.string().nullable() })),
  })
  .meta({ id: 'MessageWithCopy' });

export const messageQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(messageStates).optional(),
  contact: id.optional(),
  client: id.optional(),
});

export const settleSchema = z
  .strictObject({ left: z.boolean().describe('It left (counts as accepted), or it did not (failed, may be retried).') })
  .meta({ id: 'SettleMessage' });
