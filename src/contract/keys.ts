import { z } from 'zod';
import { isScope, scopes } from '../domain/scope.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant, line } from './primitives.ts';

const scope = z
  .string()
  .refine(isScope, 'admin, or a noun with :read or :write, such as clients:read.')
  .meta({ examples: [...scopes] });

const keyFields = {
  id,
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: instant,
  createdBy: z.string(),
  lastUsedAt: instant.nullable().describe('To the minute.'),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
};

export const keySchema = z.object(keyFields).meta({ id: 'Key' });
export type Key = z.output<typeof keySchema>;

export const keyPage = pageOf(keySchema, 'KeyPage');

export const keyQuery = z.strictObject(pageQuery);

export const newKeySchema = z
  .strictObject({
    name: line(120),
    scopes: z.array(scope).min(1).max(50),
    expiresAt: instant.nullish().describe('No later than that of the key that mints it.'),
  })
  .meta({ id: 'NewKey' });

export const createdKeySchema = z
  .object({ ...keyFields, key: z.string().describe('Shown this once and never again.') })
  .meta({ id: 'CreatedKey' });
