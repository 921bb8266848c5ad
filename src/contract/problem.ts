import { z } from 'zod';

/** Every refusal and failure: RFC 9457, with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Stable: decide by it, not by the texts.'),
    instance: z.string().describe('The id of the request, as in X-Request-Id.'),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .describe('RFC 6901, into the body; /query, /params and /headers lead to the other parts of the request.'),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
