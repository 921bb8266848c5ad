import { z } from 'zod';
import { suppressionReasons, suppressionScopes, suppressionSources } from '../domain/suppression.ts';
import { pageOf, pageQuery } from './page.ts';
import { email, flag, id, instant, line, prose } from './primitives.ts';

export const suppressionSchema = z
  .object({
    id,
    address: z.string().nullable().describe('Null where a whole client is meant, and once the person was erased.'),
    clientId: id.nullable(),
    clientName: z.string().nullable().describe('The client that is meant, or whose contact has the address.'),
    scope: z.enum(suppressionScopes),
    reason: z.enum(suppressionReasons),
    source: z.enum(suppressionSources),
    note: z.string().nullable(),
    messageId: id.nullable().describe('The letter by which the wish came.'),
    createdAt: instant,
    createdBy: z.string(),
    createdByName: z.string(),
    liftedAt: instant.nullable(),
    liftedBy: z.string().nullable(),
    liftedByName: z.string().nullable(),
    isWish: z.boolean().describe('The person asked for it: it is lifted only after they have opted in again.'),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.output<typeof suppressionSchema>;

export const suppressionPage = pageOf(suppressionSchema, 'SuppressionPage');
export const suppressionQuery = z.strictObject({
  ...pageQuery,
  address: email.optional().describe('Found by its hash: also after an erasure.'),
  client: id.optional(),
  q: line(120).optional().describe('Part of an address or of the name of a client.'),
  scope: z.enum(suppressionScopes).optional(),
  lifted: flag.default(false).describe('Those that were lifted, too.'),
});

export const newSuppressionSchema = z
  .strictObject({
    address: email.optional(),
    clientId: id.optional(),
    scope: z.enum(suppressionScopes).default('all'),
    reason: z.enum(suppressionReasons).exclude(['erased', 'provider']).default('manual'),
    note: prose(1000).nullish(),
  })
  .refine((body) => (body.address === undefined) !== (body.clientId === undefined), {
    message: 'Name either an address or a client.',
  })
  .meta({ id: 'NewSuppression' });
export type NewSuppressionWish = z.output<typeof newSuppressionSchema>;

export const liftQuery = z.strictObject({
  confirm: z
    .literal('person-opted-in')
    .optional()
    .describe('Needed for what the person asked for: you say that they have since asked for letters again.'),
});
