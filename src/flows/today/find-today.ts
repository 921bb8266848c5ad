import type { App } from '../../app.ts';
import type { Today } from '../../contract/today.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findUser } from '../../db/house/users.ts';
import {
  countDeparted,
  countDueTasks,
  countRecentWinBacks,
  countWaitingReplies,
  listDueTasks,
  listOwnersFor,
  listRecentWinBacks,
  listWaitingReplies,
  type Owners,
} from '../../db/today/today.ts';
import { addDays, localDay } from '../../domain/calendar.ts';
import { endOfWeek, whenDue } from '../../domain/today.ts';
import { findDecisions } from './find-decisions.ts';
import { findHouseHealth } from './find-house-health.ts';
import { planWeek } from './plan-week.ts';

const shown = 20;
const winBackDays = 30;

/**
 * What waits for somebody today, and what the week brings: for a sales rep of their own clients and of those they cover
 * for, for everybody else of the whole house. Days are the reader's. `userId` is null for an integration.
 */
export async function findToday(app: App, userId: string | null): Promise<Today> {
  const { db } = app;
  const reader = userId === null ? null : await findUser(db, userId);
  const now = app.now();
  const policy = await findPolicy(db);
  const zone = reader?.timezone ?? policy.zone;
  const today = localDay(now, zone);
  const until = endOfWeek(today);
  const owners: Owners = reader?.role === 'sales' ? await listOwnersFor(db, reader.id, today) : null;
  const counts = await countDueTasks(db, owners, { today, until });
  const since = addDays(today, -winBackDays);
  const { planned, nextLetter } = await planWeek(app, { owners, today, until, zone, policy, now });
  return {
    whose: owners === null ? 'house' : 'mine',
    today,
    zone,
    departed: await countDeparted(db),
    replies: {
      count: await countWaitingReplies(db, owners),
      data: (await listWaitingReplies(db, owners, shown)).map((row) => ({
        threadId: row.threadId,
        client: { id: row.clientId, name: row.clientName },
        contact: { id: row.contactId, name: row.contactName },
        subject: row.subject,
        text: row.text,
        lastReplyAt: row.lastReplyAt ?? row.openedAt,
        answerDueAt: row.answerDueAt,
        assignee: row.assignee,
      })),
    },
    tasks: { ...counts, data: (await listDueTasks(db, owners, until, shown)).map((row) => presentTask(row, today)) },
    decisions: await findDecisions(db, owners, today, shown),
    planned,
    nextLetter,
    winBacks: {
      count: await countRecentWinBacks(db, owners, since),
      data: (await listRecentWinBacks(db, owners, since, shown)).map((row) => ({
        id: row.id,
        client: { id: row.clientId, name: row.clientName },
        wonBackOn: row.wonBackOn,
        annualValue:
          row.annualValueAmount === null || row.annualValueCurrency === null
            ? null
            : { amount: row.annualValueAmount, currency: row.annualValueCurrency },
        repliedBefore: row.repliedBefore,
      })),
    },
    health: await findHouseHealth(app, now),
  };
}

type TaskRow = Awaited<ReturnType<typeof listDueTasks>>[number];

function presentTask(row: TaskRow, today: string): Today['tasks']['data'][number] {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    detail: row.detail,
    client: { id: row.clientId, name: row.clientName },
    contact:
      row.contactId === null
        ? null
        : { id: row.contactId, name: row.contactName, phone: row.contactPhone, zone: row.contactZone },
    departureId: row.departureId,
    enrollmentId: row.enrollmentId,
    dueOn: row.dueOn,
    when: whenDue(row.dueOn, today),
    owner: row.owner,
  };
}
