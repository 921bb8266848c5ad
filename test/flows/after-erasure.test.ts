import { gzipSync } from 'node:zlib';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  houseMails,
  imports,
  messageEvents,
  providerEvents,
  replies,
  threadDrafts,
} from '../../src/db/schema.ts';
import { eraseContact } from '../../src/flows/contacts/erase-person.ts';
import { receiveResendEvent } from '../../src/flows/inbound/handle-webhook.ts';
import { handOverLetters } from '../../src/flows/letters/hand-over-letters.ts';
import { takeRefusals } from '../../src/flows/letters/take-refusals.ts';
import type { Answer } from '../../src/mail/out/transport.ts';
import { readResendEvent } from '../../src/mail/resend-webhook.ts';
import { noon } from '../support/api.ts';
import { answerTo, awayFrom, bounceOf, complaintOf, type LeftLetter, rawMail } from '../support/mails.ts';
import { dumpTables } from '../support/table-dump.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
let jo: LeftLetter;
let lena: { contactId: string; enrollmentId: string; email: string };
beforeEach(async () => {
  tray = await makeTray();
  jo = await tray.someone();
  await tray.app.pool.query("update contacts set first_name = 'Jo', last_name = 'Brandt' where id = $1", [
    jo.contactId,
  ]);
  lena = await tray.colleagueOf(jo);
});
afterEach(() => tray.close());

const erase = () => eraseContact(tray.app, 'test', jo.contactId);

async function traces(pattern: RegExp = new RegExp(`${jo.email}|Brandt|half-marathon`, 'i')): Promise<string[]> {
  const found: string[] = [];
  for (const [table, rows] of await dumpTables(tray.app.pool))
    for (const row of rows) if (pattern.test(row)) found.push(`${table}: ${row.slice(0, 300)}`);
  return found;
}

const base64 = (text: string) => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\n');

/** A mail with attachments, each in base64. */
function withAttachments(headers: Record<string, string>, text: string, ...files: { type: string; body: Buffer }[]) {
  const parts = files.map(
    ({ type, body }, index) =>
      `--edge\nContent-Type: ${type}; name="file${index}"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="file${index}"\n\n${body
        .toString('base64')
        .replaceAll(/.{76}/g, '$&\n')}\n`,
  );
  return rawMail(
    { ...headers, 'Content-Type': 'multipart/mixed; boundary="edge"' },
    `--edge\nContent-Type: text/plain; charset=utf-8\n\n${text}\n${parts.join('')}--edge--`,
  );
}

