import type { App } from '../../app.ts';
import type { Today } from '../../contract/today.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { group } from '../../db/rows.ts';
import { countDueEnrollments, listDueEnrollments } from '../../db/today/planned.ts';
import type { Owners } from '../../db/today/today.ts';
import { addDays, instantOf, localDay, localIso } from '../../domain/calendar.ts';
import { isOncePerDeparture } from '../../domain/message.ts';
import { timeline } from '../../domain/plan/timeline.ts';
import type { HousePolicy } from '../../domain/policy.ts';

type PlannedLetter = Today['planned']['days'][number]['letters'][number];
type DueRow = Awaited<ReturnType<typeof listDueEnrollments>>[number];

interface Week {
  owners: Owners;
  today: string;
  until: string;
  zone: string;
  policy: HousePolicy;
  now: Date;
}

/** So many enrollments the planner is asked about: the page is read often, and each costs a few queries' worth of rows. */
const looked = 30;
const lookedBeyond = 10;

/** The letters of this week by day, from the planner that sends; where there is none, the first one after it. */
export async function planWeek(app: App, week: Week): Promise<Pick<Today, 'planned' | 'nextLetter'>> {
  const { db } = app;
  const { owners, zone, until } = week;
  const end = instantOf(addDays(until, 1), 0, zone);
  const due = await listDueEnrollments(db, owners, { from: null, until: end }, looked);
  const letters = await lettersOf(app, due, week, end);
  const byDay = group(letters, (one) => localDay(one.at, zone));
  const days = [...byDay].map(([day, list]) => ({ day, letters: list }));
  const all = due.length < looked ? due.length : await countDueEnrollments(db, owners, { from: null, until: end });
  const next = letters.length > 0 ? null : await nextLetterOf(app, week, end, due);
  return { planned: { days, more: all - due.length }, nextLetter: next };
}

/** Among those whose week brings other things than letters, and those who come first after it. */
async function nextLetterOf(app: App, week: Week, end: Date, due: DueRow[]): Promise<PlannedLetter | null> {
  const later = await listDueEnrollments(app.db, week.owners, { from: end, until: null }, lookedBeyond);
  const farthest = instantOf(addDays(week.today, 200), 0, week.zone);
  const [first] = await lettersOf(app, [...due, ...later], week, farthest);
  return first ?? null;
}

/** The first letter of each enrollment until an instant, in the order of time. */
async function lettersOf(app: App, rows: DueRow[], { now, policy }: Week, until: Date): Promise<PlannedLetter[]> {
  const first = new Set<string>();
  const byId = new Map(rows.map((row) => [row.enrollmentId, row]));
  const batch = await listPlanFacts(app.db, [...byId.keys()], { now, policy, withoutQueued: true });
  return batch
    .flatMap(({ facts, enrollmentId, departureId }): (PlannedLetter & { departureId: string })[] => {
      const row = byId.get(enrollmentId);
      const letter = timeline(facts, now, until).find((entry) => entry.kind === 'letter' && entry.at < until);
      if (row === undefined || letter === undefined || letter.letter === null || letter.step === null) return [];
      const { zone } = facts.contact;
      return [
        {
          enrollmentId,
          client: { id: row.clientId, name: row.clientName },
          contact: { id: row.contactId, name: row.contactName },
          letter: letter.letter,
          step: letter.step,
          campaign: row.campaign,
          at: letter.at,
          localAt: localIso(letter.at, zone),
          zone,
          why: letter.why,
          departureId,
        },
      ];
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ letter, departureId }) => {
      // Of two people at a client one gets it: whose turn comes first.
      const once = `${departureId} ${letter}`;
      if (!isOncePerDeparture(letter)) return true;
      return first.size < first.add(once).size;
    })
    .map(({ departureId: _, ...letter }) => letter);
}
