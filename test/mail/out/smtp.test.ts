import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readSmtpFailure } from '../../../src/mail/out/smtp-answer.ts';
import { openSmtp, type SmtpOptions } from '../../../src/mail/out/smtp.ts';
import type { Answer, Transport } from '../../../src/mail/out/transport.ts';
import { readToken } from '../../../src/mail/token.ts';
import { untilSo } from '../../support/gate.ts';
import { openSmtpSink, type SinkManners, type SmtpSink } from '../../support/smtp-sink.ts';
import { makeHandover, makeId, makeLetter, parse, secret } from './letters.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(
  manners: SinkManners = {},
  options: Partial<SmtpOptions> & { query?: string; server?: Parameters<typeof openSmtpSink>[1] } = {},
): Promise<{ sink: SmtpSink; transport: Transport }> {
  const sink = await openSmtpSink(manners, options.server);
  open.push(sink);
  const transport = openSmtp({ url: `${sink.url}/?${options.query ?? ''}`, ...options });
  open.push(transport);
  return { sink, transport };
}

async function send(transport: Transport, n: number): Promise<Answer> {
  const answers = await transport.handOver(makeHandover(transport, [makeLetter(n)]));
  expect(answers).toHaveLength(1);
  return answers[0]!;
}

describe('a letter over SMTP', () => {
  it('arrives as the bytes that were fixed, under an envelope that names it', async () => {
    const { sink, transport } = await start();
    const handover = makeHandover(transport, [makeLetter(1)]);
    const [answer] = await transport.handOver(handover);
    expect(answer).toEqual({ kind: 'accepted', providerId: 'SINK1', response: '250 2.0.0 Ok: queued as SINK1' });
    const [arrived] = sink.letters;
    expect(arrived?.raw.toString('latin1')).toBe(Buffer.from(handover.bytes).toString('latin1'));
    expect(arrived?.to).toEqual(['jo1@northwind.example']);
    expect(readToken([secret], 'bounce', arrived?.from ?? '')).toBe(makeId(1));
    const mail = await parse(arrived!.raw);
    expect(mail.headers.get('list')).toMatchObject({
      unsubscribe: { mail: expect.any(String), url: expect.any(String) },
    });
    expect(arrived?.raw.toString('latin1')).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('keeps its dots, its "From " and its length', async () => {
    const { sink, transport } = await start();
    const text = '.\n..\nFrom here on\n.\n' + '.x\n'.repeat(5000);
    const letter = makeLetter(1, { text });
    await transport.handOver(makeHandover(transport, [letter]));
    expect((await parse(sink.letters[0]!.raw)).text?.trimEnd()).toBe(text.trimEnd());
  });

  it('leaves once each, 200 over five connections, none lost and none twice', async () => {
    const { sink, transport } = await start({}, { query: 'maxConnections=5&maxMessages=20' });
    expect(transport.concurrency).toBe(10);
    const numbers = Array.from({ length: 200 }, (_, n) => n + 1);
    const answers = await Promise.all(numbers.map((n) => send(transport, n)));
    expect(new Set(answers.map((one) => one.kind))).toEqual(new Set(['accepted']));
    expect(sink.letters.flatMap((one) => one.to).toSorted()).toEqual(
      numbers.map((n) => `jo${n}@northwind.example`).toSorted(),
    );
    // Twenty letters each; the last five connections may end with fewer.
    expect(sink.connections()).toBeGreaterThanOrEqual(10);
    expect(sink.connections()).toBeLessThanOrEqual(14);
  });

  it('costs only itself when its recipient is refused', async () => {
    const { sink, transport } = await start({
      rcptTo: (address) => (address.startsWith('jo3@') ? [550, '5.1.1 No such user'] : null),
    });
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => send(transport, n)));
    expect(answers.map((one) => one.kind)).toEqual(['accepted', 'accepted', 'rejected', 'accepted', 'accepted']);
    expect(answers[2]).toEqual({ kind: 'rejected', code: 'recipient_rejected', text: '550 5.1.1 No such user' });
    expect(sink.letters).toHaveLength(4);
  });
});

