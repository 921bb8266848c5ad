import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { findInboundRaw, type InboundRow, lockInbound, updateInbound } from '../../db/inbound/inbound.ts';
import {
  findLatestOnRecord,
  findMatchedContact,
  insertAlias,
  isAddressOfUser,
} from '../../db/inbound/inbound-match.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { lockConversations } from '../../db/threads.ts';
import { domainOf } from '../../domain/address.ts';
import { isDaemon } from '../../domain/inbound/addresses.ts';
import { cluesOf } from '../../domain/inbound/clues.ts';
import { storable, withoutNul } from '../../domain/inbound/storable.ts';
import { AjarError } from '../../errors.ts';
import { parseMail } from '../../mail/in/parse.ts';
import { classifyParsed } from './classify-mail.ts';
import { takeAutoReply } from './take-auto-reply.ts';
import { takeReply } from './take-reply.ts';
import { tellOfMail } from './tell-of-mail.ts';
import { tryAgain } from '../try-again.ts';

/**
 * A person says whose mail this is: it is applied as that contact's answer (or absence), and the address it came from is
 * learned, so that the next one finds its way alone. Answers the mail, in its conversation.
 *
 * @throws not_found; wrong_state for a mail that is handled, or that no person wrote; invalid_request for an unknown contact.
 */
export async function linkMail(app: App, by: string, id: string, contactId: string): Promise<InboundRow> {
  const now = app.now();
  const raw = await findInboundRaw(app.db, id);
  const parsed = raw === null ? null : await parseMail(raw);
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      await lockAgainstErasure(tx);
      const row = await lockInbound(tx, id);
      if (row === null) throw new AjarError('not_found');
      if (row.state === 'stored' || row.contactId !== null)
        throw new AjarError('wrong_state', 'It is known whose mail this is; only mail of the tray can be linked.');
      // An erasure may have removed its bytes since they were read.
      if (parsed?.kind !== 'parsed' || (await findInboundRaw(tx, id)) === null)
        throw new AjarError('wrong_state', 'This mail cannot be read, or its bytes are not kept any more.');
      const contact = await findMatchedContact(tx, contactId);
      if (contact === null || contact.erasedAt !== null) throw refuseContact();
      const mail = storable(parsed.mail);
      const read = classifyParsed(mail);
      if (read.kind === 'bounce' || read.kind === 'complaint')
        throw new AjarError('wrong_state', 'A server or a provider wrote this mail, so it is no answer of anybody.');
      const clues = cluesOf(mail, read);
      await lockConversations(tx, contact.clientId);
      const last = await findLatestOnRecord(tx, contact);
      const one = {
        inboundId: id,
        mail,
        read: { ...read, visibleText: withoutNul(read.visibleText) },
        match: {
          by: 'linked' as const,
          isCertain: false,
          letter: null,
          contact,
          suggestedClientId: null,
          clues,
          senderIsContact: true,
          fromUs: false,
        },
        policy: await findPolicy(tx),
        now,
        at: last !== null && last > now ? last : now,
        by,
      };
      const taken = read.kind === 'auto_reply' ? await takeAutoReply(tx, one) : await takeReply(tx, one);
      const learned = await learnAddress(app, tx, clues.sender, contact, now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'link-mail',
        subjectKind: 'inbound',
        subjectId: id,
        detail: { contactId, threadId: taken.threadId, learned },
      });
      const linked = await updateInbound(tx, id, {
        ...taken,
        matchedBy: 'linked',
        contactId,
        clientId: contact.clientId,
        handledAt: now,
        linkedBy: by,
        error: null,
      });
      await tellOfMail(app, tx, linked, now);
      return linked;
    }),
  );
}

/** Not the address of one of us, of a mail server, or the one we know already. */
async function learnAddress(
  app: App,
  tx: Db,
  address: string | null,
  contact: { id: string; email: string | null },
  now: Date,
): Promise<boolean> {
  if (address === null || address === contact.email || isDaemon(address, null)) return false;
  if (domainOf(address) === app.config.replyDomain || (await isAddressOfUser(tx, address))) return false;
  return insertAlias(tx, { address, contactId: contact.id, learnedAt: now });
}

function refuseContact(): AjarError {
  const message = 'There is no such contact.';
  return new AjarError('invalid_request', message, [{ pointer: '/contactId', message }]);
}
