import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import {
  findInbound,
  findInboundRaw,
  findSameBytes,
  type InboundRow,
  type InboundSource,
  insertInbound,
  listInboundToRetry,
  markInboundFailed,
  updateInbound,
} from '../../db/inbound/inbound.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import { addressesInBytes } from '../../domain/inbound/addresses.ts';
import type { MailAuthentication } from '../../domain/inbound/authentication.ts';
import { parseFailureOf } from '../../domain/inbound/inlet-event.ts';
import { checkSender } from '../../mail/in/check-sender.ts';
import { parseMail, readWords } from '../../mail/in/parse.ts';
import { findErasedIn } from '../contacts/spare-erased.ts';
import { applyMail } from './apply-mail.ts';
import { tryAgain } from '../try-again.ts';

export interface ReceivedInput {
  source: InboundSource;
  /** The door's own name for the mail, so that it is taken in once. */
  sourceId?: string | null;
  raw: Uint8Array;
  /** When the door took it; now where it does not say. */
  receivedAt?: Date;
  /** Who brought it, for the record; the door itself where nobody did. */
  by?: string;
}

/** What became of a mail. */
export interface ReceivedMail {
  id: string;
  /** Null while it could not be read. */
  kind: InboundRow['kind'];
  /** It was found to be about a contact of ours. */
  matched: boolean;
  matchedBy: string | null;
  state: InboundRow['state'];
  threadId: string | null;
}

/**
 * Takes in a mail, whichever door it came through: stored raw in a commit of its own, then read, matched and acted upon in
 * one transaction. The same mail again is answered as the first time. What fails is kept as `failed` with a code, to be
 * tried again; only a mail that could not be stored throws.
 */
export async function receiveMail(app: App, input: ReceivedInput): Promise<ReceivedMail> {
  const now = app.now();
  const sha256 = createHash('sha256').update(input.raw).digest('hex');
  const sourceId = input.sourceId ?? null;
  const stored = await insertInbound(app.db, {
    id: uuidv7(),
    source: input.source,
    sourceId,
    sha256,
    raw: input.raw,
    sizeBytes: input.raw.byteLength,
    receivedAt: input.receivedAt ?? now,
    state: 'stored',
  });
  const id = stored ?? (await findSameBytes(app.db, { sha256, source: input.source, sourceId }));
  if (id === null) throw new Error('The mail was neither stored nor found.');
  return settleMail(app, id, now, input.by ?? `door:${input.source}`);
}

/** Reads a stored mail and acts upon it, unless that has been done. Never throws for what the mail is, or what goes wrong with it. */
export async function settleMail(app: App, id: string, now: Date, by: string): Promise<ReceivedMail> {
  const row = await findInbound(app.db, id);
  if (row !== null && row.state !== 'stored' && row.state !== 'failed') return presentMail(row);
  try {
    const raw = await findInboundRaw(app.db, id);
    const [parsed, addresses] =
      raw === null
        ? [{ kind: 'unparseable' as const, reason: 'no_bytes', seconds: 0 }, []]
        : await Promise.all([parseMail(raw), addressesOf(raw)]);
    const failure = parsed.kind === 'unparseable' ? parseFailureOf(parsed.reason) : null;
    app.inlets?.emit('event', { kind: 'parsed', seconds: parsed.seconds, failure });
    const from = parsed.kind === 'parsed' ? (parsed.mail.from[0]?.address ?? null) : null;
    const authentication = raw === null || row === null ? null : await authenticate(app, raw, row.source, from);
    if (parsed.kind === 'unparseable') await keepUnreadable(app, id, parsed.reason, addresses, now);
    else
      await tryAgain(() =>
        app.db.transaction((tx) => applyMail(app, tx, { id, mail: parsed.mail, addresses, authentication, now, by })),
      );
  } catch (error) {
    await keepFailed(app, id, error, now);
  }
  const after = await findInbound(app.db, id);
  if (after === null) throw new Error('The mail is gone.');
  app.inlets?.emit('event', { kind: 'settled', as: after.kind ?? 'unread', state: after.state });
  return presentMail(after);
}

/** Whether it is from who it says. A mail that somebody handed in was taken in by a host that we know nothing of. */
async function authenticate(
  app: App,
  raw: Uint8Array,
  source: InboundSource,
  fromAddress: string | null,
): Promise<MailAuthentication | null> {
  if (app.dns == null) return null;
  return checkSender(raw, { fromAddress, ownDoor: source !== 'api', lookUp: app.dns });
}

/** Every address in a mail, whatever it is written in; of one that cannot be read to its end, as far as bytes show. */
async function addressesOf(raw: Uint8Array): Promise<string[]> {
  const words = await readWords(raw);
  const texts = words === null ? [Buffer.from(raw).toString('latin1')] : [...words.texts, ...words.bytes];
  return [...new Set(texts.flatMap(addressesInBytes))];
}

/** What cannot be read is kept for a person; not where it holds the address of somebody who is erased. */
async function keepUnreadable(
  app: App,
  id: string,
  reason: string,
  addresses: readonly string[],
  now: Date,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    await markInboundFailed(tx, id, `unreadable:${reason}`, now);
    if ((await findErasedIn(app, tx, addresses)).length > 0)
      await updateInbound(tx, id, { raw: null, state: 'dismissed', evidence: ['names_erased_person'] });
  });
}

/** Codes only: messages of the database quote what the mail says. */
async function keepFailed(app: App, id: string, error: unknown, now: Date): Promise<void> {
  const sqlState = unwrapDbError(error)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  const code = sqlState === undefined ? `failed:${name}` : `database:${sqlState}`;
  app.log.error({ inboundId: id, code }, 'A mail could not be handled; it is kept.');
  await markInboundFailed(app.db, id, code, now);
}

function presentMail(row: InboundRow): ReceivedMail {
  const { id, kind, state, matchedBy, threadId } = row;
  return { id, kind, state, matched: row.contactId !== null && state === 'handled', matchedBy, threadId };
}

const retriesATime = 20;

/** A pass of the worker: mails that a crash left half way, and those whose handling failed for a reason that may pass. */
export async function receiveStoredMail(
  app: App,
  now: Date,
  signal?: AbortSignal,
): Promise<{ tried: number; handled: number }> {
  const ids = await listInboundToRetry(app.db, now, retriesATime);
  let handled = 0;
  let tried = 0;
  for (const id of ids) {
    if (signal?.aborted) break;
    tried += 1;
    const { state } = await settleMail(app, id, now, 'worker');
    if (state !== 'stored' && state !== 'failed') handled += 1;
  }
  return { tried, handled };
}
