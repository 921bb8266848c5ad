import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** One letter that reached the sink: its envelope and the very bytes. */
export interface SunkLetter {
  from: string;
  to: string[];
  raw: Buffer;
}

/** An SMTP refusal: `[450, '4.2.1 Mailbox busy']`. */
export type Refusal = [code: number, text: string];

/** What the sink does other than accept; change it between letters. */
export interface SinkManners {
  /** Refuses a sender. */
  mailFrom?: (address: string) => Refusal | null;
  /** Refuses a recipient, or cuts the connection before it has seen any of the letter. */
  rcptTo?: (address: string) => Refusal | 'drop' | null;
  /** Answers the letter once it has all of it; 'drop' cuts the connection instead, 'hang' never answers. */
  data?: (letter: SunkLetter) => Refusal | 'drop' | 'hang' | null;
  /** Cuts the connection when the letter begins to arrive. */
  dropInData?: boolean;
  /** Waits before each final answer. */
  delayMs?: number;
}

export interface SmtpSink {
  /** `smtp://127.0.0.1:port`, without query. */
  url: string;
  port: number;
  /** Letters it answered with 250, in order. */
  letters: SunkLetter[];
  /** Letters it received in full, whatever it answered. */
  received: SunkLetter[];
  manners: SinkManners;
  connections(): number;
  /** Ends every connection as a server does that has heard nothing for too long, and waits until they are gone. */
  endIdle(): Promise<void>;
  close(): Promise<void>;
}

interface Connection {
  id: string;
  _socket: Socket;
  send: (code: number, text: string) => void;
  close: () => void;
}

/** A real SMTP server on loopback that keeps what it gets. Needs no log-in unless `options` say so. */
export async function openSmtpSink(manners: SinkManners = {}, options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const letters: SunkLetter[] = [];
  const received: SunkLetter[] = [];
  const hung = new Set<NodeJS.Timeout>();
  let connected = 0;
  const connections = (): Connection[] => [...(server.connections as Set<Connection>)];
  const cut = (id: string): void => {
    for (const connection of connections()) if (connection.id === id) connection._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, callback) {
      connected += 1;
      callback();
    },
    onMailFrom(address, _session, callback) {
      callback(refused(sink.manners.mailFrom?.(address.address) ?? null));
    },
    onRcptTo(address, session, callback) {
      const answer = sink.manners.rcptTo?.(address.address) ?? null;
      if (answer === 'drop') cut(session.id);
      else callback(refused(answer));
    },
    onData(stream, session, callback) {
      if (sink.manners.dropInData) {
        stream.once('data', () => cut(session.id));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
        const letter = { from, to: session.envelope.rcptTo.map((one) => one.address), raw: Buffer.concat(chunks) };
        received.push(letter);
        const answer = sink.manners.data?.(letter) ?? null;
        if (answer === 'drop') return cut(session.id);
        if (answer === 'hang') return;
        const finish = (): void => {
          if (answer === null) letters.push(letter);
          callback(refused(answer), `2.0.0 Ok: queued as SINK${letters.length}`);
        };
        if (sink.manners.delayMs === undefined) return finish();
        const timer = setTimeout(() => {
          hung.delete(timer);
          finish();
        }, sink.manners.delayMs);
        hung.add(timer);
      });
    },
    ...options,
  });
  // a connection that was cut on purpose is no accident
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    letters,
    received,
    manners,
    connections: () => connected,
    async endIdle() {
      await Promise.all(
        connections().map(async (connection) => {
          const gone = once(connection._socket, 'close');
          connection.send(421, 'Timeout - closing connection');
          connection.close();
          await gone;
        }),
      );
    },
    async close() {
      for (const timer of hung) clearTimeout(timer);
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  return sink;
}

function refused(answer: Refusal | null): (Error & { responseCode?: number }) | null {
  return answer === null ? null : Object.assign(new Error(answer[1]), { responseCode: answer[0] });
}
