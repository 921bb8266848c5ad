import { listFilesToSearch, listMailsToSearch } from '../../db/contacts/erasure-mail.ts';
import type { Db } from '../../db/db.ts';
import { findInboundRaw } from '../../db/inbound/inbound.ts';
import { findAttachment } from '../../db/threads/attachments.ts';
import { type ErasurePatterns, saysPerson } from '../../domain/erasure.ts';
import { readWords } from '../../mail/in/parse.ts';
import { encodeFile } from '../../mail/out/mime.ts';

/** Whom to look for: everything that points to them, and the addresses alone. */
export interface Sought {
  clientIds: readonly string[];
  all: ErasurePatterns;
  addresses: ErasurePatterns;
}

/** Ids of stored mails whose decoded words name the person. */
export interface MailsFound {
  /** Mail of their clients: by whatever points to them; also what cannot be read to its end. */
  ofClients: string[];
  /** Mail of nobody known: by an address, since a name alone may be somebody else's. */
  ofNobody: string[];
  /** Files in answers to their clients, and in drafts of such. */
  files: string[];
}

/** What is known of mails that were looked into already; it holds as long as the same is sought. */
export interface SearchedMails {
  sought: string;
  naming: Map<string, boolean>;
}

const mailsATime = 200;

/**
 * Looks into the raw mails and the files of answers that may name the person, as far as it has not been done: every one is taken apart, so that a
 * name in base64, in an encoded word or in an attachment is found too. Run before the transaction of the erasure, so that
 * this one has only the latest left to read.
 */
export async function searchMails(
  db: Db,
  { clientIds, all, addresses }: Sought,
  before: SearchedMails | null,
): Promise<{ searched: SearchedMails; found: MailsFound }> {
  const sought = JSON.stringify([clientIds, all, addresses]);
  const naming = before?.sought === sought ? before.naming : new Map<string, boolean>();
  const found: MailsFound = { ofClients: [], ofNobody: [], files: [] };
  // Somebody who was erased before: there is nothing left to look for.
  if (all.exact === null && all.words === null) return { searched: { sought, naming }, found };
  for (const id of await listFilesToSearch(db, clientIds)) {
    const names = naming.get(id) ?? (await isFileNaming(db, id, all));
    naming.set(id, names);
    if (names) found.files.push(id);
  }
  let after: string | null = null;
  for (;;) {
    const mails = await listMailsToSearch(db, { clientIds, after, limit: mailsATime });
    for (const { id, isOfClient } of mails) {
      const known = naming.get(id);
      const names = known ?? (await isNaming(db, id, isOfClient ? all : addresses, isOfClient));
      naming.set(id, names);
      if (names) found[isOfClient ? 'ofClients' : 'ofNobody'].push(id);
    }
    after = mails.at(-1)?.id ?? null;
    if (mails.length < mailsATime || after === null) return { searched: { sought, naming }, found };
  }
}

async function isNaming(db: Db, id: string, patterns: ErasurePatterns, whenUnreadable: boolean): Promise<boolean> {
  const raw = await findInboundRaw(db, id);
  if (raw === null) return false;
  const words = await readWords(raw);
  return words === null ? whenUnreadable : saysPerson(words, patterns);
}

/** A file reads like the only part of a mail. One that cannot be read counts as naming: it is a client's. */
async function isFileNaming(db: Db, id: string, patterns: ErasurePatterns): Promise<boolean> {
  const file = await findAttachment(db, id);
  if (file === null || file.bytes === null) return false;
  const words = await readWords(encodeFile({ ...file, bytes: file.bytes }));
  return words === null || saysPerson(words, patterns);
}
