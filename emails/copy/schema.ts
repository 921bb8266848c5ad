import * as z from 'zod';
import { reasonCodes } from '../props.ts';

/** A named value in a text: {clientName}. */
export const valuePattern = /\{([a-z][A-Za-z0-9]*)\}/g;

const text = z
  .string()
  .min(1)
  .max(1500)
  .refine((value) => !/[{}]/.test(value.replaceAll(valuePattern, '')), {
    error: 'A brace is open or closed alone. Write a value as {clientName}.',
  });
const names = z
  .array(z.string().regex(/^[a-z][A-Za-z0-9]*$/))
  .min(1)
  .max(20);
const reasons = z.array(z.enum(reasonCodes)).min(1);

/**
 * One way to say something. It fits when every value it names is there; the long form adds conditions: values that must
 * or must not be there without being named, and what the client said was the reason.
 */
const variant = z.union([
  text,
  z.strictObject({
    text,
    needs: names.optional(),
    without: names.optional(),
    reasons: reasons.optional(),
    except: reasons.optional(),
  }),
]);
const variants = z.array(variant).min(1).max(20);

const block = z.discriminatedUnion('block', [
  z.strictObject({ block: z.literal('highlights'), one: variants, two: variants }),
  z.strictObject({ block: z.literal('news'), link: variants }),
  z.strictObject({ block: z.literal('offer'), lines: z.array(variants).min(1).max(6) }),
]);

/**
 * The wording of one letter in one language: plain JSON that a marketer edits. Each text is a list of variants and the
 * first that fits is used; where none fits, the paragraph is left out.
 */
export const letterCopySchema = z.strictObject({
  subject: variants,
  preheader: variants,
  greeting: variants,
  paragraphs: z
    .array(z.union([variants, block]))
    .min(1)
    .max(15),
  signOff: variants,
  footer: z.strictObject({ why: variants, stop: variants, choose: variants }),
});

export type Variant = z.infer<typeof variant>;
export type CopyBlock = z.infer<typeof block>;
export type LetterCopy = z.infer<typeof letterCopySchema>;
