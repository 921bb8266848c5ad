import { z } from 'zod';
import { segmentContactSchema } from './contacts.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant, line } from './primitives.ts';

export const segmentSchema = z
  .object({
    id,
    slug: z.string(),
    name: z.string(),
    kind: z.enum(['built_in', 'list', 'rule']),
    clients: z.int().describe('Members now.'),
    createdAt: instant,
  })
  .meta({ id: 'Segment' });

export const segmentPage = pageOf(segmentSchema, 'SegmentPage');
export const segmentQuery = z.strictObject(pageQuery);
export const segmentContactPage = pageOf(segmentContactSchema, 'SegmentContactPage');

export const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Lower-case letters and digits with single hyphens between them.')
  .max(60);

export const newSegmentSchema = z
  .strictObject({
    slug,
    name: line(120),
    clientIds: z.array(id).max(1000).optional().describe('Who is in it from the start.'),
  })
  .meta({ id: 'NewSegment' });
export type NewSegment = z.output<typeof newSegmentSchema>;

export const segmentChangeSchema = z
  .strictObject({
    name: line(120),
    add: z.array(id).max(1000).describe('Clients that join the list.'),
    remove: z.array(id).max(1000).describe('Clients that leave it; that they were in it stays on record.'),
  })
  .partial()
  .meta({ id: 'SegmentChange' });
export type SegmentChange = z.output<typeof segmentChangeSchema>;
