import { sql } from 'drizzle-orm';
import type { TaskKind } from '../../domain/task.ts';
import { announceChange } from '../change-notice.ts';
import type { Db } from '../db.ts';

/** A task that a step of a departure makes. */
export interface NewStepTask {
  id: string;
  kind: TaskKind;
  clientId: string;
  contactId: string | null;
  departureId: string;
  enrollmentId: string | null;
  stepKey: string;
  occurrence: number;
  aboutClientId: string | null;
  ownerId: string | null;
  title: string;
  dueOn: string;
}

/** Makes the tasks of steps, each once per (departure, step, occurrence), whoever comes first; answers the ids made. */
export async function insertStepTasks(db: Db, list: readonly NewStepTask[], now: Date): Promise<string[]> {
  if (list.length === 0) return [];
  const column = <T>(of: (one: NewStepTask) => T) => sql.param(list.map(of));
  const made = await db.execute<{ id: string }>(sql`
    insert into tasks (id, kind, state, client_id, contact_id, departure_id, enrollment_id, step_key, occurrence, about_client_id, owner_id, title, due_on, created_at)
    select i, k, 'open', cl, c, d, e, s, oc, a, o, t, du::date, ${now.toISOString()}::timestamptz
    from unnest(${column((one) => one.id)}::uuid[], ${column((one) => one.kind)}::text[], ${column((one) => one.clientId)}::uuid[],
      ${column((one) => one.contactId)}::uuid[], ${column((one) => one.departureId)}::uuid[], ${column((one) => one.enrollmentId)}::uuid[],
      ${column((one) => one.stepKey)}::text[], ${column((one) => one.occurrence)}::int[], ${column((one) => one.aboutClientId)}::uuid[],
      ${column((one) => one.ownerId)}::uuid[], ${column((one) => one.title)}::text[], ${column((one) => one.dueOn)}::text[])
      as u (i, k, cl, c, d, e, s, oc, a, o, t, du)
    on conflict do nothing
    returning id`);
  if (made.rows.length > 0) await announceChange(db, 'task');
  return made.rows.map((row) => row.id);
}
