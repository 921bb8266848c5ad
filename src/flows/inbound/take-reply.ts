import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { listContactsByAddress } from '../../db/inbound/inbound-match.ts';
import { lockOpenDrips, type OpenDrip } from '../../db/enrollments/open-drips.ts';
import { insertMailActivity, insertTaskUnlessOpen } from '../../db/tasks/raised-tasks.ts';
import { listContactsByHash } from '../../db/contacts/recipients.ts';
import { insertReply } from '../../db/inbound/replies.ts';
import { findOpenThread, findThreadOfLetter, insertThread, markOpenedThread, updateThread } from '../../db/threads.ts';
import { addDays, localDay } from '../../domain/calendar.ts';
import { leftCompany } from '../../domain/inbound/words/wishes.ts';
import { findResponsible, findStandIn } from '../tasks/find-responsible.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { type Incoming, nameOf, type Taken } from './incoming.ts';
import { stopForPerson } from '../suppressions/stop-for-person.ts';

const privacyDays = 14;

/**
 * A person answered: the conversation opens (or goes on), the letters to them and to everybody else at the client are held
 * until a person closes it. A clear wish to stop is honoured at once, and still shown; an unclear one is left to the rep.
 */
export async function takeReply(tx: Db, one: Incoming): Promise<Taken> {
  const { read, match, at, policy } = one;
  const { contact } = match;
  const stops = read.unsubscribe || read.deleteRequest;
  const people = await peopleOf(tx, one);
  const hashes = people.map((person) => person.addressHash);
  const clientIds = stops ? await clientsOf(tx, one, hashes) : [contact.clientId];
  const drips = await lockOpenDrips(tx, { addressHashes: hashes, clientIds });
  const { threadId, ownerId } = await openThread(tx, one);
  await insertReply(tx, {
    id: uuidv7(),
    threadId,
    inboundMailId: one.inboundId,
    contactId: contact.id,
    fromAddress: match.clues.sender,
    senderIsContact: match.senderIsContact,
    visibleText: read.visibleText,
    receivedAt: at,
    hints: hintsOf(one),
  });
  if (stops) await stopPeople(tx, one, people, 'reply');
  if (!stops) await holdForAnswer(tx, one, drips, ownerId, threadId);
  if (read.deleteRequest) {
    const others = drips.filter((drip) => !hashes.includes(drip.addressHash));
    await holdDrips(tx, others, { code: 'held', ownerId, threadId: null, at, zone: policy.zone });
    await askForErasure(tx, one, ownerId, threadId);
  }
  return { state: 'handled', kind: 'reply', threadId };
}

/** A mail to unsubscribe+TOKEN@: it stops letters whatever it says, and is no conversation. */
export async function takeUnsubscribe(tx: Db, one: Incoming): Promise<Taken> {
  const people = await peopleOf(tx, one);
  const hashes = people.map((person) => person.addressHash);
  await lockOpenDrips(tx, { addressHashes: hashes, clientIds: await clientsOf(tx, one, hashes) });
  await stopPeople(tx, one, people, 'mailto');
  const ownerId = await findResponsible(tx, one.match.contact.clientId, localDay(one.at, one.policy.zone));
  if (one.read.deleteRequest) await askForErasure(tx, one, ownerId, null);
  return { state: 'handled', kind: 'other', threadId: null };
}

/** One of us wrote, with the conversation's address in copy: that counts for every gap and is nobody's answer. */
export async function takeOurOwn(tx: Db, one: Incoming): Promise<Taken> {
  const { contact } = one.match;
  await insertMailActivity(tx, {
    id: uuidv7(),
    clientId: contact.clientId,
    contactId: contact.id,
    happenedAt: one.at,
    by: one.by,
    text: one.read.visibleText.slice(0, 4000),
  });
  return { state: 'handled', kind: 'other', threadId: null };
}

/** Who is meant by "me": the contact, the address the letter went to, and the sender where they are known at this client. */
async function peopleOf(tx: Db, { match }: Incoming) {
  const { contact, letter, clues } = match;
  const known = clues.sender === null ? [] : await listContactsByAddress(tx, clues.sender);
  const people = [
    { addressHash: contact.addressHash, address: contact.email },
    ...(letter ? [{ addressHash: letter.addressHash, address: letter.toAddress }] : []),
    ...known
      .filter((person) => person.clientId === contact.clientId)
      .map((person) => ({ addressHash: person.addressHash, address: person.email })),
  ];
  return people.filter((person, index) => people.findIndex((two) => two.addressHash === person.addressHash) === index);
}

