import { z } from 'zod';
import { day, id, instant, money, prose } from './primitives.ts';

export const newWinBackSchema = z
  .strictObject({
    wonBackOn: day.describe('The day they were a client again, not later than today.'),
    annualValue: money.nullable().describe('Null where it is not known yet.'),
    note: prose(4000).nullish(),
  })
  .meta({ id: 'NewWinBack' });
export type NewWinBack = z.output<typeof newWinBackSchema>;

export const winBackSchema = z
  .object({
    id,
    clientId: id,
    departureId: id.nullable(),
    wonBackOn: z.string(),
    annualValue: money.nullable(),
    note: z.string().nullable(),
    lastMessageId: id.nullable().describe('The last letter that had left; null when none had.'),
    repliedBefore: z.boolean().describe('Whether anybody at the client had answered since they left.'),
    heldOut: z.boolean().describe('Whether the client was held out: they came back without our letters.'),
    recordedAt: instant,
    recordedBy: z.string(),
  })
  .meta({ id: 'WinBack' });
export const recordedWinBackSchema = z.object({ winBack: winBackSchema });
export type WinBack = z.output<typeof winBackSchema>;

export const undoneWinBackSchema = z
  .object({ clientId: id, held: z.int().describe('Enrollments that are open again, on hold until somebody looks.') })
  .meta({ id: 'UndoneWinBack' });
