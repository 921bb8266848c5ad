import { z } from 'zod';
import { flag } from './primitives.ts';

const rows = z.array(z.record(z.string(), z.unknown()));

export const personalDataQuery = z.strictObject({
  raw: flag.default(false).describe('Their mails as they came, and the files of our answers, in base64.'),
});

/** All that is on file about one person: rows as they are kept, for reading and for handing out. */
export const personalDataSchema = z
  .object({
    exportedAt: z.string(),
    contacts: rows,
    bases: rows,
    aliases: rows,
    departures: rows,
    highlights: rows,
    enrollments: rows,
    letters: rows.describe('Each with its exact copy, the files that went with it, and what became known of it.'),
    mails: rows,
    threads: rows,
    replies: rows,
    tasks: rows,
    activities: rows,
    suppressions: rows,
    offersHad: rows,
    newsHad: rows,
    deeds: rows,
  })
  .meta({ id: 'PersonalData' });
