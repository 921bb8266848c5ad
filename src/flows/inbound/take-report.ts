import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { findMatchedContact, type MatchedLetter } from '../../db/inbound/inbound-match.ts';
import { countSoftBounces } from '../../db/letters/mail-events.ts';
import { lockOpenDrips } from '../../db/enrollments/open-drips.ts';
import { insertTaskUnlessOpen } from '../../db/tasks/raised-tasks.ts';
import { listContactsByHash } from '../../db/contacts/recipients.ts';
import { addDays, addWorkingDays, localDay } from '../../domain/calendar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { SuppressionReason, SuppressionSource } from '../../domain/suppression.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { nameOf } from './incoming.ts';
import { recordMailEvent } from './record-mail-event.ts';
import { stopForPerson } from '../suppressions/stop-for-person.ts';

/** What a mail server, a recipient or the provider reports of a letter that is certainly ours. */
export interface LetterReport {
  letter: MatchedLetter;
  /** `refused`: the provider does not write to this address any more, from what it knows itself. */
  kind: 'hard_bounce' | 'soft_bounce' | 'complaint' | 'refused';
  source: Extract<SuppressionSource, 'bounce' | 'complaint' | 'webhook'>;
  detail: string | null;
  providerEventId?: string;
  providerId?: string;
  providerMessageId?: string | null;
  policy: HousePolicy;
  by: string;
  now: Date;
  /** From when it counts: now, or the letter where that is later. */
  at: Date;
}

const softBounceDays = 30;
const softBouncesUntilHold = 3;
/** The next contact is proposed so many days after the lead is gone. */
const successorDays = 14;

const effects = {
  hard_bounce: { event: 'bounced', reason: 'hard_bounce' },
  complaint: { event: 'complained', reason: 'complained' },
  refused: { event: 'bounced', reason: 'provider' },
} as const satisfies Record<string, { event: string; reason: SuppressionReason }>;

/**
 * Acts on a report: the letter moves on, and an address that does not exist or complained is not written to again. A soft
 * bounce stops nothing; the third in 30 days has a person look.
 */
export async function takeReport(tx: Db, report: LetterReport): Promise<void> {
  const { letter, at, now, by, policy } = report;
  const { addressHash } = letter;
  const people = await listContactsByHash(tx, [addressHash]);
  const clientIds = [...new Set([letter.clientId, ...people.map((person) => person.clientId)])];
  const drips = await lockOpenDrips(tx, { addressHashes: [addressHash], clientIds });
  const ownerId = await findResponsible(tx, letter.clientId, localDay(at, policy.zone));
  if (report.kind === 'soft_bounce') {
    await recordMailEvent(tx, { ...eventOf(report), kind: 'soft_bounced' });
    const since = new Date(at.getTime() - softBounceDays * 86_400_000);
    if ((await countSoftBounces(tx, addressHash, since)) < softBouncesUntilHold) return;
    const theirs = drips.filter((drip) => drip.addressHash === addressHash);
    await holdDrips(tx, theirs, { code: 'soft_bounces', ownerId, threadId: null, at, zone: policy.zone });
    return;
  }
  const { event, reason } = effects[report.kind];
  await recordMailEvent(tx, { ...eventOf(report), kind: event });
  await stopForPerson(tx, {
    addressHash,
    address: letter.toAddress,
    reason,
    source: report.source,
    messageId: letter.id,
    note: null,
    by,
    now,
  });
  if (report.kind === 'hard_bounce') await askForSuccessor(tx, report, ownerId);
}

/**
 * A report that names an address we wrote to lately, without a mark of ours: anybody can write such a mail, so nothing is
 * stopped for good. The letters to the address wait, and a person is asked.
 */
export async function takeUnsureReport(tx: Db, report: Omit<LetterReport, 'kind' | 'source'>): Promise<void> {
  const { letter, at, now, policy } = report;
  const isRecent = letter.goneAt !== null && at.getTime() - letter.goneAt.getTime() <= softBounceDays * 86_400_000;
  if (!isRecent) return;
  const drips = await lockOpenDrips(tx, { addressHashes: [letter.addressHash], clientIds: [] });
  const today = localDay(at, policy.zone);
  const ownerId = await findResponsible(tx, letter.clientId, today);
  const held = await holdDrips(tx, drips, {
    code: 'check_address',
    ownerId,
    threadId: null,
    at,
    zone: policy.zone,
  });
  const contact = await findMatchedContact(tx, letter.contactId);
  if (held === 0 || contact === null || contact.erasedAt !== null) return;
  await insertTaskUnlessOpen(tx, {
    ...taskOf(report, ownerId),
    kind: 'note',
    title: `Is the address of ${nameOf(contact)} still right?`,
    detail: 'A report came that may be forged: it names the address and bears no mark of our letter. Letters wait.',
    dueOn: addWorkingDays(today, 3, policy.sendWindow.days),
    createdAt: now,
  });
}

function eventOf({ letter, at, detail, providerEventId, providerId, providerMessageId }: LetterReport) {
  return {
    messageId: letter.id,
    at,
    detail,
    providerEventId: providerEventId ?? null,
    providerId: providerId ?? null,
    providerMessageId: providerMessageId ?? null,
  };
}

function taskOf({ letter }: Pick<LetterReport, 'letter'>, ownerId: string | null) {
  return {
    id: uuidv7(),
    state: 'open' as const,
    clientId: letter.clientId,
    contactId: letter.contactId,
    departureId: letter.departureId,
    messageId: letter.id,
    ownerId,
  };
}

async function askForSuccessor(tx: Db, report: LetterReport, ownerId: string | null): Promise<void> {
  const contact = await findMatchedContact(tx, report.letter.contactId);
  // Nobody can be asked about somebody whom we do not know any more.
  if (contact === null || contact.erasedAt !== null) return;
  await insertTaskUnlessOpen(tx, {
    ...taskOf(report, ownerId),
    kind: 'successor',
    title: `${nameOf(contact)} cannot be reached any more: who follows?`,
    detail: 'Their address does not exist. Letters to it have ended.',
    dueOn: addDays(localDay(report.at, report.policy.zone), successorDays),
    createdAt: report.now,
  });
}