describe('what a server says', () => {
  it.each<[string, SinkManners, Partial<Answer>]>([
    ['no to the sender', { mailFrom: () => [553, '5.1.8 Bad sender'] }, { kind: 'rejected', code: 'sender_rejected' }],
    ['later to the sender', { mailFrom: () => [451, '4.7.1 Later'] }, { kind: 'deferred', code: 'sender_deferred' }],
    [
      'later to the recipient',
      { rcptTo: () => [450, '4.2.0 Greylisted'] },
      { kind: 'deferred', code: 'recipient_deferred' },
    ],
    ['no to the letter', { data: () => [554, '5.7.1 Spam'] }, { kind: 'rejected', code: 'content_rejected' }],
    ['later to the letter', { data: () => [452, '4.3.1 Disk full'] }, { kind: 'deferred', code: 'content_deferred' }],
    [
      'that it closes',
      { mailFrom: () => [421, '4.3.2 Closing'] },
      { kind: 'refused', code: 'service_unavailable', stop: 'pace' },
    ],
    [
      'that it closes after the letter',
      { data: () => [421, '4.3.2 Closing'] },
      { kind: 'refused', code: 'service_unavailable' },
    ],
    [
      'to log in first',
      { mailFrom: () => [530, '5.7.0 Log in'] },
      { kind: 'refused', code: 'login_refused', stop: 'credentials' },
    ],
    [
      'nothing, and hangs up before DATA',
      { rcptTo: () => 'drop' },
      { kind: 'refused', code: 'not_connected', stop: 'none' },
    ],
    ['nothing, and hangs up in DATA', { dropInData: true }, { kind: 'unknown', code: 'connection_lost' }],
    ['nothing, and hangs up after DATA', { data: () => 'drop' }, { kind: 'unknown', code: 'connection_lost' }],
  ])('%s', async (_what, manners, answer) => {
    const { sink, transport } = await start(manners);
    expect(await send(transport, 1)).toMatchObject(answer);
    expect(sink.letters).toEqual([]);
    sink.manners.mailFrom = sink.manners.rcptTo = sink.manners.data = undefined;
    sink.manners.dropInData = false;
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(sink.letters.map((one) => one.to)).toEqual([['jo2@northwind.example']]);
  });

  it('nothing for too long after DATA: the outcome is unknown, and the letter is not sent again', async () => {
    const { sink, transport } = await start({ data: () => 'hang' }, { deadlineMs: 60_000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    const answer = send(transport, 1);
    await untilSo('the letter', () => sink.received.length === 1);
    vi.advanceTimersByTime(60_000);
    expect(await answer).toMatchObject({ kind: 'unknown', code: 'timeout' });
    sink.manners.data = undefined;
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(sink.received.map((one) => one.to)).toEqual([['jo1@northwind.example'], ['jo2@northwind.example']]);
  });

  it('nothing, with connections cut under forty letters: each is received at most once', async () => {
    let n = 0;
    const { sink, transport } = await start({
      rcptTo: () => ((n += 1) % 7 === 0 ? 'drop' : null),
      data: () => ((n += 1) % 5 === 0 ? 'drop' : null),
    });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, one) => send(transport, one)));
    const to = sink.received.flatMap((one) => one.to);
    expect(new Set(to).size).toBe(to.length);
    expect(answers.filter((one) => one.kind === 'accepted')).toHaveLength(sink.letters.length);
    expect(answers.filter((one) => one.kind === 'unknown')).toHaveLength(to.length - sink.letters.length);
    expect(new Set(answers.map((one) => one.kind))).toEqual(new Set(['accepted', 'unknown', 'refused']));
  });
});

