import { z } from 'zod';
import { id, instant } from './primitives.ts';

const demoSteps = ['next', 'P1D', 'P1W', 'P1M'] as const;

export const demoSchema = z
  .object({
    today: z.string().describe("The demo's day."),
    now: instant,
    daysAhead: z.int(),
    clients: z.int(),
    moving: z.boolean().describe('Somebody lets time pass just now; `now` moves along.'),
  })
  .meta({ id: 'Demo' });

export const demoStepSchema = z
  .strictObject({ by: z.enum(demoSteps).describe('Up to the next event, or by a day, a week, a month.') })
  .meta({ id: 'DemoStep' });

/** One part of the line that tells what happened, and what to open for it. */
const part = z.object({
  text: z.string().describe('"2 letters left", "Jo answered", "1 call is due".'),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('mailbox') }),
    z.object({ kind: z.literal('today') }),
    z.object({ kind: z.literal('thread'), id }),
    z.object({ kind: z.literal('client'), id }),
  ]),
});

export const demoWalkSchema = z
  .object({
    now: instant,
    today: z.string(),
    daysAhead: z.int(),
    lettersLeft: z.int(),
    answers: z.array(z.string()).describe('Who answered: first names.'),
    bounced: z.int(),
    callsDue: z.int(),
    parts: z.array(part).describe('In the order of time.'),
  })
  .meta({ id: 'DemoWalk' });
export type DemoWalkAnswer = z.output<typeof demoWalkSchema>;

export const demoRemovedSchema = z
  .object({
    clients: z.int().describe('So many are gone, with everything that hung on them.'),
    claimUrl: z.string().nullable().describe('Where the first admin is made, once; null while somebody can sign in.'),
  })
  .meta({ id: 'DemoRemoved' });
