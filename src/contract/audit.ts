import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { day, id, instant } from './primitives.ts';

const word = z.string().regex(/^[A-Za-z0-9:_-]{1,100}$/, 'Letters, digits, colon, hyphen and underscore.');

const auditEntrySchema = z
  .object({
    id,
    at: instant,
    actor: z.string(),
    actorName: z.string().describe('Who that is, as they are called now.'),
    action: z.string(),
    words: z.string().describe('What they did, as the end of a sentence that begins with their name.'),
    subjectKind: z.string(),
    subjectId: z.string().nullable(),
    subjectName: z.string().nullable().describe('What the thing is called now; null where it is gone or has no name.'),
    clientId: id.nullable().describe('The client that it belongs to.'),
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOf(auditEntrySchema, 'AuditPage');
export const auditQuery = z.strictObject({
  ...pageQuery,
  actor: word.optional(),
  action: word.optional(),
  from: day.optional(),
  to: day.optional(),
  subjectKind: word.optional(),
  subjectId: word.optional(),
});
