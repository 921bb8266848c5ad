import { connect as connectPlain } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { desc } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inboundMails } from '../../src/db/schema.ts';
import { listenSmtp } from '../../src/flows/inbound/listen-smtp.ts';
import type { ListenerLimits, SmtpListener } from '../../src/mail/in/smtp-listener.ts';
import { rawMail } from '../support/mails.ts';
import { until } from '../support/product.ts';
import { type SmtpTalk, talkTo } from '../support/smtp-talk.ts';
import { localhost } from '../support/tls.ts';
import { makeTray, type Tray } from '../support/tray.ts';

/** The SMTP listener with clients that break the rules: none gets more than its due, and the next one is served. */
let tray: Tray;
const open: { listeners: SmtpListener[]; talks: SmtpTalk[] } = { listeners: [], talks: [] };
const postmaster = 'postmaster@reply.agency.example';
const words = (subject: string) => rawMail({ To: postmaster, Subject: subject }, 'Good morning').toString('latin1');

beforeAll(async () => {
  tray = await makeTray({
    REPLY_DOMAIN: 'reply.agency.example',
    SMTP_LISTEN: '127.0.0.1:0',
    SMTP_LISTEN_CERT: localhost.certFile,
    SMTP_LISTEN_KEY: localhost.keyFile,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const talk of open.talks.splice(0)) talk.end();
  await Promise.all(open.listeners.splice(0).map((one) => one.close()));
});
afterAll(() => tray.close());

async function listen(limits: Partial<ListenerLimits> = {}): Promise<number> {
  const listener = (await listenSmtp(tray.app, { closeMs: 200, ...limits }))!;
  open.listeners.push(listener);
  return listener.port;
}

async function talk(port: number): Promise<SmtpTalk> {
  const one = await talkTo(port);
  open.talks.push(one);
  return one;
}

async function begin(port: number): Promise<SmtpTalk> {
  const one = await talk(port);
  for (const line of ['EHLO mail.northwind.example', 'MAIL FROM:<jo@northwind.example>', `RCPT TO:<${postmaster}>`])
    expect(await one.ask(line)).toMatch(/^250/);
  expect(await one.ask('DATA')).toMatch(/^354/);
  return one;
}

const count = () => tray.app.db.$count(inboundMails);
const latest = async () => (await tray.app.db.select().from(inboundMails).orderBy(desc(inboundMails.id)).limit(1))[0]!;

/** A listener that is well takes a mail. */
async function isWell(port: number): Promise<void> {
  const one = await begin(port);
  one.write(words('Well'));
  expect(await one.ask('.')).toMatch(/^250 2\.6\.0/);
}

describe('a client that is slow', () => {
  it('may give its mail byte by byte: nothing is lost, and nothing ends it early', async () => {
    const one = await talk(await listen());
    one.socket.setNoDelay(true);
    const body = `${words('Drop by drop')}..a dot\r\n...\r\n.b\n.\nc\r\n.\n\r.\r\n`;
    const stuffed = body.replaceAll('\r\n.', '\r\n..');
    const session = [
      'EHLO x\r\n',
      'MAIL FROM:<jo@northwind.example>\r\n',
      `RCPT TO:<${postmaster}>\r\n`,
      'DATA\r\n',
      `${stuffed}.\r\n`,
    ];
    for (const part of session) {
      for (const byte of Buffer.from(part, 'latin1')) {
        one.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await one.answer()).toMatch(/^[23]/);
    }
    expect(
      Buffer.from((await latest()).raw!)
        .subarray(-body.length)
        .toString('latin1'),
    ).toBe(body);
  });

  it('is cut when it never ends its command, its mail, or its handshake', async () => {
    // How long a session has lasted is told by these two.
    vi.useFakeTimers({ toFake: ['performance', 'setInterval'] });
    const port = await listen();
    const before = await count();
    const [inCommand, inMail, inHandshake] = [await talk(port), await begin(port), await talk(port)];
    expect(await inHandshake.ask('STARTTLS')).toMatch(/^220/);
    for (const one of [inCommand, inMail]) one.write('x');
    vi.advanceTimersByTime(15 * 60_000 + 1_000);
    await Promise.all([inCommand, inMail, inHandshake].map(({ closed }) => closed));
    expect(await count()).toBe(before);
    const again = await listen();
    await isWell(again);
  });

  it('that reads no answers does not fill our memory with them', async () => {
    const port = await listen();
    const socket = connectPlain(port, '127.0.0.1');
    socket.on('error', () => {});
    // Who speaks before the greeting is turned away; it is the last that this one reads.
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const noops = Buffer.from('NOOP\r\n'.repeat(10_000));
    let taken = 0;
    const give = (): void => {
      taken += 1;
      if (taken < 2_000 && socket.writable) socket.write(noops, give);
    };
    give();
    // As much as fits into both sockets is taken at once, then no more: 120 MB in all would be.
    let before = -1;
    await until('a stand-still', async () => {
      const stands = taken === before;
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return stands;
    });
    expect(taken).toBeLessThan(1_000);
    expect(socket.writable).toBe(true);
    socket.destroy();
    await isWell(port);
  });
});

describe('a client that does not speak SMTP', () => {
  it('is turned away when it speaks before it is greeted', async () => {
    const port = await listen();
    const before = await count();
    const socket = connectPlain(port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => {});
    socket.write(`EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\n${words('Early')}.\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(said).toMatch(/^421 /);
    expect(said).not.toMatch(/^[23]/m);
    expect(await count()).toBe(before);
  });

  it('is not borne, whatever it speaks, and nobody else suffers', async () => {
    const spoken: [string, string][] = [
      ['GET', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
      [
        'POST with a mail in it',
        `POST / HTTP/1.1\r\n\r\nMAIL FROM:<>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\nx\r\n.\r\n`,
      ],
      ['a TLS handshake', Buffer.from('16030100a5010000a10303', 'hex').toString('latin1').padEnd(170, '\u0001')],
      ['binary', '\0\u0001\u0002\0\r\n'.repeat(40)],
      ['a line of a megabyte', 'x'.repeat(1024 * 1024)],
    ];
    const port = await listen({ silentMs: 3_000 });
    const before = await count();
    const heard = await Promise.all(
      spoken.map(async ([name, bytes]) => {
        const one = await talk(port);
        one.write(Buffer.from(bytes, 'latin1'));
        await one.closed;
        return [name, one.said()];
      }),
    );
    const nothingGood = expect.not.stringMatching(/^[23]\d\d (?!reply\.agency\.example ESMTP)/m) as string;
    expect(heard).toEqual(spoken.map(([name]) => [name, nothingGood]));
    expect(await count()).toBe(before);
    await isWell(port);
  });

  it('finds no command but those of mail', async () => {
    const one = await talk(await listen());
    expect(await one.ask('EHLO x')).not.toMatch(/CHUNKING|BINARYMIME|AUTH|XCLIENT|ETRN|VRFY|EXPN/);
    for (const line of [
      'AUTH LOGIN',
      'AUTH PLAIN AGEAYg==',
      'BDAT 5 LAST',
      'XCLIENT ADDR=192.0.2.1',
      'WIZ x',
      'SHELL',
      'KILL',
      'ETRN x',
    ])
      expect([line, await one.ask(line)]).toEqual([line, expect.stringMatching(/^50[02] /)]);
  });
});

describe('a client that means to deceive', () => {
  const shake = (one: SmtpTalk): Promise<TLSSocket> => {
    one.socket.removeAllListeners('data');
    return new Promise((resolve, reject) => {
      const secure = connectTls({ socket: one.socket, rejectUnauthorized: false }, () => resolve(secure));
      secure.once('error', reject);
    });
  };
  const asked = (secure: TLSSocket, line: string): Promise<string> =>
    new Promise((resolve) => {
      secure.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      secure.write(`${line}\r\n`);
    });

  // CVE-2011-0411: what a stranger writes behind STARTTLS into the same packet would run as the client's own, under TLS.
  it('finds what it wrote behind STARTTLS gone after the handshake, and what it said before', async () => {
    const port = await listen();
    const before = await count();
    const one = await talk(port);
    await one.ask('EHLO evil.example');
    await one.ask('MAIL FROM:<before@evil.example>');
    one.write(
      `STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<ceo@agency.example>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\n${words('Injected')}.\r\n`,
    );
    expect(await one.answer()).toMatch(/^220/);
    const secure = await shake(one);
    expect(await asked(secure, `RCPT TO:<${postmaster}>`)).toMatch(/^503/);
    expect(await asked(secure, 'EHLO mail.northwind.example')).toMatch(/^250-(?!.*STARTTLS)/s);
    expect(await asked(secure, `RCPT TO:<${postmaster}>`)).toMatch(/^503/);
    secure.destroy();
    expect(await count()).toBe(before);
  });

  it('says a small size and gives a large mail: what counts is what comes', async () => {
    const port = await listen();
    const before = await count();
    const one = await talk(port);
    await one.ask('EHLO x');
    expect(await one.ask('MAIL FROM:<jo@northwind.example> SIZE=10')).toMatch(/^250/);
    await one.ask(`RCPT TO:<${postmaster}>`);
    await one.ask('DATA');
    const megabyte = Buffer.from(`${'x'.repeat(1022)}\r\n`.repeat(1024));
    for (let sent = 0; sent < 37; sent += 1)
      if (!one.socket.write(megabyte)) await new Promise((resolve) => one.socket.once('drain', resolve));
    expect(await one.ask('.')).toMatch(/^552/);
    expect(await count()).toBe(before);
    expect(await one.ask('MAIL FROM:<jo@northwind.example> SIZE=10 SIZE=20')).toMatch(/^501/);
  });

  it('writes no header of ours: not by its name, not by its address', async () => {
    const one = await talk(await listen());
    expect(await one.ask('EHLO a.example (unknown [192.0.2.66]) by')).toMatch(/^501/);
    expect(await one.ask('EHLO a\u0000b')).toMatch(/^501/);
    expect(await one.ask('EHLO [192.0.2.66]\u000bx')).toMatch(/^501/);
    expect(await one.ask('EHLO "x]"(unknown[192.0.2.66])')).toMatch(/^250/);
    await one.ask('MAIL FROM:<"a> b"@northwind.example>');
    await one.ask('RSET');
    expect(await one.ask('MAIL FROM:<jo@northwind.example>')).toMatch(/^250/);
    await one.ask(`RCPT TO:<${postmaster}>`);
    await one.ask('DATA');
    one.write(words('Named'));
    await one.ask('.');
    const [head = ''] = Buffer.from((await latest()).raw!)
      .toString()
      .split('\r\nFrom:');
    expect(head).toMatch(/^Return-Path: <jo@northwind\.example>\r\nDelivered-To: /);
    expect(head).toMatch(/Received: from x(unknown)?192\.0\.2\.66 \(unknown \[127\.0\.0\.1\]\)\r\n/);
  });

  it('is not helped by pipelining a second mail behind a refused first one', async () => {
    const port = await listen();
    const before = await count();
    const one = await talk(port);
    one.write(
      `EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<nobody@elsewhere.example>\r\nDATA\r\n${words('Nobody')}.\r\nQUIT\r\n`,
    );
    await one.closed;
    expect(one.said()).toMatch(/^550 5\.1\.1/m);
    expect(one.said()).toMatch(/^503/m);
    expect(await count()).toBe(before);
  });
});

describe('a client that is only unusual', () => {
  it('may write addresses in every script, and end its lines with LF alone', async () => {
    const port = await listen();
    const one = await talk(port);
    one.write('EHLO x\n');
    expect(await one.answer()).toMatch(/SMTPUTF8/);
    one.write(Buffer.from('MAIL FROM:<jörg@büro.example> BODY=8BITMIME SMTPUTF8\n'));
    expect(await one.answer()).toMatch(/^250/);
    one.write(Buffer.from('RCPT TO:<mära@reply.agency.example>\n'));
    expect(await one.answer()).toMatch(/^550/);
    one.write(`RCPT TO:<${postmaster}>\n`);
    expect(await one.answer()).toMatch(/^250/);
    await one.ask('DATA');
    one.write(words('Every script'));
    expect(await one.ask('.')).toMatch(/^250/);
    expect(Buffer.from((await latest()).raw!).toString()).toMatch(/^Return-Path: <jörg@büro\.example>\r\n/);
  });

  it('may hang up before it hears that we have its mail, and give it again', async () => {
    const port = await listen();
    const before = await count();
    const mail = words('Given twice');
    const one = await begin(port);
    one.write(`${mail}.\r\n`);
    one.socket.end();
    await until('the mail', async () => (await count()) === before + 1);
    const two = await begin(port);
    two.write(mail);
    expect(await two.ask('.')).toMatch(/^250 2\.6\.0/);
    expect(await count()).toBe(before + 1);
  });

  it('may go away anywhere: a half mail is none, whatever it ends with', async () => {
    const port = await listen();
    const before = await count();
    for (const end of ['', '\r\n', '\r\n.', '\r\n.\r', '\n.\n']) {
      const one = await begin(port);
      one.write(`${words('Half')}words${end}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      one.end();
      await one.closed;
    }
    await isWell(port);
    expect(await count()).toBe(before + 1);
  });

  it('may come often: who is over the limit is told so, and has room once others have gone', async () => {
    const port = await listen({ clientsOfOneAddress: 3 });
    const talks = await Promise.all(Array.from({ length: 10 }, () => talk(port)));
    const greeted = talks.filter((one) => one.said().startsWith('220'));
    expect(greeted.length).toBeLessThanOrEqual(3);
    expect(talks.filter((one) => one.said().startsWith('421')).length).toBe(10 - greeted.length);
    for (const one of talks) one.end();
    await Promise.all(talks.map(({ closed }) => closed));
    await until('room', async () => {
      const one = await talk(port);
      const isIn = one.said().startsWith('220');
      one.end();
      return isIn;
    });
  });
});