describe('after a person was erased', () => {
  it('the late answer of a provider is recorded by its codes alone', async () => {
    const { app } = tray;
    const said: Answer = { kind: 'unknown', code: 'timeout', text: `550 5.1.1 <${jo.email}> Jo Brandt unknown` };
    await app.pool.query(
      "update messages set state = 'sending', lease_until = now() + interval '1 minute', leased_by = $2, accepted_at = null where id = $1",
      [jo.messageId, app.processId],
    );
    app.transport = { ...app.transport, batchSize: 1, concurrency: 1, handOver: () => erase().then(() => [said]) };
    const letter = { id: jo.messageId, envelopeFrom: 'b@reply.agency.example', to: jo.email };
    await handOverLetters(
      app,
      [{ id: uuidv7(), key: 'k', letters: [letter], bytes: Buffer.from('x'), stored: false }],
      noon,
    );
    expect(await tray.letter(jo.messageId)).toMatchObject({
      state: 'uncertain',
      errorCode: 'timeout',
      errorText: '550 5.1.1',
    });
    const events = await app.db.select().from(messageEvents);
    expect(events).toMatchObject([{ kind: 'uncertain', detail: '550 5.1.1' }]);
    await takeRefusals(app, [{ messageId: jo.messageId, text: `550 5.1.1 <${jo.email}> user unknown` }], noon);
    expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'bounced', bounceSeverity: 'hard' });
    expect((await tray.tasksOf(jo.clientId)).filter((task) => task.kind === 'successor')).toEqual([]);
    expect(await traces()).toEqual([]);
  });

  it.each([
    ['email.bounced', { bounce: { type: 'Permanent', subType: 'General', message: '550 5.1.1 <ADDRESS> unknown' } }],
    ['email.complained', {}],
    ['email.delivered', {}],
    ['email.failed', { failed: { reason: 'We cannot write to ADDRESS' } }],
    ['email.opened', {}],
    ['email.bounced', { bounce: 'Jo Brandt has no box' }],
  ])('a late event %s %o leaves the fact', async (type, more) => {
    await erase();
    const data = { email_id: 'p1', to: [jo.email], subject: 'Thank you, Jo Brandt', tags: { message: jo.messageId } };
    const text = JSON.stringify({ type, data: { ...data, ...more } }).replaceAll('ADDRESS', jo.email);
    const body = Buffer.from(text.replaceAll('@', String.raw`\u0040`));
    const read = readResendEvent('evt_1', body);
    if (read.kind === 'bad') throw new Error(read.reason);
    await receiveResendEvent(tray.app, read, body);
    const [event] = await tray.app.db.select().from(providerEvents);
    expect(event).toMatchObject({ body: null, eventId: 'evt_1' });
    expect(await traces()).toEqual([]);
  });

  it('an event about somebody else keeps its body', async () => {
    await erase();
    const sam = await tray.someone();
    const body = Buffer.from(JSON.stringify({ type: 'email.delivered', data: { email_id: 'p2', to: [sam.email] } }));
    const read = readResendEvent('evt_2', body);
    if (read.kind !== 'ok') throw new Error(read.kind);
    await receiveResendEvent(tray.app, read, body);
    const [event] = await tray.app.db.select().from(providerEvents);
    expect(event?.body).not.toBeNull();
  });

  it.each([
    ['bounce', () => bounceOf(jo), 'bounce'],
    ['bounce without a mark of ours', () => bounceOf(jo, { marks: false }), 'bounce'],
    ['complaint', () => complaintOf(jo), 'complaint'],
    ['absence', () => awayFrom(jo, 'Jo Brandt has left Northwind, write to jo.brandt@private.example.'), 'auto_reply'],
    ['answer', () => answerTo(jo, 'I run half-marathons now. Jo Brandt'), 'reply'],
    [
      'answer from an unknown address',
      () => answerTo(jo, 'Hello', { From: 'Jo Brandt <half-marathon@x.example>' }),
      'reply',
    ],
    ['new mail', () => rawMail({ From: `Jo Brandt <${jo.email}>`, To: 'mara@agency.example' }, 'Half-marathon?'), null],
    ['broken mail', () => Buffer.from(`${jo.email}\r\n`), null],
    [
      'mail too large to read',
      () => Buffer.concat([rawMail({ From: jo.email }, ''), Buffer.alloc(25 * 2 ** 20, 'a')]),
      null,
    ],
  ])('a late %s leaves the fact', async (_, mail, kind) => {
    const raw = mail();
    await erase();
    const { id } = await tray.receive(raw);
    const row = await tray.inbound(id);
    expect(row).toMatchObject({ raw: null, fromAddress: null, fromName: null });
    expect([row.subject ?? '', row.visibleText ?? '']).toEqual(['', '']);
    if (kind !== null) expect(row.kind).toBe(kind);
    expect(['handled', 'dismissed', 'unmatched']).toContain(row.state);
    expect(await traces(new RegExp(`${jo.email}|Brandt|half-marathon|private\\.example`, 'i'))).toEqual([]);
    expect((await tray.receive(raw)).id).toBe(id);
  });

  it('an answer still has a person look, and a wish to stop is heard', async () => {
    await erase();
    const { threadId } = await tray.receive(answerTo(jo, 'Half-marathons are fine.'));
    const [reply] = await tray.app.db.select().from(replies);
    expect(reply).toMatchObject({ threadId, visibleText: '[erased]', fromAddress: null });
    expect((await tray.enrollment(lena.enrollmentId)).holdCode).toBe('replied');
    await tray.receive(
      rawMail(
        { From: lena.email, To: jo.outgoing.replyTo.address, Subject: 'Re: hello' },
        'Please stop writing to me.',
      ),
    );
    expect(await tray.suppressionsOf(lena.email)).toMatchObject([{ scope: 'all', reason: 'replied_stop' }]);
  });

  it('an answer of the API that is kept does not name them', async () => {
    await erase();
    const departure = { client: { name: 'Tidewater' }, contacts: [{ email: jo.email }], departedOn: '2026-11-02' };
    const once = { headers: { 'idempotency-key': 'one' } };
    const first = await tray.call('POST', '/v1/departures', departure, once);
    expect(first.body.contacts).toMatchObject([{ id: null, email: jo.email }]);
    expect(await traces()).toEqual([]);
    const again = await tray.call('POST', '/v1/departures', departure, once);
    expect([again.status, again.body.contacts[0].email]).toEqual([201, '[erased]']);
  });

  it('what a colleague writes stays, without the address and without its bytes', async () => {
    await erase();
    const { id, matched } = await tray.receive(
      rawMail(
        {
          From: lena.email,
          To: 'mara@agency.example',
          Cc: jo.email,
          Subject: `About ${jo.email}`,
          'Content-Transfer-Encoding': 'base64',
        },
        base64(`Let us talk. ${jo.email.toUpperCase()} will not be there.`),
      ),
    );
    expect(matched).toBe(true);
    const row = await tray.inbound(id);
    expect(row).toMatchObject({ raw: null, fromAddress: lena.email, subject: 'About [erased]' });
    expect(row.visibleText).toBe('Let us talk. [erased] will not be there.');
    expect(row.evidence).toContain('names_erased_person');
    expect(await traces()).toEqual([]);
    const other = await tray.receive(rawMail({ From: lena.email, To: 'mara@agency.example' }, 'And one more thing.'));
    expect((await tray.inbound(other.id)).raw).not.toBeNull();
  });
});

