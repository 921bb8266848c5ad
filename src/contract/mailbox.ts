import { z } from 'zod';
import { messageKinds, messageStates } from '../domain/message.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant, line } from './primitives.ts';

export const mailboxQuery = z.strictObject({
  ...pageQuery,
  q: line(120).optional().describe('Part of the subject, the text, the address, or the name of somebody.'),
});

export const mailboxPage = pageOf(
  z.object({
    id,
    client: z.object({ id, name: z.string() }),
    kind: z.enum(messageKinds),
    state: z.enum(messageStates),
    at: instant,
    to: z.object({ name: z.string().nullable(), address: z.string() }),
    from: z.object({ name: z.string().nullable(), address: z.string() }),
    subject: z.string(),
    beginning: z.string().describe('The first words of it.'),
  }),
  'MailboxPage',
);
