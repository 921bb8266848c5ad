import type { App } from '../../app.ts';
import { findContactWithZone, listPeopleOfClient } from '../../db/contacts/timeline.ts';
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
 * ahead unless told). A held-out client's story goes on with what would have been sent. Colleagues are planned along: the
 * one first letter of a departure goes to whoever's turn comes first.
 *
 * @throws not_found
 */
export async function explainTimeline(app: App, contactId: string, span: Span): Promise<TimelineEntry[]> {
  const contact = await findContactWithZone(app.db, contactId);
  if (contact === null) throw new AjarError('not_found', 'There is no contact with this id.');
  const policy = await findPolicy(app.db);
  const zone = contact.timezone ?? contact.clientZone ?? policy.zone;
  const colleagues = (await listPeopleOfClient(app.db, contact.clientId)).filter((one) => one.id !== contactId);
  const people = [
    { id: contactId, zone },
    ...colleagues.map((one) => ({ id: one.id, zone: one.timezone ?? contact.clientZone ?? policy.zone })),
  ];
  const entries = await tellStory(app, {
    clientId: contact.clientId,
    people,
    zone,
    now: span.now,
    until: endOfStory(span, zone),
    policy,
  });
  // Tasks to come are the departure's, whoever of them is talked to.
  return entries.filter(
    (one) =>
      one.contactId === undefined || one.contactId === contactId || (one.kind === 'task' && one.state === 'planned'),
  );
}
