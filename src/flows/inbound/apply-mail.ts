import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { findSameMail, type InboundRow, lockInbound, lockMessageId, updateInbound } from '../../db/inbound/inbound.ts';
import { findLatestOnRecord } from '../../db/inbound/inbound-match.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { lockConversations } from '../../db/threads.ts';
import { type Effect, effectOf } from '../../domain/inbound/effect.ts';
import type { Attachment, ParsedMail } from '../../domain/inbound/mail.ts';
import type { MailAuthentication } from '../../domain/inbound/authentication.ts';
import { storable, withoutNul } from '../../domain/inbound/storable.ts';
import { type ClassifiedMail, classifyParsed } from './classify-mail.ts';
import type { Incoming, Taken } from './incoming.ts';
import { type Match, matchMail } from './match-mail.ts';
import { keptOf, type Reading, spareMail } from './spare-mail.ts';
import { takeAutoReply } from './take-auto-reply.ts';
import { recordMailEvent } from './record-mail-event.ts';
import { takeOurOwn, takeReply, takeUnsubscribe } from './take-reply.ts';
import { tellOfMail } from './tell-of-mail.ts';
import { type LetterReport, takeReport, takeUnsureReport } from './take-report.ts';

export interface StoredMail {
  id: string;
  mail: ParsedMail;
  /** Every address that stands anywhere in it, decoded. */
  addresses: readonly string[];
  /** Whether it is from who it says; null where nobody looked. */
  authentication: MailAuthentication | null;
  now: Date;
  by: string;
  /** The contact a person has linked it to; without one it is matched. */
  linkTo?: string;
}

const longestText = 100_000;

/**
 * Acts upon a mail that is stored and read, within one transaction: what it is, what it is about, and everything that
 * follows. Locks the mail first, so that of several at once one acts and the others find it done.
 */
export async function applyMail(app: App, tx: Db, stored: StoredMail): Promise<InboundRow> {
  const { id, now } = stored;
  const mail = storable(stored.mail);
  await lockAgainstErasure(tx);
  if (mail.messageId !== null) await lockMessageId(tx, mail.messageId);
  const row = await lockInbound(tx, id);
  if (row === null) throw new Error('The mail is gone.');
  if (row.state !== 'stored' && row.state !== 'failed') return row;

  const first = classifyParsed(mail);
  const match = await matchMail(app, tx, mail, first, now);
  // What we wrote ourselves and came back unmarked must not be read as theirs: our footer speaks of stopping letters.
  const again = match.letter?.text ? classifyParsed(mail, { sentTexts: [match.letter.text] }) : first;
  const read = { ...again, visibleText: withoutNul(again.visibleText) };
  const spared = await spareMail(app, tx, { mail, read, match }, stored.addresses);
  const known = factsOf(spared);
  const twin =
    mail.messageId === null ? null : await findSameMail(tx, { ...known, id, messageIdHeader: mail.messageId });
  const outcome =
    twin === null
      ? { ...known, ...(await take(tx, stored, spared)), matchedBy: match.by }
      : { ...known, ...same(twin), evidence: [...known.evidence, 'same_mail_came_before'] };
  const settled = await updateInbound(tx, id, {
    ...outcome,
    authentication: spared.isTheirs ? null : stored.authentication,
    ...keptOf(spared, outcome),
    error: null,
    handledAt: now,
    attempts: row.attempts + 1,
  });
  await tellOfMail(app, tx, settled, now);
  await insertAudit(tx, {
    at: now,
    actor: stored.by,
    action: 'receive-mail',
    subjectKind: 'inbound',
    subjectId: id,
    detail: { kind: settled.kind, state: settled.state, matchedBy: settled.matchedBy, threadId: settled.threadId },
  });
  return settled;
}

