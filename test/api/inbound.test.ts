import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, awayFrom, bounceOf, rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
beforeAll(async () => {
  tray = await makeTray();
});
afterAll(() => tray.close());

describe('POST /v1/inbound', () => {
  it('takes a mail with either kind of line ends, and answers what became of it', async () => {
    const jo = await tray.someone();
    const raw = answerTo(jo, 'Who would do the work?');
    const answer = await tray.post(Buffer.from(raw.toString('utf8').replaceAll('\r\n', '\n')));
    expect(answer).toMatchObject({
      status: 202,
      body: { kind: 'reply', matched: true, matchedBy: 'reply_token', state: 'handled' },
    });
    expect(answer.body.threadId).toMatch(/^[0-9a-f-]{36}$/);
    // the same mail as it looks from another door
    const again = await tray.post(raw);
    expect(again).toMatchObject({ status: 202, body: { threadId: answer.body.threadId } });
    expect((await tray.call('GET', `/v1/threads/${answer.body.threadId}`)).body.replyCount).toBe(1);
  });

  it('knows the content type however it is written', async () => {
    const raw = () => rawMail({ From: 'eve@elsewhere.example', Subject: 'Type' }, 'Hi.');
    for (const type of ['message/rfc822; charset=utf-8', 'Message/RFC822'])
      expect(await tray.post(raw(), { 'content-type': type })).toMatchObject({ status: 202 });
    expect(await tray.post(raw(), { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  });

  it('leaves threadId out where there is no conversation', async () => {
    const answer = await tray.post(rawMail({ From: 'eve@elsewhere.example', To: 'x@y.example', Subject: 'Hi' }, 'Hi.'));
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      id: expect.any(String),
      kind: 'other',
      matched: false,
      matchedBy: null,
      state: 'unmatched',
    });
  });

  it('gives the first answer again under the same Idempotency-Key', async () => {
    const raw = rawMail({ From: 'eve@elsewhere.example', To: 'x@y.example', Subject: 'Key' }, 'Hi.');
    const headers = { 'idempotency-key': 'mail-1' };
    const [first, second] = [await tray.post(raw, headers), await tray.post(raw, headers)];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    const other = await tray.post(rawMail({ Subject: 'Other' }, 'Hi.'), headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('refuses what is no mail, what is too large, and who may not', async () => {
    const json = await tray.call('POST', '/v1/inbound', { from: 'jo' });
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(await tray.post(Buffer.alloc(0))).toMatchObject({ status: 422 });
    expect(await tray.post(Buffer.alloc(36 * 1024 * 1024 + 1, 'x'))).toMatchObject({ status: 413 });
    const authorization = `Bearer ${await tray.makeKey('inbound:read')}`;
    expect((await tray.post(rawMail({}, 'Hi.'), { authorization })).status).toBe(403);
  });

  it('takes 25 MB of attachments', async () => {
    const jo = await tray.someone();
    const plain = answerTo(jo, 'The plans.')
      .toString()
      .replace('text/plain; charset=utf-8', 'multipart/mixed; boundary=b');
    const [head = '', ...body] = plain.split('\r\n\r\n');
    const lines = Buffer.alloc(25 * 1024 * 1024, 7)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n');
    const file = `Content-Type: application/pdf; name=plans.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
    const text = `Content-Type: text/plain\r\n\r\n${body.join('\r\n\r\n')}`;
    const raw = Buffer.from(`${head}\r\n\r\n--b\r\n${text}\r\n--b\r\n${file}\r\n--b--\r\n`);
    const answer = await tray.post(raw);
    expect(answer).toMatchObject({ status: 202, body: { kind: 'reply', state: 'handled' } });
    expect((await tray.inbound(answer.body.id)).attachments).toMatchObject([{ size: 25 * 1024 * 1024 }]);
  });

  it('takes a mail of many megabytes', async () => {
    const jo = await tray.someone();
    const raw = Buffer.concat([answerTo(jo, 'With a long tail.'), Buffer.alloc(8_000_000, '> quoted line\r\n')]);
    expect(await tray.post(raw)).toMatchObject({ status: 202, body: { kind: 'reply', state: 'handled' } });
  });
});

describe('the tray', () => {
  it('lists what was not matched, and shows one mail with its bytes to download', async () => {
    const raw = rawMail(
      { From: 'Camille <camille@private.example>', To: 'mara@agency.example', Subject: 'A proposal?' },
      '<script>alert(1)</script>',
    );
    const { body } = await tray.post(raw);
    const list = await tray.call('GET', '/v1/inbound?state=unmatched&limit=200');
    expect(list.body.data.map((mail: { id: string }) => mail.id)).toContain(body.id);
    expect((await tray.call('GET', `/v1/inbound/${body.id}`)).body).toMatchObject({
      fromAddress: 'camille@private.example',
      fromName: 'Camille',
      subject: 'A proposal?',
      state: 'unmatched',
      source: 'api',
    });
    const bytes = await tray.server.inject({
      url: `/v1/inbound/${body.id}/raw`,
      headers: { authorization: `Bearer ${tray.key}` },
    });
    expect(bytes.rawPayload).toEqual(raw);
    expect(bytes.headers).toMatchObject({
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${body.id}.eml"`,
      'x-content-type-options': 'nosniff',
    });
    expect(await tray.call('GET', '/v1/inbound?state=lost')).toMatchObject({ status: 422 });
    expect((await tray.call('GET', `/v1/inbound/${body.id.replace(/.$/, '0')}x`)).status).toBe(404);
  });

  it('lets a person say whose mail it is, and knows the sender from then on', async () => {
    const jo = await tray.someone();
    const from = { From: 'camille@elsewhere.example', To: 'mara@agency.example' };
    const { body } = await tray.post(rawMail({ ...from, Subject: 'A proposal?' }, 'Could you send one?'));
    const linked = await tray.call('POST', `/v1/inbound/${body.id}/link`, { contactId: jo.contactId });
    expect(linked).toMatchObject({
      status: 200,
      body: { state: 'handled', kind: 'reply', matchedBy: 'linked', contactId: jo.contactId },
    });
    expect((await tray.enrollment(jo.enrollmentId)).holdThreadId).toBe(linked.body.threadId);
    const next = await tray.post(rawMail({ ...from, Subject: 'Any news?' }, 'I am waiting.'));
    expect(next.body).toMatchObject({ matched: true, matchedBy: 'sender', threadId: linked.body.threadId });
    const { body: thread } = await tray.call('GET', `/v1/threads/${linked.body.threadId}`);
    expect(thread.conversation).toMatchObject([{ senderIsContact: true }, { senderIsContact: true }]);
    const twice = await tray.call('POST', `/v1/inbound/${body.id}/link`, { contactId: jo.contactId });
    expect(twice).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
  });

  it('honours a wish to stop in a mail that is linked', async () => {
    const jo = await tray.someone();
    const raw = rawMail(
      { From: 'jo@private.example', To: 'x@y.example', Subject: 'Hi' },
      'Please take me off your list.',
    );
    const { body } = await tray.post(raw);
    await tray.call('POST', `/v1/inbound/${body.id}/link`, { contactId: jo.contactId });
    expect(await tray.suppressionsOf(jo.email)).toMatchObject([{ reason: 'replied_stop' }]);
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('exited');
  });

  it('takes an auto-reply that is linked as one', async () => {
    const jo = await tray.someone();
    const raw = awayFrom(jo, 'I am out of the office.', {
      From: 'x@private.example',
      To: 'x@y.example',
      'In-Reply-To': null,
    });
    const { body } = await tray.post(raw);
    expect(body).toMatchObject({ kind: 'auto_reply', state: 'unmatched' });
    await tray.call('POST', `/v1/inbound/${body.id}/link`, { contactId: jo.contactId });
    expect((await tray.enrollment(jo.enrollmentId)).holdCode).toBe('out_of_office');
  });

  it('does not link what no person wrote, nor to nobody', async () => {
    const jo = await tray.someone();
    const { body } = await tray.post(bounceOf(jo, { marks: false }));
    const link = (contactId: string) => tray.call('POST', `/v1/inbound/${body.id}/link`, { contactId });
    expect(await link(jo.contactId)).toMatchObject({ status: 409 });
    const { body: mail } = await tray.post(rawMail({ From: 'a@private.example', Subject: 'x' }, 'Hi.'));
    const unknown = await tray.call('POST', `/v1/inbound/${mail.id}/link`, { contactId: jo.clientId });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/contactId' }] } });
  });

  it('lets a person put a mail away, and only one that was not acted upon', async () => {
    const jo = await tray.someone();
    const { body } = await tray.post(rawMail({ From: 'spam@private.example', Subject: 'Win' }, 'Win now.'));
    for (const _ of [1, 2])
      expect((await tray.call('POST', `/v1/inbound/${body.id}/dismiss`)).body.state).toBe('dismissed');
    const { body: answer } = await tray.post(answerTo(jo, 'Hello.'));
    expect((await tray.call('POST', `/v1/inbound/${answer.id}/dismiss`)).status).toBe(409);
  });

  it('tries a failed mail again when a person asks', async () => {
    const jo = await tray.someone();
    await tray.app.pool.query('alter table replies rename to replies_away');
    const { status, body } = await tray.post(answerTo(jo, 'Hello.'));
    expect({ status, body }).toMatchObject({ status: 202, body: { state: 'failed', kind: null, matched: false } });
    await tray.app.pool.query('alter table replies_away rename to replies');
    const again = await tray.call('POST', `/v1/inbound/${body.id}/replay`);
    expect(again).toMatchObject({ status: 200, body: { id: body.id, state: 'handled', kind: 'reply', matched: true } });
    expect((await tray.call('POST', `/v1/inbound/${body.id}/replay`)).status).toBe(409);
  });
});
