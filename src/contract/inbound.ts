import { z } from 'zod';
import { authenticationResults } from '../domain/inbound/authentication.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

const inboundStates = ['stored', 'handled', 'unmatched', 'failed', 'dismissed'] as const;
const inboundKinds = ['reply', 'auto_reply', 'bounce', 'complaint', 'other'] as const;

const state = z
  .enum(inboundStates)
  .describe('unmatched: it waits in the tray. failed: it is kept and can be replayed.');
const kind = z.enum(inboundKinds).nullable().describe('Null while the mail could not be read.');
const matchedBy = z
  .string()
  .nullable()
  .describe('reply_token, in_reply_to, returned_mail, subject, sender, linked …; domain is only a suggestion.');

export const receivedMailSchema = z
  .object({
    id,
    kind,
    matched: z.boolean().describe('It is about a contact of ours and was acted upon.'),
    matchedBy,
    state,
    threadId: id.optional().describe('The conversation it belongs to.'),
  })
  .meta({ id: 'ReceivedMail' });

export const inboundSchema = z
  .object({
    id,
    source: z.enum(['api', 'resend', 'imap', 'smtp']),
    state,
    kind,
    severity: z.enum(['hard', 'soft']).nullable(),
    receivedAt: instant,
    handledAt: instant.nullable(),
    fromAddress: z.string().nullable(),
    fromName: z.string().nullable(),
    subject: z.string().nullable(),
    visibleText: z.string().nullable().describe('The new words, without what is quoted; in a list their beginning.'),
    evidence: z.array(z.string()).nullable().describe('Why it was taken for what it is.'),
    returnsOn: z.string().nullable(),
    matchedBy,
    contactId: id.nullable(),
    clientId: id.nullable().describe('Of an unmatched mail: a suggestion.'),
    messageId: id.nullable(),
    threadId: id.nullable(),
    linkedBy: z.string().nullable(),
    attempts: z.int(),
    error: z.string().nullable().describe('Of a failed mail: a code.'),
    sizeBytes: z.int(),
    authentication: z
      .object({
        domain: z.string().nullable(),
        spf: z.enum(authenticationResults),
        dkim: z.enum(authenticationResults),
        dmarc: z.enum(authenticationResults),
      })
      .nullable()
      .describe('Whether the sender is who it says; null where nobody looked.'),
    attachments: z
      .array(z.object({ filename: z.string().nullable(), contentType: z.string(), size: z.int() }))
      .nullable()
      .describe('Their place in the list is their number.'),
  })
  .meta({ id: 'InboundMail' });
export type InboundMail = z.output<typeof inboundSchema>;

export const inboundPage = pageOf(inboundSchema, 'InboundMailPage');

export const inboundQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(inboundStates).optional(),
  kind: z.enum(inboundKinds).optional(),
});

export const linkSchema = z.strictObject({ contactId: id }).meta({ id: 'MailLink' });
