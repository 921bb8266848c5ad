import type { App } from '../../app.ts';
import type { Audience } from '../../contract/content-uses.ts';
import { countOpenEnrollments, listOpenByNextLetter } from '../../db/content/content-uses.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { PlannedEntry } from '../../domain/plan/timeline.ts';
import { planAheadOf } from '../departures/present-departure.ts';

/** So many plans are looked at: enough to see whom it reaches, and soon done. */
const mostChecked = 150;

/** Whose plans would tell of an offer or a news item next: the planner itself is asked, on the facts of this moment. */
export async function findAudience(app: App, contentId: string, now: Date): Promise<Audience> {
  const open = await listOpenByNextLetter(app.db, mostChecked);
  const names = new Map(open.map((one) => [one.id, one.clientName]));
  const policy = await findPolicy(app.db);
  const members = await listPlanFacts(app.db, [...names.keys()], { now, policy });
  const tellsOfIt = ({ content }: PlannedEntry) =>
    content?.offerId === contentId || content?.newsIds.includes(contentId) === true;
  const data = members.flatMap(({ enrollmentId, clientId, contactId, facts }) => {
    const entry = planAheadOf(facts, now, tellsOfIt).find(tellsOfIt);
    if (entry === undefined) return [];
    return [{ clientId, clientName: names.get(enrollmentId) ?? '', contactId, at: entry.at, zone: facts.contact.zone }];
  });
  return {
    data: data.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    checked: members.length,
    open: await countOpenEnrollments(app.db),
  };
}