describe('a connection that breaks', () => {
  it('at any byte of either direction never makes a second copy, a false "accepted" or a false "refused"', async () => {
    const { sink } = await start();
    const cuts = [
      ...Array.from({ length: 80 }, (_, n) => ({ fromClient: n * 50, fromServer: Infinity })),
      ...Array.from({ length: 40 }, (_, n) => ({ fromClient: Infinity, fromServer: n * 12 })),
    ];
    const answers = await Promise.all(
      cuts.map(async (cut, n) => {
        const proxy = await openBreakingProxy(sink.port, cut);
        const transport = openSmtp({ url: `smtp://127.0.0.1:${proxy.port}` });
        const answer = await send(transport, n);
        await transport.close();
        proxy.close();
        return answer;
      }),
    );
    const arrived = sink.received.flatMap((one) => one.to);
    expect(new Set(arrived).size).toBe(arrived.length);
    answers.forEach((answer, n) => {
      const hasArrived = arrived.includes(`jo${n}@northwind.example`);
      if (answer.kind === 'accepted') expect(hasArrived).toBe(true);
      else expect(['refused', 'unknown']).toContain(answer.kind);
      if (answer.kind === 'refused') expect(hasArrived).toBe(false);
    });
    expect(new Set(answers.map((one) => one.kind))).toEqual(new Set(['refused', 'unknown', 'accepted']));
  });

  it('is unknown after the first byte of the letter and refused before, whatever the error is called', () => {
    const failure = fc.record(
      {
        message: fc.string(),
        code: fc.constantFrom(
          'ECONNECTION',
          'ETIMEDOUT',
          'ESOCKET',
          'EPROTOCOL',
          'EABORT',
          'ESTREAM',
          'EMESSAGE',
          'E?',
        ),
        command: fc.constantFrom('CONN', 'API', 'DATA', 'MAIL FROM', 'RCPT TO'),
        responseCode: fc.constantFrom(250, 354, 421, 450, 503, 550),
      },
      { requiredKeys: ['message'] },
    );
    fc.assert(
      fc.property(failure, (one) => {
        expect(readSmtpFailure(one, false).kind).not.toBe('unknown');
        const answeredToData = one.code === 'EMESSAGE' && one.responseCode !== undefined;
        expect(readSmtpFailure(one, true).kind === 'unknown').toBe(!answeredToData);
      }),
    );
  });
});

describe('a server that is not there', () => {
  it('took nothing', async () => {
    const { sink, transport } = await start();
    await sink.close();
    open.splice(open.indexOf(sink), 1);
    expect(await send(transport, 1)).toMatchObject({ kind: 'refused', code: 'not_connected', stop: 'none' });
    expect(await transport.verify()).toMatch(/^The SMTP server 127\.0\.0\.1 does not let us in: .*ECONNREFUSED.*\.$/);
  });

  it('that accepts connections and says nothing took nothing', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const transport = openSmtp({ url: `smtp://127.0.0.1:${port}/?greetingTimeout=100&socketTimeout=100` });
    expect(await send(transport, 1)).toMatchObject({ kind: 'refused', code: 'timeout' });
    await transport.close();
    silent.close();
  });

  it('or whose name is unknown took nothing', () => {
    const failure = { message: 'getaddrinfo ENOTFOUND mail.invalid', code: 'EDNS', command: 'CONN' };
    expect(readSmtpFailure(failure, false)).toMatchObject({ kind: 'refused', code: 'host_unknown' });
  });
});

describe('TLS', () => {
  it('is a condition to another machine, whatever the server offers', async () => {
    const sink = await openSmtpSink({}, { disabledCommands: ['STARTTLS'] });
    open.push(sink);
    // reaches loopback, but is no loopback address to us
    const transport = openSmtp({ url: `smtp://0.0.0.0:${sink.port}` });
    open.push(transport);
    expect(await send(transport, 1)).toMatchObject({ kind: 'refused', code: 'tls_failed' });
    expect(sink.received).toEqual([]);
    const plain = openSmtp({ url: `smtp://0.0.0.0:${sink.port}?ignoreTLS=true` });
    open.push(plain);
    expect((await send(plain, 2)).kind).toBe('accepted');
  });

  it('is used when it is offered, and a certificate that nobody vouches for is refused', async () => {
    const { sink, transport } = await start({}, { query: 'requireTLS=true', server: { hideSTARTTLS: false } });
    expect(await send(transport, 1)).toMatchObject({ kind: 'refused', code: 'tls_failed', stop: 'none' });
    const lenient = openSmtp({ url: `${sink.url}/?requireTLS=true&tls.rejectUnauthorized=false` });
    open.push(lenient);
    expect((await send(lenient, 2)).kind).toBe('accepted');
  });
});

