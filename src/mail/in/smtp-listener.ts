import type { AddressInfo } from 'node:net';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { HearInlet } from '../../domain/inbound/inlet-event.ts';
import { changedAt, keysOf, type ListenerFiles, renew } from './listener-keys.ts';
import { listenForReplies } from './smtp-replies.ts';
import type { Envelope } from './trace.ts';

export interface ListenerLimits {
  /** Sessions at once; more are told to come again. */
  clients: number;
  clientsOfOneAddress: number;
  recipients: number;
  /** How long a client may say nothing. */
  silentMs: number;
  /** How long a session may last, however busy it seems. */
  sessionMs: number;
  /** Bytes of unfinished mails in memory, of all sessions together. */
  heldBytes: number;
  /** How long sessions may go on after the end was asked for. */
  closeMs: number;
}

export interface ListenerOptions {
  host: string;
  port: number;
  /** How it calls itself. */
  name: string;
  tls: ListenerFiles | null;
  largestBytes: number;
  accepts: (recipient: string) => boolean;
  /** Stores a mail; only then the client is told that we have it. Answers our name for it. @throws when it could not be stored. */
  take: (raw: Uint8Array, envelope: Envelope) => Promise<string>;
  /** Hears of what went wrong, in a code. */
  onTrouble: (code: string) => void;
  /** Hears what is to be counted. */
  tell: HearInlet;
  limits?: Partial<ListenerLimits>;
}

export interface SmtpListener {
  port: number;
  /** Takes no new sessions, lets those that run end what they are at, then cuts them. */
  close: () => Promise<void>;
}

const usualLimits: ListenerLimits = {
  clients: 100,
  clientsOfOneAddress: 20,
  recipients: 100,
  silentMs: 60_000,
  sessionMs: 15 * 60_000,
  heldBytes: 256 * 1024 * 1024,
  closeMs: 10_000,
};

/** What smtp-server knows besides mail: a log-in, other people's addresses, and jokes. */
const unwanted = ['AUTH', 'HELP', 'XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];

/**
 * Takes in mail over SMTP for the recipients that `accepts` names, and for nobody else: it relays nothing, knows no log-in,
 * and makes no bounces; what it does not want it refuses while the client is there. Only CRLF.CRLF ends a mail.
 *
 * @throws the error of the socket where it cannot listen.
 */
export async function openSmtpListener(options: ListenerOptions): Promise<SmtpListener> {
  // Loaded when somebody listens: most installations do not.
  const { SMTPServer } = await import('smtp-server');
  const limits = { ...usualLimits, ...options.limits };
  const { tls, tell } = options;
  const taking = makeTaker(options, limits);
  const started = new Map<string, number>();
  let renewedAt = tls === null ? 0 : changedAt(tls);
  const server = new SMTPServer({
    name: options.name,
    banner: 'ready',
    disabledCommands: tls === null ? [...unwanted, 'STARTTLS'] : unwanted,
    authOptional: true,
    disableReverseLookup: true,
    logger: listenForReplies(tell),
    hideENHANCEDSTATUSCODES: false,
    size: options.largestBytes,
    rejectOversized: true,
    maxClients: limits.clients,
    maxRecipients: limits.recipients,
    maxCommandLength: 2048,
    socketTimeout: limits.silentMs,
    closeTimeout: limits.closeMs,
    ...(tls !== null && { ...keysOf(tls), minVersion: 'TLSv1.2' as const }),
    onConnect(session, callback) {
      started.set(session.id, performance.now());
      const same = [...server.connections].filter((one) => one.remoteAddress === session.remoteAddress);
      if (same.length > limits.clientsOfOneAddress) return callback(refusal(421, 'Too many sessions of this host'));
      // A renewed certificate is used without a restart.
      if (tls !== null && changedAt(tls) > renewedAt) {
        renewedAt = changedAt(tls);
        renew(server, tls, options.onTrouble);
      }
      tell({ kind: 'smtp_accepted' });
      callback();
    },
    onRcptTo({ address }, _session, callback) {
      callback(options.accepts(address) ? null : refusal(550, 'No such recipient here'));
    },
    onData(stream, session, callback) {
      void answer(() => taking(stream, session), callback);
    },
    onClose(session) {
      started.delete(session.id);
      tellOpen();
    },
  });
  // Clients that go away in the middle, or do not know TLS, are no news.
  server.on('error', () => {});
  // Asked each time: with STARTTLS the library takes all listeners off the socket, and no end of it would be heard.
  const tellOpen = (): void => {
    server.server.getConnections((_error, count) => tell({ kind: 'smtp_open', count: count ?? 0 }));
  };
  server.server.on('connection', tellOpen);
  await listening(server, options);
  const watch = setInterval(
    () => {
      cutLong(server, started, limits.sessionMs);
      tellOpen();
    },
    Math.min(1_000, limits.sessionMs / 2),
  );
  watch.unref();
  return {
    port: (server.server.address() as AddressInfo).port,
    close: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearInterval(watch);
    },
  };
}

/** Collects a mail within the bounds and has it stored. What is over a bound is read to its end, so that the client hears why. */
function makeTaker({ take, onTrouble, tell, largestBytes }: ListenerOptions, limits: ListenerLimits) {
  let held = 0;
  return async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> => {
    const envelope = envelopeOf(session);
    let chunks: Buffer[] = [];
    let size = 0;
    let isFull = false;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        isFull ||= held + chunk.byteLength > limits.heldBytes;
        if (isFull || size + chunk.byteLength > largestBytes) {
          held -= size;
          size = 0;
          chunks = [];
          if (!isFull) continue;
        } else {
          chunks.push(chunk);
          size += chunk.byteLength;
          held += chunk.byteLength;
        }
      }
      if (stream.sizeExceeded) throw refusal(552, 'The mail is too large');
      if (isFull) throw refusal(452, 'Too much mail at once, try again later');
      const id = await stored(Buffer.concat(chunks), envelope);
      tell({ kind: 'smtp_mail_taken', bytes: size, tls: envelope.secure });
      return `Taken as ${id}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNECTION')
        tell({ kind: 'smtp_mail_not_taken', reason: 'broken_off' });
      throw error;
    } finally {
      held -= size;
    }
  };

  async function stored(raw: Buffer, envelope: Envelope): Promise<string> {
    try {
      return await take(raw, envelope);
    } catch (error) {
      onTrouble((error as NodeJS.ErrnoException).code ?? (error as Error).name);
      throw refusal(451, 'It could not be stored, try again later');
    }
  }
}

/** The session forgets it when the client goes away. */
function envelopeOf({ envelope, remoteAddress, hostNameAppearsAs, secure }: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    ip: remoteAddress,
    helo: hostNameAppearsAs || '',
    secure,
  };
}

async function answer(
  work: () => Promise<string>,
  callback: (error?: Error | null, said?: string) => void,
): Promise<void> {
  let said: string;
  try {
    said = await work();
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback(null, said);
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

function listening(server: SMTPServer, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      server.server.off('error', reject);
      resolve();
    });
  });
}

/** Whoever says a word now and then is never silent for long, and would stay for ever. */
function cutLong(server: SMTPServer, started: ReadonlyMap<string, number>, sessionMs: number): void {
  const limit = performance.now() - sessionMs;
  for (const connection of server.connections) {
    if ((started.get(connection.id) ?? Infinity) > limit) continue;
    connection.send(421, `${connection.name} The session has lasted too long`, false);
    connection.close();
  }
}
