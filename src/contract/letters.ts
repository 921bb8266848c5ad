import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';
import { id } from './primitives.ts';

/** Looking at letters and their wording: as a sample, for a real client, before a wording is saved. */

const size = z.enum(['full', 'smallest']).describe('full: every value is there; smallest: as little as can be.');

export const letterListSchema = z
  .object({
    data: z.array(
      z.object({
        kind: z.enum(letterKinds),
        words: z.object({ least: z.int(), most: z.int() }).describe('Between greeting and signature.'),
        subjectMax: z.int(),
        blocks: z.array(z.enum(['highlights', 'news', 'offer'])),
        values: z.array(
          z.object({
            name: z.string(),
            always: z.boolean().describe('There in every letter of this kind.'),
            link: z.boolean().describe('An address: it stands behind words, [words]({name}).'),
            example: z.string().nullable(),
          }),
        ),
      }),
    ),
    locales: z.array(z.string()).describe('Languages in which there is wording.'),
    houseLocale: z.string(),
  })
  .meta({ id: 'LetterList' });

export const sampleQuery = z.strictObject({
  contact: id.optional().describe('With the data of this contact, through the code that sends; else a sample.'),
  size: size.optional(),
});

const copy = z.record(z.string(), z.unknown());

export const shownLetterSchema = z
  .object({
    letter: z
      .object({
        from: z.object({ name: z.string().nullable(), address: z.string() }),
        to: z.object({ name: z.string().nullable(), address: z.string(), client: z.string() }),
        subject: z.string(),
        preheader: z.string(),
        html: z.string(),
        text: z.string(),
        words: z.int(),
        bytes: z.int().describe('Of the web part.'),
      })
      .nullable()
      .describe('Null: something is missing, or the wording cannot be read.'),
    missing: z.string().nullable().describe('The value without which it cannot be written.'),
    notes: z.array(z.string()).describe('What is a sample although a client was named, in words.'),
    problems: z
      .array(z.object({ pointer: z.string().describe('Into the wording.'), message: z.string() }))
      .describe('What is wrong with the wording; it cannot be saved so.'),
  })
  .meta({ id: 'ShownLetter' });
export type ShownLetter = z.output<typeof shownLetterSchema>;

export const previewWordingSchema = z
  .strictObject({
    copy: copy.optional().describe('Unsaved; else the one in force.'),
    contact: id.optional(),
    size: size.optional(),
  })
  .meta({ id: 'PreviewWording' });
export type PreviewWording = z.output<typeof previewWordingSchema>;

export const testSendWishSchema = z
  .strictObject({ copy: copy.optional().describe('Unsaved; else the one in force.'), size: size.optional() })
  .meta({ id: 'TestSendWish' });

export const testSendSchema = z.object({ to: z.string(), subject: z.string() }).meta({ id: 'TestSend' });

export const wordingPreflightWishSchema = z
  .strictObject({ copy: copy.optional().describe('Unsaved; else the one in force.') })
  .meta({ id: 'WordingPreflightWish' });

export const wordingPreflightSchema = z
  .object({
    people: z.object({
      reached: z.int().describe('People to whom such a letter in this language may still come.'),
      checked: z.int().describe('For so many of them it was written.'),
    }),
    toCome: z.int().describe('Letters that will be written with it; a repeating one counts once.'),
    lines: z.array(
      z.object({
        level: z.enum(['good', 'warning', 'problem']),
        code: z.string(),
        text: z.string(),
        pointer: z.string().nullable().describe('Into the wording.'),
      }),
    ),
  })
  .meta({ id: 'WordingPreflight' });
export type WordingPreflight = z.output<typeof wordingPreflightSchema>;
