import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { ThreadClosing } from '../../contract/threads.ts';
import type { Db } from '../../db/db.ts';
import { cancelQueued, markToReplan } from '../../db/enrollments/enrollments.ts';
import type { OpenDrip } from '../../db/enrollments/open-drips.ts';
import { markQuiet, markRevisit } from '../../db/contacts/recipients.ts';
import { insertTask } from '../../db/tasks/tasks-by-flow.ts';
import { findOtherOpenThread } from '../../db/threads.ts';
import { addDays } from '../../domain/calendar.ts';
import type { TaskKind } from '../../domain/task.ts';
import { friendlyPauseDays } from '../../domain/thread.ts';
import { addWorkingHours } from '../../domain/working-hours.ts';
import { AjarError } from '../../errors.ts';
import type { Closing } from './closing.ts';
import { findManager, findResponsible } from '../tasks/find-responsible.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { nameOf } from '../inbound/incoming.ts';
import { nameSuccessor } from './name-successor.ts';
import { recordSuppression } from '../suppressions/record-suppression.ts';
import { recordWinBack } from '../clients/record-win-back.ts';
import { tellOfUpset } from './tell-of-upset.ts';
import { endEnrollments, releaseEnrollments } from '../enrollments/stop-drip.ts';

/** What the outcome leaves on the thread. */
type Kept = { outcomeOn?: string; answerDueAt?: Date };

const hoursToAnswer = 4;

/** Carries out what a person decided about a conversation, within the caller's transaction. */
export async function carryOutOutcome(app: App, tx: Db, closing: Closing, input: ThreadClosing): Promise<Kept> {
  const { thread, contact, at, by, today } = closing;
  switch (input.outcome) {
    case 'friendly':
      await beQuiet(tx, closing, addDays(today, friendlyPauseDays), 'A friendly answer.');
      await release(tx, closing);
      return {};
    case 'interested':
      refusePast('/nextStepOn', input.nextStepOn, closing);
      await holdAll(tx, closing, 'replied', { reviewOn: input.nextStepOn });
      await askFor(tx, closing, input.nextStep, 'they are interested, take the next step', input.nextStepOn);
      return { outcomeOn: input.nextStepOn };
    case 'not_now':
      refusePast('/on', input.on, closing);
      await comeBackOn(tx, closing, input.on);
      return { outcomeOn: input.on };
    case 'upset':
      return tellManager(app, tx, closing);
    case 'wrong_person':
      await endEnrollments(tx, { contactId: contact.id }, { code: 'wrong_person', now: at, by });
      await release(tx, closing, [contact.id]);
      if (input.successor) await nameSuccessor(app, tx, closing, input.successor);
      return {};
    case 'never':
      await endEnrollments(
        tx,
        { clientId: thread.clientId },
        { code: 'do_not_contact', now: at, by, cancelTasks: true },
      );
      await suppressClient(tx, closing);
      return {};
    case 'won_back': {
      const wonBackOn = input.wonBackOn ?? today;
      const { annualValue } = input;
      await recordWinBack(tx, {
        clientId: thread.clientId,
        wonBackOn,
        annualValue,
        note: input.note ?? null,
        by,
        now: at,
      });
      await release(tx, closing);
      return { outcomeOn: wonBackOn };
    }
    case 'other':
      if (input.exit) await endEnrollments(tx, { contactId: contact.id }, { code: 'closed', now: at, by });
      await release(tx, closing, input.exit ? [contact.id] : []);
      return {};
  }
}

/** Those whom the conversation holds: the contact's enrollments, and the colleagues' as far as it was this answer that held them. */
function concerned({ drips, thread, contact }: Closing): OpenDrip[] {
  return drips.filter((drip) => drip.holdThreadId === thread.id || drip.addressHash === contact.addressHash);
}

