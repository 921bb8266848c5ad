import { z } from 'zod';
import { taskOutcomes } from '../domain/task.ts';
import { departurePatchSchema, undoneSchema } from './departures.ts';
import { id, prose } from './primitives.ts';
import { taskSchema } from './tasks.ts';

/** What a conversation can teach about a departure; the plan follows it. */
const learned = departurePatchSchema.pick({
  reason: true,
  statedByClient: true,
  reasonDetail: true,
  fault: true,
  whatWentWrong: true,
  amends: true,
  wouldReturnIf: true,
  competitor: true,
  renewalOn: true,
  lessons: true,
});

export const completionSchema = z
  .strictObject({
    outcome: z
      .enum(taskOutcomes)
      .describe('spoke: somebody was reached, it counts for every gap. saved: they stay, the departure is undone.'),
    note: prose(4000).nullish(),
    learned: learned.optional().describe('After an exit interview or a call: what the departure did not know.'),
  })
  .meta({ id: 'TaskCompletion' });
export type TaskCompletion = z.output<typeof completionSchema>;

export const completedTaskSchema = taskSchema
  .extend({
    activityId: id.nullable().describe('The conversation that was put on record.'),
    undone: undoneSchema.nullable().describe('They stay: what became of their letters.'),
  })
  .meta({ id: 'CompletedTask' });
