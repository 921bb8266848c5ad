import { z } from 'zod';
import { id } from './primitives.ts';

const file = {
  id,
  filename: z.string(),
  contentType: z.string().describe('Of the kind that the name says.'),
  size: z.int().describe('Bytes.'),
};

export const attachmentSchema = z.object(file).meta({ id: 'Attachment' });
export const keptAttachmentSchema = z
  .object({ ...file, isKept: z.boolean().describe('Whether it can still be downloaded.') })
  .meta({ id: 'KeptAttachment' });

export const attachmentQuery = z.strictObject({
  filename: z
    .string()
    .min(1, 'Must not be empty.')
    .max(500)
    .describe('Its name; a path before it, control and invisible characters are taken off.'),
});
