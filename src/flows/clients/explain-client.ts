import type { App } from '../../app.ts';
import { findClient } from '../../db/clients/clients.ts';
import { listPeopleOfClient } from '../../db/contacts/timeline.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { AjarError } from '../../errors.ts';
import { endOfStory, type Span } from '../contacts/explain-timeline.ts';
import { tellStory, type TimelineEntry, withOpenTasksAhead } from '../contacts/tell-story.ts';

/**
 * A client's whole story, everybody's letters in one: departures, win-backs, letters, answers, tasks, calls, decisions, and
 * what the planner will do until a given instant (25 months ahead unless told). What they wrote is left out unless asked for.
 *
 * @throws not_found
 */
export async function explainClient(
  app: App,
  clientId: string,
  { withAnswers, ...span }: Span & { withAnswers: boolean },
): Promise<TimelineEntry[]> {
  const client = await findClient(app.db, clientId);
  if (client === null) throw new AjarError('not_found', 'There is no client with this id.');
  const policy = await findPolicy(app.db);
  const zone = client.timezone ?? policy.zone;
  const people = (await listPeopleOfClient(app.db, clientId)).map((one) => ({
    id: one.id,
    zone: one.timezone ?? zone,
  }));
  const until = endOfStory(span, zone);
  const entries = withOpenTasksAhead(
    await tellStory(app, { clientId, people, zone, now: span.now, until, policy }),
    span.now,
  );
  if (withAnswers) return entries;
  return entries.map(({ text, ...entry }) =>
    entry.outcome === 'replied' || text === undefined ? entry : { ...entry, text },
  );
}