describe('an erasure finds the person in the mail of others', () => {
  const mime = () => ({
    'in base64': rawMail(
      { From: lena.email, To: 'mara@agency.example', 'Content-Transfer-Encoding': 'base64' },
      base64(`Ask Jo Brandt, ${jo.email}.`),
    ),
    'in quoted-printable': rawMail(
      { From: lena.email, To: 'mara@agency.example', 'Content-Transfer-Encoding': 'quoted-printable' },
      `Ask Jo Bra=\nndt =3D ${jo.email.replace('@', '=40')}.`,
    ),
    'in an encoded word': rawMail(
      {
        From: lena.email,
        To: 'mara@agency.example',
        Subject: '=?utf-8?B?Sm8gQnJhbmR0IHNhaWQ=?=',
        'X-Said': '=?iso-8859-1?q?Jo_Brandt?=',
      },
      'See above.',
    ),
    'in an attached text': withAttachments({ From: lena.email, To: 'mara@agency.example' }, 'See there.', {
      type: 'text/vcard',
      body: Buffer.from(`BEGIN:VCARD\r\nFN:Jo Brandt\r\nEMAIL:${jo.email}\r\nEND:VCARD`),
    }),
    'in an attached archive': withAttachments({ From: lena.email, To: 'mara@agency.example' }, 'See there.', {
      type: 'application/gzip',
      body: gzipSync(`name,email\nJo Brandt,${jo.email}\n`),
    }),
    'in an attached mail': withAttachments({ From: lena.email, To: 'mara@agency.example' }, 'See there.', {
      type: 'message/rfc822',
      body: rawMail({ From: 'x@y.example', 'Content-Transfer-Encoding': 'base64' }, base64(`Hello ${jo.email}`)),
    }),
    'in the mail of nobody known': rawMail(
      { From: 'kim@elsewhere.example', To: 'mara@agency.example', 'Content-Transfer-Encoding': 'base64' },
      base64(`Ask ${jo.email}.`),
    ),
  });

  it.each([
    'in base64',
    'in quoted-printable',
    'in an encoded word',
    'in an attached text',
    'in an attached archive',
    'in an attached mail',
    'in the mail of nobody known',
  ] as const)('%s', async (how) => {
    const { id } = await tray.receive(mime()[how]);
    const own = await tray.receive(rawMail({ From: lena.email, To: 'mara@agency.example' }, 'About the fair.'));
    const stranger = await tray.receive(rawMail({ From: 'kim@elsewhere.example', To: 'm@agency.example' }, 'I am Jo.'));
    expect(await traces()).not.toEqual([]);
    await erase();
    expect(await traces()).toEqual([]);
    expect((await tray.inbound(id)).raw).toBeNull();
    expect((await tray.inbound(own.id)).raw).not.toBeNull();
    expect((await tray.inbound(stranger.id)).raw).not.toBeNull();
  });

  it('in what reps write, in house mail, and in the rejected rows of a file', async () => {
    const { db } = tray.app;
    const { threadId } = await tray.receive(
      rawMail({ From: lena.email, To: 'mara@agency.example', Subject: 'Hello' }, 'Let us talk.'),
    );
    const said = `Ask Jo Brandt (${jo.email})`;
    const userId = jo.ownerId;
    await db.insert(threadDrafts).values({ threadId: threadId!, userId, body: said, updatedAt: noon });
    await db.insert(answers).values({
      messageId: jo.messageId,
      threadId: threadId!,
      authorId: userId,
      toAddress: jo.email,
      subject: said,
      body: said,
      offerIds: [],
      createdAt: noon,
    });
    await db.insert(houseMails).values({
      id: uuidv7(),
      kind: houseMails.kind.enumValues[0],
      userId,
      threadId,
      toAddress: 'mara@agency.example',
      subject: said,
      text: said,
      state: 'accepted',
      createdAt: noon,
      notBefore: noon,
    });
    await db.insert(imports).values({
      id: uuidv7(),
      fileName: 'clients.csv',
      createdAt: noon,
      createdBy: 'test',
      rejectedCsv: Buffer.from(`email;why\n${jo.email};no name\n`),
    });
    await erase();
    expect(await traces()).toEqual([]);
    expect(await db.select().from(threadDrafts)).toMatchObject([{ body: 'Ask [erased] ([erased])' }]);
  });

  it('also while it comes in', async () => {
    const mails = Object.values(mime());
    await Promise.all([...mails.map((mail) => tray.receive(mail)), erase()]);
    // Mail that was written after the erasure names somebody whose name nobody keeps; the address is known by its hash.
    expect(await traces(new RegExp(jo.email, 'i'))).toEqual([]);
  });
});