type Person = Awaited<ReturnType<typeof peopleOf>>[number];

async function clientsOf(tx: Db, { match }: Incoming, hashes: readonly string[]): Promise<string[]> {
  const people = await listContactsByHash(tx, hashes);
  return [...new Set([match.contact.clientId, ...people.map((person) => person.clientId)])];
}

async function stopPeople(tx: Db, one: Incoming, people: readonly Person[], source: 'reply' | 'mailto'): Promise<void> {
  const asked = source === 'reply' ? 'replied_stop' : 'unsubscribed';
  const reason = one.read.deleteRequest ? 'privacy_request' : asked;
  for (const person of people)
    await stopForPerson(tx, {
      ...person,
      reason,
      source,
      messageId: one.match.letter?.id ?? null,
      note: null,
      by: one.by,
      now: one.now,
    });
}

/** Theirs are held by the answer; colleagues whose own address is in doubt stay held for that. */
async function holdForAnswer(
  tx: Db,
  one: Incoming,
  drips: readonly OpenDrip[],
  ownerId: string | null,
  threadId: string,
): Promise<void> {
  const { read, match, at, policy } = one;
  const theirs = drips.filter((drip) => drip.addressHash === match.contact.addressHash);
  const others = drips.filter(
    (drip) =>
      drip.addressHash !== match.contact.addressHash &&
      drip.holdCode !== 'soft_bounces' &&
      drip.holdCode !== 'check_address',
  );
  const hold = { ownerId, threadId, at, zone: policy.zone };
  await holdDrips(tx, theirs, { ...hold, code: read.unclearStop ? 'unclear_stop' : 'replied' });
  await holdDrips(tx, others, { ...hold, code: 'replied' });
}

/** The conversation of this letter (of this contact, where no letter is known), open, and who answers it. */
async function openThread(tx: Db, one: Incoming): Promise<{ threadId: string; ownerId: string | null }> {
  const { match, mail, at, policy } = one;
  const { contact, letter } = match;
  const today = localDay(at, policy.zone);
  const known = letter
    ? await findThreadOfLetter(tx, { contactId: contact.id, messageId: letter.id, threadId: letter.threadId })
    : await findOpenThread(tx, contact.id);
  const assigned = known?.state === 'closed' ? null : (known?.assigneeId ?? null);
  const ownerId =
    assigned === null ? await findResponsible(tx, contact.clientId, today) : await findStandIn(tx, assigned, today);
  if (known) {
    await updateThread(tx, known.id, {
      state: 'open',
      lastReplyAt: at,
      snoozedUntil: null,
      assigneeId: ownerId,
      closedAt: null,
      closedBy: null,
      outcome: null,
      outcomeOn: null,
      outcomeNote: null,
      ...(known.state === 'closed' && { answerDueAt: null }),
    });
    return { threadId: known.id, ownerId };
  }
  const thread = await insertThread(tx, {
    id: uuidv7(),
    clientId: contact.clientId,
    contactId: contact.id,
    openedByMessageId: letter?.id ?? null,
    subject: (letter?.subject ?? mail.subject).slice(0, 500) || '(no subject)',
    state: 'open',
    assigneeId: ownerId,
    openedAt: at,
    lastReplyAt: at,
  });
  if (letter) await markOpenedThread(tx, letter.id, thread.id);
  return { threadId: thread.id, ownerId };
}

function hintsOf({ read, match }: Incoming): string[] {
  const hints: [string, boolean][] = [
    ['stop', read.unsubscribe],
    ['stop_unclear', read.unclearStop],
    ['delete_my_data', read.deleteRequest],
    ['left_company', leftCompany(read.visibleText).left],
    ['other_sender', !match.senderIsContact],
    ['forward', read.subtype === 'forward'],
    ['calendar', read.subtype === 'calendar'],
  ];
  return hints.filter(([, isSet]) => isSet).map(([hint]) => hint);
}

async function askForErasure(tx: Db, one: Incoming, ownerId: string | null, threadId: string | null): Promise<void> {
  const { contact } = one.match;
  await insertTaskUnlessOpen(tx, {
    id: uuidv7(),
    kind: 'privacy_request',
    state: 'open',
    clientId: contact.clientId,
    contactId: contact.id,
    threadId,
    messageId: one.match.letter?.id ?? null,
    ownerId,
    title: `${nameOf(contact)} asks us to delete their data`,
    detail: 'Letters to this address have stopped. Export or erase what we hold about the person, and tell them.',
    dueOn: addDays(localDay(one.at, one.policy.zone), privacyDays),
    createdAt: one.now,
  });
}
