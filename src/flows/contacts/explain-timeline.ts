import type { App } from '../../app.ts';
import { findContactWithZone } from '../../db/contacts/timeline.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDuration, instantOf, localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { tellStory, type TimelineEntry } from './tell-story.ts';

export type { TimelineEntry } from './tell-story.ts';

export interface Span {
  now: Date;
  until?: Date | undefined;
}

const planAhead = 'P25M';

/** How far ahead a story is told: until then, or 25 months. */
export function endOfStory({ now, until }: Span, zone: string): Date {
  return until ?? instantOf(addDuration(localDay(now, zone), planAhead), 0, zone);
}

/**
 * One contact's story in the order of time: what has been, and what the planner will do until a given instant (25 months
 * ahead unless told). A held-out client's story goes on with what would have been sent.
 *
 * @throws not_found
 */
export async function explainTimeline(app: App, contactId: string, span: Span): Promise<TimelineEntry[]> {
  const contact = await findContactWithZone(app.db, contactId);
  if (contact === null) throw new AjarError('not_found', 'There is no contact with this id.');
  const policy = await findPolicy(app.db);
  const zone = contact.timezone ?? contact.clientZone ?? policy.zone;
  const people = [{ id: contactId, zone }];
  return tellStory(app, {
    clientId: contact.clientId,
    people,
    zone,
    now: span.now,
    until: endOfStory(span, zone),
    policy,
  });
}
