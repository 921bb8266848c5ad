import { z } from 'zod';
import { faults, reasons } from '../domain/departure.ts';
import { messageKinds, messageStates } from '../domain/message.ts';
import { suppressionReasons, suppressionScopes } from '../domain/suppression.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, id, instant, money } from './primitives.ts';

/** What stands behind each number of the summary: the same days, the same rules, one row a thing. */

const span = {
  from: day.optional().describe('The first day; a year before the last unless given.'),
  to: day.optional().describe('The last day; today unless given.'),
};
const client = z.object({ id, name: z.string() });

export const departureReportQuery = z.strictObject({
  ...pageQuery,
  ...span,
  reason: z.enum(reasons).optional(),
  arm: z.enum(['held_out', 'written']).optional().describe('Only clients held out, or drawn to be written to.'),
});
export const departureReportPage = pageOf(
  z.object({
    id,
    client,
    departedOn: z.string(),
    reason: z.enum(reasons),
    fault: z.enum(faults),
    annualValue: money.nullable(),
    heldOut: z.boolean().nullable(),
    wonBackOn: z.string().nullable(),
  }),
  'DepartureReportPage',
);

export const winBackReportQuery = z.strictObject({
  ...pageQuery,
  ...span,
  afterReply: z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).optional(),
});
export const winBackReportPage = pageOf(
  z.object({
    id,
    client,
    wonBackOn: z.string(),
    annualValue: money.nullable(),
    repliedBefore: z.boolean(),
    heldOut: z.boolean(),
    note: z.string().nullable(),
  }),
  'WinBackReportPage',
);

export const replyReportQuery = z.strictObject({ ...pageQuery, ...span });
export const replyReportPage = pageOf(
  z.object({
    id,
    threadId: id,
    client,
    contact: z.object({ id, name: z.string() }),
    subject: z.string(),
    text: z.string().describe('The beginning of it.'),
    receivedAt: instant,
  }),
  'ReplyReportPage',
);

export const letterReportQuery = z.strictObject({
  ...pageQuery,
  ...span,
  kind: z.enum(messageKinds).optional(),
  state: z.enum(messageStates).optional(),
});
export const letterReportPage = pageOf(
  z.object({
    id,
    client,
    contact: z.object({ id, name: z.string() }),
    kind: z.enum(messageKinds),
    state: z.enum(messageStates),
    at: instant.describe('When it was accepted; while it waits, when it was queued.'),
    subject: z.string().nullable().describe('Null before it is written, and once its copy is gone.'),
  }),
  'LetterReportPage',
);

export const stopReportQuery = z.strictObject({ ...pageQuery, ...span });
export const stopReportPage = pageOf(
  z.object({
    id,
    address: z.string().nullable(),
    clientName: z.string().nullable(),
    clientId: id.nullable(),
    scope: z.enum(suppressionScopes),
    reason: z.enum(suppressionReasons),
    createdAt: instant,
  }),
  'StopReportPage',
);

export const breakdownQuery = z.strictObject(span);
export const breakdownSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    months: z.array(
      z.object({
        month: z.string().describe('Such as 2026-11.'),
        departures: z.int(),
        replies: z.int(),
        winBacks: z.int(),
      }),
    ),
    reasons: z.array(
      z.object({
        reason: z.enum(reasons),
        departures: z.int(),
        valueLost: z.array(money).describe('A year, per currency.'),
        winBacks: z.int().describe('Of those who left in these days for this reason and are back.'),
      }),
    ),
  })
  .meta({ id: 'ResultsBreakdown' });
export type Breakdown = z.output<typeof breakdownSchema>;