/** Carries out the effect; what it leaves behind on the mail itself. */
async function take(tx: Db, { id, now, by }: StoredMail, { mail, read, match }: Reading) {
  const policy = await findPolicy(tx);
  const { contact, letter } = match;
  if (contact !== null) await lockConversations(tx, contact.clientId);
  const last = contact === null ? null : await findLatestOnRecord(tx, contact);
  const at = last !== null && last > now ? last : now;
  const effect = effectOf(read, mail, {
    matched: contact !== null,
    toUnsubscribe: match.by === 'unsubscribe_token',
    fromUs: match.fromUs,
  });
  const nothing: Taken = { state: 'handled', kind: read.kind, threadId: null };
  const report = { detail: read.recipients[0]?.status ?? read.subtype, policy, by, now, at };
  if (contact === null) return aboutNobody(effect, match, read);
  const one: Incoming = { inboundId: id, mail, read, match: { ...match, contact }, policy, now, at, by };
  switch (effect) {
    case 'reply':
      return takeReply(tx, one);
    case 'unsubscribe':
      return takeUnsubscribe(tx, one);
    case 'our_own':
      return takeOurOwn(tx, one);
    case 'auto_reply':
      return takeAutoReply(tx, one);
    case 'bounce':
    case 'complaint': {
      if (letter === null) return { ...nothing, state: 'unmatched' as const };
      if (match.isCertain) {
        await takeReport(tx, { ...report, letter, kind: reportOf(read), source: effect });
        return nothing;
      }
      if (reportOf(read) !== 'soft_bounce') await takeUnsureReport(tx, { ...report, letter });
      return { ...nothing, state: 'unmatched' as const };
    }
    case 'delay':
    case 'delivered': {
      const kind = effect === 'delay' ? 'delivery_delayed' : 'delivered';
      if (letter && match.isCertain)
        await recordMailEvent(tx, { messageId: letter.id, kind, at, detail: report.detail });
      return nothing;
    }
    case 'none':
    case 'unmatched':
      return nothing;
  }
}

function reportOf({ kind, severity }: ClassifiedMail): LetterReport['kind'] {
  if (kind === 'complaint') return 'complaint';
  return severity === 'hard' ? 'hard_bounce' : 'soft_bounce';
}

/** Reports about nobody of ours stay visible in the tray; notices and newsletters only in the list. */
function aboutNobody(effect: Effect, { suggestedClientId }: Match, { kind }: ClassifiedMail) {
  const isSilent = effect === 'none' || effect === 'delay' || effect === 'delivered';
  return {
    state: isSilent ? ('handled' as const) : ('unmatched' as const),
    kind,
    threadId: null,
    clientId: suggestedClientId,
  };
}

/** What is kept of a mail to be shown and searched, whatever becomes of it. */
function factsOf({ mail, read, match: { clues, contact, letter } }: Reading) {
  return {
    severity: read.severity,
    fromAddress: clues.sender,
    fromName: clues.senderName === null ? null : withoutNul(clues.senderName).slice(0, 300),
    subject: mail.subject.slice(0, 1000),
    messageIdHeader: mail.messageId?.slice(0, 998) ?? null,
    visibleText: read.visibleText.slice(0, longestText),
    evidence: read.why,
    attachments: attachmentsOf(mail),
    returnsOn: read.returnsOn,
    contactId: contact?.id ?? null,
    clientId: contact?.clientId ?? null,
    messageId: letter?.id ?? null,
  };
}

/** Names and sizes, as far as a database takes them. */
function attachmentsOf({ attachments }: ParsedMail): Attachment[] {
  return attachments.map((one) => ({
    ...one,
    filename: one.filename === null ? null : withoutNul(one.filename).slice(0, 300),
    contentType: withoutNul(one.contentType).slice(0, 200),
    method: one.method === null ? null : withoutNul(one.method).slice(0, 100),
  }));
}

/** What became of the first one is told of the second too; it need not be looked at twice. */
function same({ state: first, kind, matchedBy, contactId, clientId, messageId, threadId, returnsOn }: InboundRow) {
  const state = first === 'unmatched' ? ('dismissed' as const) : first;
  return { state, kind, matchedBy, contactId, clientId, messageId, threadId, returnsOn };
}
