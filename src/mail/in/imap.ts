import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';

export interface ImapAccount {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  credential: { kind: 'password' | 'token'; value: string | null; file: string | null };
  folder: string;
  caFile: string | null;
}

/** One log-in to one folder. It ends with the connection: whoever wants to go on opens another. */
export interface OpenMailbox {
  /** What uids count under; another value means that the server counts anew. */
  uidValidity(): number;
  /** Mails above that uid, the oldest first; `since` leaves out those that the server had before that day. */
  listAfter(uid: number, since: string | null): Promise<{ uid: number; size: number }[]>;
  /** The mail as it is; null when it is gone from the server. Does not flag it. */
  fetch(uid: number): Promise<Uint8Array | null>;
  /** Only its header. */
  fetchHead(uid: number): Promise<Uint8Array | null>;
  /** A folder that may only be read stays as it is. */
  markSeen(uid: number): Promise<void>;
  /**
   * Waits until the server tells of a mail that the last list may not hold (IDLE): true, at once where it already has; for `ms`, or
   * until it is to stop: false. @throws when the connection is lost.
   */
  waitForNews(ms: number, stop: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

const connectMs = 20_000;
const silentMs = 120_000;
const logoutMs = 3_000;

/**
 * Logs in and opens the folder for reading and flagging. Certificates are checked, and a password never crosses the network
 * in clear: `starttls` fails where the server does not offer it.
 *
 * @throws Error, with `authenticationFailed` where the server refused the log-in. Its text may quote the server.
 */
export async function openMailbox(account: ImapAccount, largestBytes: number): Promise<OpenMailbox> {
  // Loaded when the first mailbox is opened: most starts have none.
  const { ImapFlow } = await import('imapflow');
  const { host, port, security, user, credential, folder, caFile } = account;
  const secret = credential.file === null ? credential.value! : readFileSync(credential.file, 'utf8').trim();
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls' ? true : security === 'none' ? false : undefined,
    auth: credential.kind === 'token' ? { user, accessToken: secret } : { user, pass: secret },
    tls: { minVersion: 'TLSv1.2', ...(caFile !== null && { ca: readFileSync(caFile) }) },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silentMs,
    // A server that lies about sizes must not fill our memory.
    maxLiteralSize: largestBytes + 1024,
    maxResponseSize: 2 * largestBytes,
    maxLineLength: 8 * 1024 * 1024,
  });
  // Without a listener it would end the process; the command in hand fails with it anyway.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.mailboxOpen(folder);
  } catch (error) {
    client.close();
    throw error;
  }
  return readerOf(client, folder);
}

function readerOf(client: ImapFlow, folder: string): OpenMailbox {
  const selected = () => {
    if (!client.usable || client.mailbox === false) throw connectionLost();
    return client.mailbox;
  };
  // A server tells of a new mail with the answer to whatever command it was given (RFC 9051, 5.2), not in IDLE alone.
  let isBehind = false;
  client.on('exists', () => (isBehind = true));
  return {
    uidValidity: () => Number(selected().uidValidity),
    listAfter: (uid, since) => {
      isBehind = false;
      return listAfter(client, selected().exists, uid, since);
    },
    fetch: async (uid) => {
      selected();
      const found = await client.fetchOne(String(uid), { source: true }, { uid: true });
      return (found && found.source) || null;
    },
    fetchHead: async (uid) => {
      selected();
      const found = await client.fetchOne(String(uid), { headers: true }, { uid: true });
      return (found && found.headers) || null;
    },
    markSeen: async (uid) => {
      if (selected().readOnly !== true) await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
    },
    waitForNews: async (ms, stop) => {
      // What it is told of at the last moment of the wait stays true.
      if (!isBehind && (await waitForNews(client, folder, ms, stop))) isBehind = true;
      return isBehind && !stop.aborted;
    },
    close: async () => {
      const ended = client.usable ? client.logout().catch(() => {}) : Promise.resolve();
      await Promise.race([ended, wait(logoutMs, undefined, { ref: false })]);
      client.close();
    },
  };
}

async function listAfter(
  client: ImapFlow,
  exists: number,
  uid: number,
  since: string | null,
): Promise<{ uid: number; size: number }[]> {
  if (exists === 0) return [];
  const range = `${uid + 1}:*`;
  const kept = since === null ? null : await client.search({ uid: range, since: new Date(since) }, { uid: true });
  // What the server could not be asked is no reason to pass mail over.
  if (kept === false || kept === undefined) throw connectionLost();
  if (kept?.length === 0) return [];
  const found = await client.fetchAll(range, { uid: true, size: true }, { uid: true });
  const wanted = kept === null ? null : new Set(kept);
  return (
    found
      // "N:*" names the last mail of the folder even where its uid is below N (RFC 9051, 6.4.8).
      .filter((one) => one.uid > uid && (wanted === null || wanted.has(one.uid)))
      .map((one) => ({ uid: one.uid, size: one.size ?? 0 }))
      .toSorted((a, b) => a.uid - b.uid)
  );
}

/** Waits in IDLE where the server has it. At the end of the time the folder is opened anew, which shows what was never told. */
async function waitForNews(client: ImapFlow, folder: string, ms: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false;
  if (!client.usable) throw connectionLost();
  const waiting = new AbortController();
  const end = () => waiting.abort();
  client.on('exists', end).on('close', end);
  stop.addEventListener('abort', end);
  // It also ends when the server ends it; then there is no news, and the time goes on.
  if (client.capabilities.has('IDLE')) client.idle().catch(() => {});
  let isNews = true;
  try {
    await wait(ms, undefined, { signal: waiting.signal });
    isNews = false;
  } catch {
    // News, the end of the connection, or of the process: looked at below.
  } finally {
    client.off('exists', end).off('close', end);
    stop.removeEventListener('abort', end);
  }
  if (stop.aborted) return false;
  if (!client.usable) throw connectionLost();
  // Any command ends IDLE.
  if (isNews) {
    await client.noop();
    return true;
  }
  const before = stateOf(client.mailbox);
  await client.mailboxOpen(folder);
  return stateOf(client.mailbox) !== before;
}

const stateOf = (mailbox: ImapFlow['mailbox']) =>
  mailbox && `${mailbox.uidValidity} ${mailbox.uidNext} ${mailbox.exists}`;

function connectionLost(): Error {
  return Object.assign(new Error('The connection to the mailbox is lost.'), { code: 'ConnectionLost' });
}
