import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSmtp } from '../../../src/mail/out/smtp.ts';
import { openSession } from '../../../src/mail/out/smtp-session.ts';
import type { Answer, Transport } from '../../../src/mail/out/transport.ts';
import { makeGate } from '../../support/gate.ts';
import { openSmtpSink, type SinkManners } from '../../support/smtp-sink.ts';
import { makeHandover, makeLetter } from './letters.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(manners: SinkManners = {}, server: Parameters<typeof openSmtpSink>[1] = {}, query = '') {
  const sink = await openSmtpSink(manners, server);
  open.push(sink);
  const transport = openSmtp({ url: `${sink.url}/?maxConnections=1&${query}` });
  open.push(transport);
  return { sink, transport };
}

async function send(transport: Transport, n: number): Promise<Answer> {
  return (await transport.handOver(makeHandover(transport, [makeLetter(n)])))[0]!;
}

/** A server that says what it is told to, and keeps what it hears. */
async function startScript(
  say: (heard: string, socket: Socket) => string | null,
  options: Partial<Parameters<typeof openSmtp>[0]> = {},
) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard.push(chunk.toString('latin1'));
      const answer = say(heard.at(-1)!, socket);
      if (answer !== null) socket.write(answer);
    });
    socket.write('220 script.example ESMTP\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `smtp://127.0.0.1:${port}/?maxConnections=1&socketTimeout=60000`;
  const transport = openSmtp({ url, ...options });
  open.push(server, transport);
  return { heard, transport, port };
}

const hello = '250-script.example\r\n250-PIPELINING\r\n250 SIZE 100000\r\n';

