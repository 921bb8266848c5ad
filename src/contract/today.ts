import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';
import { taskKinds } from '../domain/task.ts';
import { decisionKinds } from '../domain/today.ts';
import { id, instant, money } from './primitives.ts';
import { whyList } from './why-list.ts';

/** What one person looks at first: bounded lists, each with its whole count. */

const client = z.object({ id, name: z.string() });
const contact = z.object({ id, name: z.string().describe('First and last name, else the address.') });
const count = z.int().describe('All of them; the list holds the first.');

const waitingReply = z.object({
  threadId: id,
  client,
  contact,
  subject: z.string(),
  text: z.string().nullable().describe('The beginning of the last answer.'),
  lastReplyAt: instant,
  answerDueAt: instant.nullable(),
  assignee: z.string().nullable(),
});

const dueTask = z.object({
  id,
  kind: z.enum(taskKinds),
  title: z.string(),
  detail: z.string().nullable(),
  client,
  contact: contact.extend({ phone: z.string().nullable(), zone: z.string().nullable() }).nullable(),
  departureId: id.nullable(),
  enrollmentId: id.nullable(),
  dueOn: z.string(),
  when: z.enum(['overdue', 'today', 'this_week']),
  owner: z.string().nullable(),
});

const decision = z.object({
  kind: z.enum(decisionKinds),
  client,
  contact: contact.nullable(),
  campaign: z.string().nullable(),
  enrollmentId: id.nullable(),
  messageId: id.nullable(),
  taskId: id.nullable(),
  step: z.string().nullable(),
  since: instant,
  reviewOn: z.string().nullable(),
  why: whyList,
});

const plannedLetter = z.object({
  enrollmentId: id,
  client,
  contact,
  letter: z.enum(letterKinds),
  step: z.string(),
  campaign: z.string(),
  at: instant,
  localAt: z.string(),
  zone: z.string().describe('Where they are.'),
  why: whyList,
});

const houseHealth = z.object({
  sending: z.enum(['on', 'paused', 'locked']),
  transport: z.enum(['capture', 'resend', 'smtp']),
  lastTickAt: instant.nullable(),
  lastInboundAt: instant.nullable(),
  troubles: z.array(z.object({ code: z.string(), text: z.string() })).describe('What somebody should look at.'),
});

export const todaySchema = z
  .object({
    whose: z.enum(['mine', 'house']).describe("A sales rep's own and covered clients, or everybody's."),
    today: z.string().describe("The reader's day."),
    zone: z.string(),
    departed: z.int().describe('Clients that have left and are not back.'),
    replies: z.object({ count, data: z.array(waitingReply) }),
    tasks: z.object({ overdue: z.int(), today: z.int(), thisWeek: z.int(), data: z.array(dueTask) }),
    decisions: z.object({ count, data: z.array(decision) }),
    planned: z.object({
      days: z.array(z.object({ day: z.string(), letters: z.array(plannedLetter) })),
      more: z.int().describe('Enrollments with something due this week that were not looked at here.'),
    }),
    nextLetter: plannedLetter.nullable().describe('The first one after this week, where the week brings none.'),
    winBacks: z.object({
      count,
      data: z.array(
        z.object({
          id,
          client,
          wonBackOn: z.string(),
          annualValue: money.nullable(),
          repliedBefore: z.boolean(),
        }),
      ),
    }),
    health: houseHealth,
  })
  .meta({ id: 'Today' });
export type Today = z.output<typeof todaySchema>;
