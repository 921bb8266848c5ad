import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { desc, eq } from 'drizzle-orm';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inboundMails } from '../../src/db/schema.ts';
import { listenSmtp, receiveFromSmtp } from '../../src/flows/inbound/listen-smtp.ts';
import type { ListenerLimits, SmtpListener } from '../../src/mail/in/smtp-listener.ts';
import { answerTo, rawMail } from '../support/mails.ts';
import { type SmtpTalk, talkTo } from '../support/smtp-talk.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/tls');
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-listen-'));
const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
const open: { listeners: SmtpListener[]; talks: SmtpTalk[] } = { listeners: [], talks: [] };
let tray: Tray;

beforeAll(async () => {
  copyFileSync(path.join(fixtures, 'localhost.crt'), cert);
  copyFileSync(path.join(fixtures, 'localhost.key'), key);
  tray = await makeTray({
    REPLY_DOMAIN: 'reply.agency.example',
    SMTP_LISTEN: '127.0.0.1:0',
    SMTP_LISTEN_CERT: cert,
    SMTP_LISTEN_KEY: key,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const talk of open.talks.splice(0)) talk.end();
  await Promise.all(open.listeners.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await tray.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(limits: Partial<ListenerLimits> = {}): Promise<number> {
  const listener = (await listenSmtp(tray.app, { closeMs: 200, ...limits }))!;
  open.listeners.push(listener);
  return listener.port;
}

async function talk(port: number, hello = 'EHLO mail.northwind.example'): Promise<SmtpTalk> {
  const one = await talkTo(port);
  open.talks.push(one);
  if (hello !== '') await one.ask(hello);
  return one;
}

const postmaster = 'postmaster@reply.agency.example';
const begin = async (port: number, to = postmaster) => {
  const one = await talk(port);
  expect(await one.ask('MAIL FROM:<jo@northwind.example>')).toMatch(/^250/);
  expect(await one.ask(`RCPT TO:<${to}>`)).toMatch(/^250/);
  expect(await one.ask('DATA')).toMatch(/^354/);
  return one;
};
const count = () => tray.app.db.$count(inboundMails);
const latest = async () => (await tray.app.db.select().from(inboundMails).orderBy(desc(inboundMails.id)).limit(1))[0]!;
const words = (subject: string) => rawMail({ To: postmaster, Subject: subject }, 'Good morning').toString('latin1');

describe('a mail server hands over a mail', () => {
  it('takes an answer in as the reply it is, over STARTTLS, to a signed address that stands in Bcc only', async () => {
    const jo = await tray.someone();
    const port = await listen();
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    });
    const raw = answerTo(jo, 'Who would do the work?', {
      To: 'mara@agency.example',
      'In-Reply-To': null,
      References: null,
    });
    const sent = await transport.sendMail({
      envelope: { from: jo.email, to: [jo.outgoing.replyTo.address.toUpperCase()] },
      raw,
    });
    expect(sent.response).toMatch(/^250 2\.6\.0 Taken as [0-9a-f-]{36}$/);
    const row = await latest();
    expect(row).toMatchObject({ source: 'smtp', kind: 'reply', state: 'handled', matchedBy: 'reply_token' });
    const stored = Buffer.from(row.raw!).toString();
    expect(stored).toMatch(
      /^Return-Path: <jo\d+@northwind\d+\.example>\r\nDelivered-To: .*\r\nReceived: from \S+ \(unknown \[127\.0\.0\.1\]\)\r\n\tby reply\.agency\.example with ESMTPS id /,
    );
    expect(stored.endsWith(raw.toString())).toBe(true);
  });

  it('shows a renewed certificate to the next session', async () => {
    const port = await listen();
    const shown = async () => {
      const one = await talk(port);
      await one.ask('STARTTLS');
      one.socket.removeAllListeners('data');
      return new Promise<string>((resolve) => {
        const secure = connect({ socket: one.socket, rejectUnauthorized: false }, () => {
          resolve(secure.getPeerCertificate().fingerprint256);
          secure.destroy();
        });
      });
    };
    const first = await shown();
    expect(await shown()).toBe(first);
    copyFileSync(path.join(fixtures, 'renewed.crt'), cert);
    const later = Date.now() / 1000 + 60;
    utimesSync(cert, later, later);
    expect(await shown()).not.toBe(first);
  });

  it('takes the same mail once: handed over twice, and through another door', async () => {
    const jo = await tray.someone();
    const port = await listen();
    const raw = answerTo(jo, 'Twice is once.');
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    const send = () => transport.sendMail({ envelope: { from: jo.email, to: [jo.outgoing.replyTo.address] }, raw });
    const before = await count();
    const [first, second] = [await send(), await send()];
    expect(second.response).toBe(first.response);
    expect(await count()).toBe(before + 1);
    const again = await tray.receive(raw);
    expect(again.threadId).toBe((await latest()).threadId);
    const marked = (await tray.inbound(again.id)).evidence;
    expect(marked).toContain('same_mail_came_before');
  });

  it('keeps every byte: 8-bit text, bare line feeds, NUL, dots, a line of a megabyte', async () => {
    const port = await listen();
    const body = Buffer.concat([
      Buffer.from(words('Bytes'), 'latin1'),
      Buffer.from('a\nb\0c\r\n..two dots\r\nGrüße 早上好\r\n'),
      Buffer.alloc(1024 * 1024, 'x'),
      Buffer.from('\r\n'),
    ]);
    const one = await talk(port);
    await one.ask('MAIL FROM:<jo@northwind.example> BODY=8BITMIME SMTPUTF8');
    await one.ask(`RCPT TO:<${postmaster}>`);
    await one.ask('DATA');
    one.write(Buffer.from(body.toString('latin1').replaceAll('\r\n.', '\r\n..'), 'latin1'));
    expect(await one.ask('.')).toMatch(/^250/);
    const stored = Buffer.from((await latest()).raw!);
    expect(stored.subarray(-body.byteLength).equals(body)).toBe(true);
  });

  it('notes who handed it over, so that SPF can be judged, whatever the client calls itself', async () => {
    const lookUp = async (name: string, type: string) => {
      if (type === 'TXT' && name === 'northwind.example') return [['v=spf1 ip4:192.0.2.7 -all']];
      throw Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
    };
    const app = { ...tray.app, dns: lookUp };
    const envelope = { from: 'jo@northwind.example', to: [postmaster], helo: '[192.0.2.7] by x', secure: false };
    const judged = async (ip: string) => {
      const { id } = await receiveFromSmtp(app, Buffer.from(words(`From ${ip}`)), { ...envelope, ip });
      return (await tray.inbound(id)).authentication;
    };
    expect(await judged('192.0.2.7')).toMatchObject({ domain: 'northwind.example', spf: 'pass' });
    expect(await judged('198.51.100.9')).toMatchObject({ spf: 'fail' });
    expect(await judged('2001:db8::1')).toMatchObject({ spf: 'fail' });
  });

  it('takes several mails in one session, and commands that come all at once', async () => {
    const port = await listen();
    const one = await talk(port);
    const before = await count();
    const mail = (subject: string) => `MAIL FROM:<>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\n${words(subject)}.\r\n`;
    one.write(`${mail('One')}${mail('Two')}QUIT\r\n`);
    await one.closed;
    expect(one.said().match(/^250 2\.6\.0/gm)).toHaveLength(2);
    expect(await count()).toBe(before + 2);
  });
});

describe('whom it takes mail for', () => {
  it('knows the forms of our addresses, good or forged, and nothing else: it relays nothing', async () => {
    const one = await talk(await listen());
    await one.ask('MAIL FROM:<jo@northwind.example>');
    const token = `a${'b'.repeat(42)}`;
    for (const local of [
      `r+${token}`,
      `R=${token.toUpperCase()}`,
      `unsubscribe-${token}`,
      `b+${token.slice(0, 20)}`,
      'r',
      token,
      'abuse',
    ])
      expect([local, await one.ask(`RCPT TO:<${local}@Reply.Agency.example>`)]).toEqual([
        local,
        expect.stringMatching(/^250/),
      ]);
    for (const address of [
      'mara@reply.agency.example',
      `r+${token}@agency.example`,
      `r+${token}@northwind.example`,
      `r+${token}%northwind.example@reply.agency.example`,
      `northwind.example!r+${token}@reply.agency.example`,
      `"r+${token}@northwind.example"@reply.agency.example`,
      `@relay.example:r+${token}@northwind.example`,
    ])
      expect([address, await one.ask(`RCPT TO:<${address}>`)]).toEqual([
        address,
        expect.stringMatching(/^5(50 5\.1\.1|01 5\.1\.3)/),
      ]);
  });

  it('leaves a forged token for a person to look at', async () => {
    const one = await begin(await listen(), `r+a${'c'.repeat(42)}@reply.agency.example`);
    one.write(words('Forged'));
    expect(await one.ask('.')).toMatch(/^250/);
    expect(await latest()).toMatchObject({ subject: 'Forged', state: 'unmatched', contactId: null });
  });

  it('says no version, knows no log-in, and tells nobody who is here', async () => {
    const one = await talk(await listen(), '');
    expect(one.said()).toMatch(/^220 reply\.agency\.example ESMTP ready\r\n$/);
    const hello = await one.ask('EHLO mail.northwind.example');
    expect(hello).not.toMatch(/AUTH|node/i);
    expect(hello).toMatch(/SIZE 37748736[\s\S]*STARTTLS|STARTTLS[\s\S]*SIZE 37748736/);
    expect(await one.ask('AUTH PLAIN AGEAYg==')).toMatch(/^50[02]/);
    expect(await one.ask(`VRFY ${postmaster}`)).toMatch(/^252/);
    expect(await one.ask('EXPN staff')).toMatch(/^50[02]/);
  });
});

describe('what it does not take', () => {
  it('refuses a mail beyond its size: when announced, and when it turns out so', async () => {
    const port = await listen();
    const announced = await talk(port);
    expect(await announced.ask('MAIL FROM:<jo@northwind.example> SIZE=37748737')).toMatch(/^552 5\.3\.4/);
    const before = await count();
    const one = await begin(port);
    const megabyte = Buffer.from(`${'x'.repeat(1022)}\r\n`.repeat(1024));
    for (let sent = 0; sent < 37; sent += 1)
      if (!one.socket.write(megabyte)) await new Promise((resolve) => one.socket.once('drain', resolve));
    expect(await one.ask('.')).toMatch(/^552 5\.3\.4/);
    expect(await one.ask('NOOP')).toMatch(/^250/);
    expect(await count()).toBe(before);
  });

  it('says try again while it cannot store, and takes it then', async () => {
    const broken = {
      ...tray.app,
      db: new Proxy(tray.app.db, {
        get: () => () => {
          throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        },
      }),
    };
    const listener = (await listenSmtp(broken, { closeMs: 200 }))!;
    open.listeners.push(listener);
    const one = await begin(listener.port);
    one.write(words('Later'));
    expect(await one.ask('.')).toMatch(/^451 4\.3\.0/);
    const two = await begin(await listen());
    two.write(words('Later'));
    expect(await two.ask('.')).toMatch(/^250/);
    expect(await latest()).toMatchObject({ subject: 'Later' });
  });

  it('keeps no more of unfinished mails in memory than it may', async () => {
    const one = await begin(await listen({ heldBytes: 64 * 1024 }));
    one.write(`${words('Much')}${`${'x'.repeat(70)}\r\n`.repeat(2000)}`);
    expect(await one.ask('.')).toMatch(/^452/);
    expect(await one.ask('RSET')).toMatch(/^250/);
  });

  it('takes a mail that breaks off for none', async () => {
    const before = await count();
    const one = await begin(await listen());
    one.write(words('Half'));
    one.end();
    await one.closed;
    expect(await count()).toBe(before);
  });

  // SMTP smuggling: what one server takes for the end of a mail and another does not.
  it.each(['\n.\n', '\r\n.\n', '\n.\r\n', '\r.\r', '\r\n.\r', '\r\n\0.\r\n'])(
    'ends no mail at %j, so that nothing is smuggled behind it',
    async (ending) => {
      const before = await count();
      const one = await begin(await listen());
      one.write(
        `${words('Smuggled')}first${ending}MAIL FROM:<ceo@agency.example>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\n${words('Inner')}`,
      );
      expect(await one.ask('.')).toMatch(/^250 2\.6\.0/);
      expect(await one.ask('NOOP')).toMatch(/^250/);
      expect(await count()).toBe(before + 1);
      expect(await latest()).toMatchObject({ subject: 'Smuggled' });
    },
  );

  it('lets nothing said before STARTTLS count after it', async () => {
    const one = await talk(await listen());
    one.write('STARTTLS\r\nMAIL FROM:<jo@northwind.example>\r\n');
    expect(await one.answer()).toMatch(/^220/);
    one.socket.removeAllListeners('data');
    const secure = connect({ socket: one.socket, rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    const said = once(secure, 'data');
    // Its own answer is the first: none came for what stood behind STARTTLS, and nothing of it is remembered.
    secure.write(`RCPT TO:<${postmaster}>\r\n`);
    expect(String(await said)).toMatch(/^503/);
    secure.destroy();
    expect(one.said()).not.toMatch(/250 2\.1\.0/);
  });
});

describe('clients that behave badly', () => {
  it('ends a session of nonsense, and of lines without an end', async () => {
    const port = await listen();
    const one = await talk(port);
    for (let line = 0; line < 12; line += 1) one.write(`\u0001\u0002 nonsense ${line}\r\n`);
    await one.closed;
    expect(one.said()).toMatch(/^421/m);
    const endless = await talk(port);
    endless.write('MAIL FROM:<'.padEnd(100_000, 'x'));
    await endless.closed;
    const wrong = await talk(port);
    for (const line of [
      'MAIL',
      'MAIL FROM',
      'RCPT TO:<>',
      'DATA',
      'MAIL FROM:<a b@c>',
      'MAIL FROM:<a@b> SIZE=-1',
      'BDAT 5',
    ])
      expect([line, await wrong.ask(line)]).toEqual([line, expect.stringMatching(/^50[0-9]/)]);
  });

  it('cuts who says nothing, and who says too little for too long', async () => {
    const silent = await begin(await listen({ silentMs: 3_000 }));
    await silent.closed;
    // How long a session has lasted is told by these two.
    vi.useFakeTimers({ toFake: ['performance', 'setInterval'] });
    const port = await listen();
    const [slow, quicker] = [await begin(port), await begin(port)];
    slow.write('x');
    vi.advanceTimersByTime(14 * 60_000);
    quicker.write(words('Within its time'));
    expect(await quicker.ask('.')).toMatch(/^250/);
    slow.write('x');
    vi.advanceTimersByTime(61_000);
    await slow.closed;
    expect(slow.said()).toMatch(/^421/m);
  });

  it('has room for so many sessions, of one address for fewer, and for so many recipients', async () => {
    const all = await listen({ clients: 2 });
    await talk(all);
    await talk(all);
    expect((await talk(all, '')).said()).toMatch(/^421/);
    const each = await listen({ clientsOfOneAddress: 1 });
    await talk(each);
    expect((await talk(each, '')).said()).toMatch(/^421/);
    const one = await talk(await listen({ recipients: 2 }));
    await one.ask('MAIL FROM:<jo@northwind.example>');
    await one.ask('RCPT TO:<r+1@reply.agency.example>');
    await one.ask('RCPT TO:<r+2@reply.agency.example>');
    expect(await one.ask('RCPT TO:<r+3@reply.agency.example>')).toMatch(/^452 4\.5\.3/);
  });

  it('ends a mail in hand before it closes, and takes no further session', async () => {
    const port = await listen({ closeMs: 5_000 });
    const one = await begin(port);
    one.write(words('Last'));
    const [listener] = open.listeners.splice(0);
    const closed = listener!.close();
    expect(await one.ask('.')).toMatch(/^250 2\.6\.0/);
    one.write('QUIT\r\n');
    await closed;
    expect(await latest()).toMatchObject({ subject: 'Last' });
    const refused = await talkTo(port);
    expect(refused.said()).toBe('');
  });
});

it('is off unless it is asked for', async () => {
  const { db } = tray.app;
  expect(await listenSmtp({ ...tray.app, config: { ...tray.app.config, smtpListen: null } })).toBeNull();
  expect(await db.$count(inboundMails, eq(inboundMails.source, 'imap'))).toBe(0);
});
