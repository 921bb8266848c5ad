import { z } from 'zod';
import { mostFiles } from '../domain/threads/attachments.ts';
import { attachmentSchema } from './attachments.ts';
import { messageSchema } from './messages.ts';
import { email, id, instant, prose } from './primitives.ts';

const longestAnswer = 20_000;

export const newAnswerSchema = z
  .strictObject({
    body: prose(longestAnswer).describe('Markdown: paragraphs, lists, links.'),
    to: email.optional().describe("The contact's known address unless another one is named."),
    confirmOtherAddress: z.literal(true).optional().describe('A person saw that it goes to another address.'),
    leavesAt: instant
      .optional()
      .describe('In 60 seconds unless a later time is given; until then it can be taken back.'),
    offerIds: z.array(id).max(5).optional().describe('Offers in it: they count as had once it was accepted.'),
    attachmentIds: z
      .array(id)
      .max(mostFiles)
      .optional()
      .describe("Files of the author's draft that go with it; others stay with the draft."),
    author: id.optional().describe('Whose answer it is, where a key asks; a person writes for themselves.'),
  })
  .meta({ id: 'NewAnswer' });
export type NewAnswer = z.output<typeof newAnswerSchema>;

export const queuedAnswerSchema = z
  .object({
    message: messageSchema,
    leavesAt: instant,
    waits: z
      .enum(['paused', 'locked'])
      .nullable()
      .describe('Nothing leaves at the moment: it stays queued until sending goes on.'),
  })
  .meta({ id: 'QueuedAnswer' });

export const draftSchema = z
  .object({
    body: z.string(),
    updatedAt: instant.nullable().describe('Null: nothing has been written.'),
    attachments: z.array(attachmentSchema),
  })
  .meta({ id: 'ThreadDraft' });
export const draftChangeSchema = z
  .strictObject({
    body: z
      .string()
      .max(longestAnswer)
      .refine((text) => !text.includes('\u0000'), 'Must not hold NUL.'),
  })
  .meta({ id: 'ThreadDraftChange' });
