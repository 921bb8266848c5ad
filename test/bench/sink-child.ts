/**
 * Where the letters of a bench end: a bare SMTP server and a bare HTTP server shaped like Resend's API, on loopback.
 * They keep nothing but the ids of the letters, so that one which came twice, or never, is seen.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { serveTasks } from './child.ts';

export type SinkTask = { ask: 'ports' } | { ask: 'count' } | { ask: 'reset' };
export interface SinkReply {
  smtpPort: number;
  httpPort: number;
  /** Letters answered with yes. */
  letters: number;
  /** Of them, those with an id of their own. */
  distinct: number;
  /** What came over the wire for them, envelopes not counted. */
  bytes: number;
}

let letters = 0;
let bytes = 0;
let ids = new Set<string>();

const endOfData = Buffer.from('\r\n.\r\n');
const longestHeader = 2_048;

function takeMail(mail: Buffer): void {
  const header = mail.toString('latin1', 0, longestHeader);
  const found = /\r\nMessage-ID:\s*<([^>]+)>/i.exec(header)?.[1];
  letters += 1;
  bytes += mail.length;
  ids.add(found ?? `without a Message-ID: ${letters}`);
}

const smtp = net.createServer((socket) => {
  let pending: Buffer = Buffer.alloc(0);
  let inData = false;
  /** Answers one command or one letter; false when more has to come first. */
  const step = (): boolean => {
    const end = inData ? pending.indexOf(endOfData) : pending.indexOf('\r\n');
    if (end < 0) return false;
    if (inData) {
      takeMail(pending.subarray(0, end));
      pending = pending.subarray(end + endOfData.length);
      inData = false;
      socket.write(`250 2.0.0 Ok: queued as ${letters.toString(16).toUpperCase()}\r\n`);
      return true;
    }
    const command = pending.toString('latin1', 0, end).toUpperCase();
    pending = pending.subarray(end + 2);
    inData = command === 'DATA';
    if (inData) socket.write('354 Go ahead\r\n');
    else if (command.startsWith('EHLO'))
      socket.write('250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n');
    else if (command === 'QUIT') socket.end('221 Bye\r\n');
    else socket.write('250 Ok\r\n');
    return true;
  };
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    // What came in one group is answered in one (RFC 2920 §3.2).
    socket.cork();
    while (step());
    socket.uncork();
  });
  socket.write('220 sink.example ESMTP\r\n');
});

/** Each letter carries one tag that names it; to find it costs less than to parse the body. */
const tag = Buffer.from('"tags":[{"name":"message","value":"');
const uuidLength = 36;

function takeBody(body: Buffer): string[] {
  const taken: string[] = [];
  for (let at = body.indexOf(tag); at >= 0; at = body.indexOf(tag, at + tag.length)) {
    ids.add(body.toString('latin1', at + tag.length, at + tag.length + uuidLength));
    letters += 1;
    taken.push(`00000000-0000-4000-8000-${letters.toString(16).padStart(12, '0')}`);
  }
  bytes += body.length;
  return taken;
}

const http = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const taken = takeBody(Buffer.concat(chunks)).map((id) => ({ id }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/emails/batch' ? { data: taken } : taken[0]));
  });
});

const listening = Promise.all(
  [smtp, http].map(
    (server) =>
      new Promise<number>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
  ),
);

serveTasks(async ({ ask }: SinkTask): Promise<SinkReply> => {
  const [smtpPort = 0, httpPort = 0] = await listening;
  const reply = { smtpPort, httpPort, letters, distinct: ids.size, bytes };
  if (ask === 'reset') {
    letters = 0;
    bytes = 0;
    ids = new Set();
  }
  return reply;
});