/** Lifts what this conversation held, at other clients of the same person too; where another one with the client is open, that one holds them now. */
async function release(tx: Db, closing: Closing, exceptContacts: readonly string[] = []): Promise<void> {
  const { thread, drips, at, now, policy } = closing;
  const held = drips.filter((drip) => drip.holdThreadId === thread.id && !exceptContacts.includes(drip.contactId));
  const other = await findOtherOpenThread(tx, thread.clientId, thread.id);
  const stay = other === null ? [] : held.filter((drip) => drip.clientId === thread.clientId);
  await holdDrips(tx, stay, {
    code: 'replied',
    ownerId: other?.assigneeId ?? null,
    threadId: other?.id ?? null,
    at,
    zone: policy.zone,
    replaces: 'any',
  });
  for (const drip of held) if (!stay.includes(drip)) await releaseEnrollments(tx, { id: drip.id }, now);
}

async function holdAll(
  tx: Db,
  closing: Closing,
  code: 'replied' | 'upset',
  review: { reviewOn?: string; reviewInDays?: number },
): Promise<void> {
  const { thread, at, policy } = closing;
  const ownerId = await ownerOf(tx, closing);
  await holdDrips(tx, concerned(closing), {
    ...review,
    code,
    ownerId,
    threadId: thread.id,
    at,
    zone: policy.zone,
    replaces: 'any',
  });
}

async function ownerOf(tx: Db, { thread, today }: Closing): Promise<string | null> {
  return thread.assigneeId ?? (await findResponsible(tx, thread.clientId, today));
}

async function beQuiet(tx: Db, closing: Closing, until: string, why: string): Promise<void> {
  const ids = [closing.contact.id, ...concerned(closing).map((drip) => drip.contactId)];
  await markQuiet(tx, [...new Set(ids)], { until, why, now: closing.at });
}

/** The drip is dated anew: nothing before the day they named, and then the letter they asked for. */
async function comeBackOn(tx: Db, closing: Closing, on: string): Promise<void> {
  const { drips, contact, at } = closing;
  const theirs = drips.filter((drip) => drip.addressHash === contact.addressHash).map((drip) => drip.id);
  await markRevisit(tx, theirs, on, at);
  await cancelQueued(tx, theirs, at);
  await beQuiet(tx, closing, on, 'They asked us to come back then.');
  await release(tx, closing);
  await markToReplan(tx, theirs, closing.now);
}

async function tellManager(app: App, tx: Db, closing: Closing): Promise<Kept> {
  const { thread, at, policy, today } = closing;
  await holdAll(tx, closing, 'upset', { reviewInDays: 1 });
  const answerDueAt = addWorkingHours(at, hoursToAnswer, policy.sendWindow, policy.zone);
  const manager = await findManager(tx, thread.clientId, today);
  const taskId = await askFor(tx, closing, 'call', 'they are upset, answer within four working hours', today, manager);
  await tellOfUpset(app, tx, closing, taskId, manager);
  return { answerDueAt };
}

async function askFor(
  tx: Db,
  closing: Closing,
  kind: TaskKind,
  what: string,
  dueOn: string,
  ownerId?: string | null,
): Promise<string> {
  const { thread, contact, now } = closing;
  const id = uuidv7();
  await insertTask(tx, {
    id,
    kind,
    state: 'open',
    clientId: thread.clientId,
    contactId: contact.id,
    threadId: thread.id,
    ownerId: ownerId === undefined ? await ownerOf(tx, closing) : ownerId,
    title: `${nameOf(contact)}: ${what}`,
    dueOn,
    createdAt: now,
  });
  return id;
}

async function suppressClient(tx: Db, { thread, now, by }: Closing): Promise<void> {
  const target = { addressHash: null, address: null, clientId: thread.clientId, scope: 'all' as const };
  await recordSuppression(
    tx,
    { ...target, reason: 'do_not_contact', source: 'reply', note: null, messageId: thread.openedByMessageId, by },
    now,
  );
}

function refusePast(pointer: string, day: string, { today }: Closing): void {
  if (day > today) return;
  const message = `Must be a day to come; today is ${today}.`;
  throw new AjarError('invalid_request', message, [{ pointer, message }]);
}
