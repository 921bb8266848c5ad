import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

const word = z.string().regex(/^[A-Za-z0-9:_-]{1,100}$/, 'Letters, digits, colon, hyphen and underscore.');

const auditEntrySchema = z
  .object({
    id,
    at: instant,
    actor: z.string(),
    action: z.string(),
    subjectKind: z.string(),
    subjectId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOf(auditEntrySchema, 'AuditPage');
export const auditQuery = z.strictObject({
  ...pageQuery,
  actor: word.optional(),
  subjectKind: word.optional(),
  subjectId: word.optional(),
});