describe('logging in', () => {
  const server: Parameters<typeof openSmtpSink>[1] = {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) =>
      auth.password === 'right:pass/word' ? callback(null, { user: 'ajar' }) : callback(new Error('Wrong password')),
  };

  it('works with what the URL says, percent-encoded', async () => {
    const sink = await openSmtpSink({}, server);
    open.push(sink);
    const transport = openSmtp({ url: `smtp://ajar:right%3Apass%2Fword@127.0.0.1:${sink.port}` });
    open.push(transport);
    expect(await transport.verify()).toBeNull();
    expect((await send(transport, 1)).kind).toBe('accepted');
  });

  it('stops everything when it fails, and the password is in no text', async () => {
    const sink = await openSmtpSink({}, server);
    open.push(sink);
    const transport = openSmtp({ url: `smtp://ajar:hunter2@127.0.0.1:${sink.port}` });
    open.push(transport);
    const answer = await send(transport, 1);
    expect(answer).toMatchObject({ kind: 'refused', code: 'login_refused', stop: 'credentials' });
    expect(JSON.stringify(answer) + (await transport.verify())).not.toContain('hunter2');
  });
});

describe('the pool', () => {
  it('lets letters that are on their way arrive before it closes', async () => {
    const { sink, transport } = await start({ delayMs: 100 });
    const answers = Promise.all([1, 2, 3].map((n) => send(transport, n)));
    await untilSo('the letter', () => sink.received.length > 0);
    await transport.close();
    expect((await answers).map((one) => one.kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(sink.letters).toHaveLength(3);
    expect(await send(transport, 4)).toMatchObject({ kind: 'refused' });
  });

  it('gives up on a letter that does not come to an end, and calls it unknown', async () => {
    const { sink, transport } = await start({ data: () => 'hang' }, { closeWithinMs: 100 });
    const answer = send(transport, 1);
    await untilSo('the letter', () => sink.received.length === 1);
    await transport.close();
    expect(await answer).toMatchObject({ kind: 'unknown' });
  });

  it('keeps to a rate that the URL sets', async () => {
    const { transport } = await start({}, { query: 'maxConnections=1&rateLimit=2&rateDelta=200' });
    const begin = performance.now();
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => send(transport, n)));
    expect(new Set(answers.map((one) => one.kind))).toEqual(new Set(['accepted']));
    expect(performance.now() - begin).toBeGreaterThan(400);
  });

  it('opens a new connection where the server ended an idle one', async () => {
    const { sink, transport } = await start();
    expect((await send(transport, 1)).kind).toBe('accepted');
    await sink.endIdle();
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(sink.letters).toHaveLength(2);
    expect(sink.connections()).toBe(2);
  });
});

describe('DKIM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-dkim-'));
  const keyFile = join(folder, 'dkim.pem');
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const dkim = { domain: 'agency.example', selector: 'ajar', keyFile };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('does not turn a lost connection into a second copy', async () => {
    const { sink, transport } = await start({ data: () => 'drop' }, { dkim });
    expect(await send(transport, 1)).toMatchObject({ kind: 'unknown' });
    expect(sink.received).toHaveLength(1);
    sink.manners.data = undefined;
    sink.manners.rcptTo = () => 'drop';
    expect(await send(transport, 2)).toMatchObject({ kind: 'refused' });
  });
});

it('wants a URL that says how to connect, and no log-in or host in what it says then', () => {
  expect(() => openSmtp({ url: 'ajar:hunter2@mail.example.com:587' })).toThrow(
    /^SMTP_URL must begin with smtp:\/\/ or smtps:\/\/\.$/,
  );
});

it('takes one letter a handover', async () => {
  const { transport } = await start();
  const answers = await transport.handOver(makeHandover(transport, [makeLetter(1), makeLetter(2)]));
  expect(answers.map((one) => one.kind)).toEqual(['refused', 'refused']);
});

/** Forwards to `port`, and destroys both sides once that many bytes have gone one way. */
async function openBreakingProxy(
  port: number,
  cut: { fromClient: number; fromServer: number },
): Promise<{ port: number; close(): void }> {
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    forward(client, upstream, cut.fromClient);
    forward(upstream, client, cut.fromServer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

function forward(from: Socket, to: Socket, limit: number): void {
  let left = limit;
  from.on('error', () => {});
  from.on('close', () => to.destroy());
  from.on('data', (chunk) => {
    const part = chunk.subarray(0, Math.max(0, left));
    left -= chunk.length;
    to.write(part, () => {
      if (left > 0) return;
      from.destroy();
      to.destroy();
    });
  });
}
