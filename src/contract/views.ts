import { z } from 'zod';
import { viewNouns } from '../domain/user.ts';
import { id, instant, line } from './primitives.ts';

/** Filters and order of a list, as they stand in its address. */
const viewFilters = z
  .record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().max(300))
  .refine((filters) => Object.keys(filters).length <= 30, 'At most 30 filters.');

export const viewSchema = z
  .object({
    id,
    noun: z.enum(viewNouns),
    name: z.string(),
    query: z.record(z.string(), z.string()),
    shared: z.boolean().describe('Everybody sees it; only its owner, or an admin, changes it.'),
    own: z.boolean(),
    owner: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'SavedView' });
export const viewListSchema = z.object({ data: z.array(viewSchema) }).meta({ id: 'SavedViews' });
export const viewQuery = z.strictObject({ noun: z.enum(viewNouns).optional() });

export const newViewSchema = z
  .strictObject({ noun: z.enum(viewNouns), name: line(60), query: viewFilters, shared: z.boolean().default(false) })
  .meta({ id: 'NewSavedView' });
export type NewView = z.output<typeof newViewSchema>;

export const viewChangeSchema = z
  .strictObject({ name: line(60), query: viewFilters, shared: z.boolean() })
  .partial()
  .meta({ id: 'SavedViewChange' });
export type ViewChange = z.output<typeof viewChangeSchema>;