describe('a connection', () => {
  it.each([true, false])('goes on after a refusal; pipelining: %s', async (offered) => {
    const { sink, transport } = await start(
      {
        mailFrom: (address) => (address.startsWith('b+') && sink.received.length === 2 ? [451, '4.7.1 Later'] : null),
        rcptTo: (address) => (address.startsWith('jo2@') ? [550, '5.1.1 No such user'] : null),
        data: (letter) => (letter.to[0]!.startsWith('jo3@') ? [554, '5.7.1 No'] : null),
      },
      { hidePIPELINING: !offered },
    );
    const kinds: string[] = [];
    for (const n of [1, 2, 3, 4]) kinds.push((await send(transport, n)).kind);
    expect(kinds).toEqual(['accepted', 'rejected', 'rejected', 'deferred']);
    sink.manners.mailFrom = undefined;
    expect((await send(transport, 5)).kind).toBe('accepted');
    expect(sink.letters.flatMap((one) => one.to)).toEqual(['jo1@northwind.example', 'jo5@northwind.example']);
    expect(sink.connections()).toBe(1);
  });

  it('outlives the time in which a server had to greet', async () => {
    const { sink, transport } = await start(
      {},
      { hideSTARTTLS: false },
      'requireTLS=true&tls.rejectUnauthorized=false&greetingTimeout=30000',
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    expect((await send(transport, 1)).kind).toBe('accepted');
    vi.advanceTimersByTime(60_000);
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(sink.connections()).toBe(1);
  });

  it('sends no second letter to a server that takes a bare line end for one', async () => {
    const { sink } = await start();
    const session = await openSession({ host: '127.0.0.1', port: sink.port, ignoreTLS: true, logger: false });
    const smuggled = 'Subject: one\r\n\r\nHello\n.\nMAIL FROM:<x@example.com>\r.\r\n..\r\n.x';
    await session.carry({ from: 'a@agency.example', to: 'jo@northwind.example' }, Buffer.from(smuggled), () => {});
    session.close();
    expect(sink.letters.map((one) => one.raw.toString())).toEqual([
      'Subject: one\r\n\r\nHello\r\n.\r\nMAIL FROM:<x@example.com>\r\n.\r\n..\r\n.x\r\n',
    ]);
  });

  it.each([
    [{ from: 'a@agency.example>\r\nDATA', to: 'jo@northwind.example' }],
    [{ from: 'a@agency.example', to: 'jo@northwind.example>\r\nRCPT TO:<other@northwind.example' }],
  ])('lets no address say a command: %j', async (envelope) => {
    const { sink } = await start();
    const session = await openSession({ host: '127.0.0.1', port: sink.port, ignoreTLS: true, logger: false });
    await expect(session.carry(envelope, Buffer.from('x'), () => {})).rejects.toMatchObject({ code: 'EENVELOPE' });
    expect(session.isOpen).toBe(true);
    session.close();
    expect(sink.received).toEqual([]);
  });
});

describe('replies', () => {
  it('are understood in pieces, in several lines and in UTF-8', async () => {
    const { transport } = await startScript((heard, socket) => {
      if (heard.startsWith('EHLO')) return hello;
      if (heard.startsWith('MAIL')) {
        const bytes = Buffer.from('250-one\r\n250 two\r\n250 ok\r\n354 go\r\n');
        [...bytes].forEach((byte, at) => setTimeout(() => socket.write(Buffer.from([byte])), at));
        return null;
      }
      return heard.endsWith('\r\n.\r\n') ? '250-2.0.0 gr\u00fc\u00dfe\r\n250 queued as AB12\r\n' : null;
    });
    expect(await send(transport, 1)).toEqual({
      kind: 'accepted',
      providerId: 'AB12',
      response: '250-2.0.0 grüße\n250 queued as AB12',
    });
  });

  it('that nobody asked for end the connection before they answer the wrong command', async () => {
    const sockets: Socket[] = [];
    let greeted = 0;
    const { transport, heard } = await startScript((said, socket) => {
      if (said.startsWith('EHLO')) {
        greeted += 1;
        sockets.push(socket);
        return hello;
      }
      return said.startsWith('MAIL') ? '250 ok\r\n250 ok\r\n354 go\r\n' : '250 taken\r\n';
    });
    expect((await send(transport, 1)).kind).toBe('accepted');
    const hungUp = once(sockets[0]!, 'close');
    sockets[0]!.write('250 and another\r\n');
    await hungUp;
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(greeted).toBe(2);
    expect(heard.filter((one) => one.endsWith('\r\n.\r\n'))).toHaveLength(2);
  });

  it('that come with the answer to a letter and belong to none end the connection', async () => {
    let greeted = 0;
    const { transport, heard } = await startScript((said) => {
      if (said.startsWith('EHLO')) {
        greeted += 1;
        return hello;
      }
      if (said.startsWith('MAIL')) return '250 ok\r\n250 ok\r\n354 go\r\n';
      return greeted === 1 ? '250 taken\r\n250 and another\r\n' : '250 taken\r\n';
    });
    expect((await send(transport, 1)).kind).toBe('accepted');
    expect((await send(transport, 2)).kind).toBe('accepted');
    expect(greeted).toBe(2);
    expect(heard.filter((one) => one.endsWith('\r\n.\r\n'))).toHaveLength(2);
  });

  it('that say "go on" to a whole letter leave it unknown', async () => {
    const { transport } = await startScript((said) => {
      if (said.startsWith('EHLO')) return hello;
      return said.startsWith('MAIL') ? '250 ok\r\n250 ok\r\n354 go\r\n' : '354 go\r\n';
    });
    expect(await send(transport, 1)).toMatchObject({ kind: 'unknown' });
  });

  it('that want a letter for nobody get none', async () => {
    const { transport, heard } = await startScript((said) => {
      if (said.startsWith('EHLO')) return hello;
      return said.startsWith('MAIL') ? '250 ok\r\n550 5.1.1 unknown\r\n354 go\r\n' : null;
    });
    expect(await send(transport, 1)).toMatchObject({ kind: 'rejected', code: 'recipient_rejected' });
    expect(heard.at(-1)).toMatch(/^MAIL FROM/);
  });

  it('that are none, or never end, leave nothing certain once the letter has left', async () => {
    for (const nonsense of ['what?\r\n', `250-${'x'.repeat(80_000)}`]) {
      const { transport } = await startScript((said) => {
        if (said.startsWith('EHLO')) return hello;
        return said.startsWith('MAIL') ? '250 ok\r\n250 ok\r\n354 go\r\n' : said.endsWith('.\r\n') ? nonsense : null;
      });
      expect(await send(transport, 1)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('name the size that is too large before anything leaves', async () => {
    const { transport, heard } = await startScript((said) => (said.startsWith('EHLO') ? hello : null));
    const letter = makeLetter(1, { html: 'x'.repeat(200_000) });
    expect((await transport.handOver(makeHandover(transport, [letter])))[0]).toMatchObject({
      kind: 'rejected',
      code: 'content_rejected',
    });
    expect(heard).toHaveLength(1);
  });
});

describe('the next letter', () => {
  const yes = '250 ok\r\n250 ok\r\n354 go\r\n';
  const end = '\r\n.\r\n';
  const isEnvelope = (said: string) => said.startsWith('MAIL');
  const together = (transport: Transport, numbers: number[]) =>
    Promise.all(numbers.map((n) => send(transport, n))).then((answers) => answers.map((one) => one.kind));

  it('is announced behind the letter before, and its bytes wait for the word to go on', async () => {
    const { transport, heard } = await startScript((said) => {
      if (said.startsWith('EHLO')) return hello;
      if (isEnvelope(said)) return yes;
      return said.includes(`${end}MAIL`) ? `250 taken\r\n${yes}` : '250 taken\r\n';
    });
    expect(await together(transport, [1, 2, 3])).toEqual(['accepted', 'accepted', 'accepted']);
    const [, first, ...rest] = heard;
    expect(first).toMatch(/^MAIL FROM:.*\r\nRCPT TO:<jo1@.*\r\nDATA\r\n$/);
    expect(rest.map((one) => one.slice(one.indexOf(end) + end.length))).toEqual([
      expect.stringMatching(/^MAIL FROM:.*\r\nRCPT TO:<jo2@.*\r\nDATA\r\n$/),
      expect.stringMatching(/^MAIL FROM:.*\r\nRCPT TO:<jo3@.*\r\nDATA\r\n$/),
      '',
    ]);
  });

  it('never comes between the envelope of another letter and its bytes', async () => {
    const { sink } = await start();
    const session = await openSession({ host: '127.0.0.1', port: sink.port, ignoreTLS: true, logger: false });
    const begun: string[] = [];
    const carry = (to: string) =>
      session.carry({ from: 'a@agency.example', to }, Buffer.from(`Subject: ${to}\r\n\r\n`), () => begun.push(to));
    const first = carry('jo1@northwind.example');
    await expect(carry('jo2@northwind.example')).rejects.toMatchObject({ code: 'ECONNECTION' });
    await first;
    session.close();
    expect(begun).toEqual(['jo1@northwind.example']);
    expect(sink.received.map(({ raw }) => raw.toString())).toEqual(['Subject: jo1@northwind.example\r\n\r\n']);
  });

  it('waits where the server offers no PIPELINING', async () => {
    const { sink, transport } = await start({}, { hidePIPELINING: true });
    expect(await together(transport, [1, 2, 3, 4, 5])).toEqual(Array(5).fill('accepted'));
    expect(sink.letters).toHaveLength(5);
  });

  it('is not touched by what becomes of the one before', async () => {
    const { sink, transport } = await start({
      rcptTo: (address) => (address.startsWith('jo4@') ? [550, '5.1.1 No such user'] : null),
      data: ({ to }) =>
        to[0]!.startsWith('jo2@') ? [554, '5.7.1 No'] : to[0]!.startsWith('jo6@') ? [451, '4.3.0 Later'] : null,
    });
    expect(await together(transport, [1, 2, 3, 4, 5, 6, 7])).toEqual([
      'accepted',
      'rejected',
      'accepted',
      'rejected',
      'accepted',
      'deferred',
      'accepted',
    ]);
    expect(sink.letters.flatMap(({ to }) => to)).toEqual([1, 3, 5, 7].map((n) => `jo${n}@northwind.example`));
    expect(sink.connections()).toBe(1);
  });

  it('goes over a new connection where the server hangs up after the one before', async () => {
    let greeted = 0;
    const { transport, heard } = await startScript((said, socket) => {
      if (said.startsWith('EHLO')) {
        greeted += 1;
        return hello;
      }
      if (isEnvelope(said)) return yes;
      if (greeted === 1) socket.end('250 taken\r\n421 4.7.0 that is enough\r\n');
      return greeted === 1 ? null : '250 taken\r\n';
    });
    expect(await together(transport, [1, 2])).toEqual(['accepted', 'accepted']);
    expect(greeted).toBe(2);
    expect(heard.filter((said) => said.includes(end))).toHaveLength(2);
  });

  it('is not begun on a reply that was one too many for the letter before', async () => {
    let greeted = 0;
    const { transport, heard } = await startScript((said) => {
      if (said.startsWith('EHLO')) {
        greeted += 1;
        return hello;
      }
      if (isEnvelope(said)) return yes;
      return said.includes(`${end}MAIL`) ? `250 taken\r\n250 and again\r\n${yes}` : '250 taken\r\n';
    });
    expect(await together(transport, [1, 2])).toEqual(['accepted', 'accepted']);
    expect(greeted).toBe(2);
    expect(heard.filter((said) => said.includes(end))).toHaveLength(2);
  });

  it.each([503, 554])('waits for good where the server has no use for its envelope: %d', async (code) => {
    const { transport, heard } = await startScript((said) => {
      if (said.startsWith('EHLO')) return hello;
      if (said.includes(`${end}MAIL`)) return `250 taken\r\n${code} MAIL?\r\n503 RCPT?\r\n503 DATA?\r\n`;
      return said.startsWith('RSET') ? `250 ok\r\n${yes}` : isEnvelope(said) ? yes : '250 taken\r\n';
    });
    expect(await together(transport, [1, 2, 3, 4])).toEqual(Array(4).fill('accepted'));
    expect(heard.filter((said) => said.includes(`${end}MAIL`))).toHaveLength(1);
  });

  it('has its whole time from the moment it begins', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // Each letter that has come; its answer takes 400 ms of a time that is the test's own.
    const come = [makeGate(), makeGate()];
    let count = 0;
    let answer = (): void => {};
    const { transport } = await startScript(
      (said, socket) => {
        if (said.startsWith('EHLO')) return hello;
        if (isEnvelope(said)) return yes;
        answer = () => socket.write(said.includes(`${end}MAIL`) ? `250 taken\r\n${yes}` : '250 taken\r\n');
        come[count]?.open();
        count += 1;
        return null;
      },
      { deadlineMs: 600 },
    );
    const answers = together(transport, [1, 2, 3]);
    for (const { opened } of come) {
      await opened;
      vi.advanceTimersByTime(400);
      answer();
    }
    expect(await answers).toEqual(['accepted', 'accepted', 'refused']);
  });

  it('whose time is over before it begins leaves the one before alone, and does not begin', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [bothCome, hungUp] = [makeGate(), makeGate()];
    let rest = '';
    let answer = (): void => {};
    const { transport } = await startScript(
      (said, socket) => {
        if (said.startsWith('EHLO')) return '250-script.example\r\n250 PIPELINING\r\n';
        if (isEnvelope(said)) return yes;
        rest += said;
        if (!rest.endsWith('DATA\r\n')) return null;
        socket.once('close', hungUp.open);
        answer = () => socket.write(`250 taken\r\n${yes}`);
        bothCome.open();
        return null;
      },
      { deadlineMs: 300 },
    );
    // A second more for each 50 kB beyond a megabyte of it on the wire.
    const large = makeHandover(transport, [makeLetter(1, { html: 'x'.repeat(800_000) })]);
    const [first, second] = [transport.handOver(large), send(transport, 2)];
    await bothCome.opened;
    vi.advanceTimersByTime(300);
    expect(await second).toMatchObject({ kind: 'refused' });
    answer();
    expect(await first).toMatchObject([{ kind: 'accepted' }]);
    await hungUp.opened;
    expect(rest.split(end)).toHaveLength(2);
    expect(rest.endsWith('DATA\r\n')).toBe(true);
  });
});
