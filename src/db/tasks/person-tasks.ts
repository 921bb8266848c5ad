import { and, eq, isNull } from 'drizzle-orm';
import type { TaskKind } from '../../domain/task.ts';
import type { Db } from '../db.ts';
import { tasks } from '../schema.ts';

/** A task that no step made: a person of the client, or a person of the house, asked for it. */
export interface NewTask {
  id: string;
  kind: TaskKind;
  clientId: string;
  contactId: string;
  ownerId: string | null;
  title: string;
  detail: string | null;
  dueOn: string;
}

/**
 * Makes a task unless the same one (contact, kind, title) is open already: then it is given the new day and, where there
 * is one, the new detail. The caller holds the contact's lock, so that two at once make one.
 */
export async function upsertTask(db: Db, task: NewTask, now: Date): Promise<void> {
  const { id, ...columns } = task;
  const changed = await db
    .update(tasks)
    .set({ dueOn: task.dueOn, ...(task.detail === null ? {} : { detail: task.detail }) })
    .where(
      and(
        eq(tasks.contactId, task.contactId),
        eq(tasks.kind, task.kind),
        eq(tasks.title, task.title),
        eq(tasks.state, 'open'),
        isNull(tasks.stepKey),
      ),
    )
    .returning({ id: tasks.id });
  if (changed.length > 0) return;
  await db.insert(tasks).values({ id, ...columns, state: 'open', createdAt: now });
}
