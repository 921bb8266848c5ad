import { z } from 'zod';
import { taskKinds, taskOutcomes, taskStates } from '../domain/task.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, id, instant, line, prose } from './primitives.ts';

export const taskSchema = z
  .object({
    id,
    kind: z.enum(taskKinds),
    state: z.enum(taskStates),
    clientId: id,
    contactId: id.nullable(),
    departureId: id.nullable(),
    enrollmentId: id.nullable(),
    threadId: id.nullable(),
    messageId: id.nullable(),
    stepKey: z.string().nullable().describe('The step of the campaign that made it; null when a person did.'),
    aboutClientId: id.nullable().describe('The client to check on, where it is not the one that left.'),
    ownerId: id.nullable(),
    title: z.string(),
    detail: z.string().nullable(),
    dueOn: z.string(),
    createdAt: instant,
    outcome: z.enum(taskOutcomes).nullable(),
    note: z.string().nullable(),
    completedAt: instant.nullable(),
    completedBy: z.string().nullable(),
  })
  .meta({ id: 'Task' });

export const taskPage = pageOf(taskSchema, 'TaskPage');
export const taskQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(taskStates).optional(),
  kind: z.enum(taskKinds).optional(),
  owner: z.union([id, z.literal('none')]).optional(),
  client: id.optional(),
  due: day.optional().describe('Due on this day or before.'),
});

export const newTaskSchema = z
  .strictObject({
    // A letter waits for `approve_letter`; only the campaign makes it.
    kind: z.enum(taskKinds).exclude(['approve_letter']),
    clientId: id,
    contactId: id.nullish(),
    ownerId: id.nullish().describe('The owner of the client unless somebody else is named.'),
    title: line(200),
    detail: prose(4000).nullish(),
    dueOn: day,
  })
  .meta({ id: 'NewTask' });
export type NewTask = z.output<typeof newTaskSchema>;
