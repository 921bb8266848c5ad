import { connect, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { ListenerFacts, ShownCertificate } from '../../domain/doctor/listener.ts';

const patienceMs = 5_000;
/** What a mail server may say at once; more is none. */
const longestReply = 16_384;

/**
 * Speaks to an SMTP listener as a mail server would: reads its greeting, asks what it offers, and takes up STARTTLS to see
 * the certificate. Hands over nothing. Never throws.
 */
export async function probeListener(
  { host, port }: { host: string; port: number },
  { names, ca }: { names: readonly string[]; ca?: string | undefined },
): Promise<ListenerFacts> {
  const socket = connect({ host, port });
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('it did not answer within 5 seconds')));
  try {
    const greeting = await reply(socket);
    if (!greeting.startsWith('220 ')) return { kind: 'refused', text: firstLine(greeting) };
    // "[127.0.0.1]" is how a host without a name calls itself (RFC 5321 §4.1.3).
    const offers = await ask(socket, 'EHLO [127.0.0.1]');
    const name = greeting.split(/\s+/)[1] ?? '';
    if (!/^250[- ]STARTTLS\r?$/im.test(offers)) {
      socket.end('QUIT\r\n');
      return { kind: 'open', name, certificate: null };
    }
    const ready = await ask(socket, 'STARTTLS');
    if (!ready.startsWith('220 '))
      return { kind: 'open', name, certificate: { kind: 'broken', text: firstLine(ready) } };
    return { kind: 'open', name, certificate: await shake(socket, names, ca) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: 'unreachable', text: code ?? message };
  } finally {
    socket.destroy();
  }
}

function ask(socket: Socket, line: string): Promise<string> {
  const answered = reply(socket);
  socket.write(`${line}\r\n`);
  return answered;
}

function reply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (settle: () => void) => {
      socket.off('data', hear).off('error', fail).off('close', gone);
      settle();
    };
    const hear = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (/^\d{3}(?: [^\n]*)?\n$/m.test(said)) end(() => resolve(said));
      else if (said.length > longestReply) end(() => reject(new Error('what it says is no SMTP')));
    };
    const fail = (error: Error) => end(() => reject(error));
    const gone = () => end(() => reject(new Error('it hung up')));
    socket.on('data', hear).on('error', fail).on('close', gone);
  });
}

/** Looked at whether it is believed or not: mail servers encrypt either way, and only some insist. */
function shake(socket: Socket, names: readonly string[], ca: string | undefined): Promise<ShownCertificate> {
  return new Promise((resolve) => {
    const secure = connectTls({ socket, rejectUnauthorized: false, ...(ca !== undefined && { ca }) });
    const fail = (error: Error) => resolve({ kind: 'broken', text: error.message.replace(/[.\s]+$/, '') });
    secure.once('error', fail);
    socket.once('error', fail).once('close', () => fail(new Error('it hung up')));
    secure.once('secureConnect', () => {
      const shown = secure.getPeerCertificate();
      // A string at runtime, whatever the types say.
      const doubt = secure.authorizationError as unknown as string | undefined;
      resolve({
        kind: 'shown',
        until: new Date(shown.valid_to),
        doubt: doubt ?? null,
        forUs: names.some((name) => checkServerIdentity(name, shown) === undefined),
      });
      secure.destroy();
    });
  });
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0]!.slice(0, 200);
}
