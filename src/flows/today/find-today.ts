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
  const since = addDays(today, -winBackDays);
  const [week, departed, replies, waiting, counts, tasks, decisions, won, winBacks, health] = await Promise.all([
    planWeek(app, { owners, today, until, zone, policy, now }),
    countDeparted(db),
    countWaitingReplies(db, owners),
    listWaitingReplies(db, owners, shown),
    countDueTasks(db, owners, { today, until }),
    listDueTasks(db, owners, until, shown),
    findDecisions(db, owners, today, shown),
    countRecentWinBacks(db, owners, since),
    listRecentWinBacks(db, owners, since, shown),
    findHouseHealth(app, now),
  ]);
  return {
    whose: owners === null ? 'house' : 'mine',
    today,
    zone,
    departed,
    replies: { count: replies, data: waiting.map(presentReply) },
    tasks: { ...counts, data: tasks.map((row) => presentTask(row, today)) },
    decisions,
    ...week,
    winBacks: { count: won, data: winBacks.map(presentWinBack) },
    health,
  };
}

function presentReply(row: Awaited<ReturnType<typeof listWaitingReplies>>[number]): Today['replies']['data'][number] {
  return {
    threadId: row.threadId,
    client: { id: row.clientId, name: row.clientName },
    contact: { id: row.contactId, name: row.contactName },
    subject: row.subject,
    text: row.text,
    lastReplyAt: row.lastReplyAt ?? row.openedAt,
    answerDueAt: row.answerDueAt,
    assignee: row.assignee,
  };
}

function presentWinBack(
  row: Awaited<ReturnType<typeof listRecentWinBacks>>[number],
): Today['winBacks']['data'][number] {
  const { annualValueAmount: amount, annualValueCurrency: currency } = row;
  return {
    id: row.id,
    client: { id: row.clientId, name: row.clientName },
    wonBackOn: row.wonBackOn,
    annualValue: amount === null || currency === null ? null : { amount, currency },
    repliedBefore: row.repliedBefore,
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
