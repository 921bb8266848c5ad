import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  handovers,
  houseMails,
  idempotencyKeys,
  imports,
  inboundMails,
  messageCopies,
  oneTimeLinks,
  providerEvents,
  sessions,
  settings,
  sendCounts,
} from '../../src/db/schema.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { makeClaimToken } from '../../src/flows/house/claim-house.ts';
import { applyRetention } from '../../src/flows/house/apply-retention.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople } from '../support/people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
  const policy = { ...defaultPolicy, rawMailDays: 30, copyDays: 60 };
  await api.app.db.insert(settings).values({ policy, changedAt: noon, changedBy: 'test' });
});
afterAll(() => api.close());

const daysAgo = (days: number) => new Date(noon.getTime() - days * 86_400_000);

it('removes what was kept long enough and nothing that is still needed, and may run again', async () => {
  const { app } = api;
  const { db } = app;
  const people = makePeople(db, app.addressKey, noon);
  const mail = { source: 'api' as const, sizeBytes: 1, raw: Buffer.from('x') };
  const mails = [
    ...Array.from({ length: 501 }, () => ({ receivedAt: daysAgo(31), state: 'handled' as const })),
    { receivedAt: daysAgo(29), state: 'handled' as const },
    { receivedAt: daysAgo(400), state: 'failed' as const },
  ];
  await db.insert(inboundMails).values(mails.map((one) => ({ id: uuidv7(), sha256: uuidv7(), ...mail, ...one })));
  const event = { provider: 'resend', kind: 'email.sent', body: Buffer.from('{}'), state: 'handled' as const };
  await db.insert(providerEvents).values([
    { id: uuidv7(), eventId: 'old', receivedAt: daysAgo(31), ...event },
    { id: uuidv7(), eventId: 'open', receivedAt: daysAgo(31), ...event, state: 'stored' },
  ]);
  const jo = await people.departed('jo@kept.example');
  const later = { state: 'sending' as const, leaseUntil: noon, acceptedAt: null };
  const letters = [
    jo.messageId,
    await people.letter(jo.enrollmentId, jo, { kind: 'news', stepKey: 'news', ...later }),
    await people.letter(jo.enrollmentId, jo, { kind: 'offer', stepKey: 'offer' }),
  ];
  const copy = {
    fromAddress: 'a@b.example',
    toAddress: jo.email,
    replyTo: '',
    envelopeFrom: '',
    subject: '',
    html: '',
  };
  const dates = [daysAgo(61), daysAgo(61), daysAgo(59)];
  await db.insert(messageCopies).values(
    letters.map((messageId, index) => ({
      messageId,
      ...copy,
      text: '',
      headers: [],
      refs: [],
      dateAt: dates[index] ?? noon,
    })),
  );
  const payload = { transport: 'resend', bytes: Buffer.from('x'), firstTriedAt: daysAgo(3), lastTriedAt: daysAgo(3) };
  await db.insert(handovers).values([
    { id: uuidv7(), idempotencyKey: 'ended', ...payload, endedAt: daysAgo(2) },
    { id: uuidv7(), idempotencyKey: 'open', ...payload },
  ]);
  const key = { credential: 'key:x', method: 'POST', path: '/v1/clients', bodyHash: 'x' };
  await db.insert(idempotencyKeys).values([
    { ...key, key: 'old', startedAt: daysAgo(2) },
    { ...key, key: 'new', startedAt: noon },
  ]);

  const { userId } = await api.signIn('sales');
  const notice = {
    kind: 'reply_notice' as const,
    userId,
    toAddress: 'mara@agency.example',
    subject: '',
    text: 'Quoted.',
  };
  const told = { ...notice, state: 'accepted' as const, notBefore: noon };
  await db.insert(houseMails).values([
    { id: uuidv7(), ...told, createdAt: daysAgo(31) },
    { id: uuidv7(), ...told, createdAt: daysAgo(29) },
    { id: uuidv7(), ...told, createdAt: daysAgo(31), state: 'queued' },
  ]);
  const rejected = { fileName: 'left.csv', createdBy: 'cli', rejectedCsv: Buffer.from('ajar_error,Email') };
  await db.insert(imports).values([
    { id: uuidv7(), ...rejected, createdAt: daysAgo(31) },
    { id: uuidv7(), ...rejected, createdAt: daysAgo(29) },
  ]);
  await db.insert(sendCounts).values([
    { key: 'to:gmail.com', span: daysAgo(4), used: 3 },
    { key: 'to:gmail.com', span: daysAgo(1), used: 3 },
  ]);
  // These end by the real clock, not by that of the product.
  const over = { userId, createdAt: daysAgo(9), expiresAt: new Date('2020-01-01T00:00:00Z') };
  await db.insert(sessions).values({ tokenHash: 'over', data: {}, lastSeenAt: daysAgo(9), ...over });
  await db.insert(oneTimeLinks).values({ id: uuidv7(), kind: 'claim', tokenHash: 'over', createdBy: 'cli', ...over });
  await makeClaimToken(app);

  expect(await applyRetention(app, noon)).toEqual({
    rawMails: 501,
    webhooks: 1,
    copies: 1,
    answerFiles: 0,
    draftFiles: 0,
    payloads: 1,
    idempotencyKeys: 1,
    houseMails: 1,
    sessions: 1,
    links: 1,
    sendCounts: 1,
    rejectedRows: 1,
  });
  expect(await applyRetention(app, noon)).toEqual({
    rawMails: 0,
    webhooks: 0,
    copies: 0,
    answerFiles: 0,
    draftFiles: 0,
    payloads: 0,
    idempotencyKeys: 0,
    houseMails: 0,
    sessions: 0,
    links: 0,
    sendCounts: 0,
    rejectedRows: 0,
  });
  const kept = await db.select({ raw: inboundMails.raw, state: inboundMails.state }).from(inboundMails);
  expect(
    kept
      .filter((one) => one.raw !== null)
      .map((one) => one.state)
      .toSorted(),
  ).toEqual(['failed', 'handled']);
  expect((await db.select().from(messageCopies)).map((one) => one.messageId).toSorted()).toEqual(
    letters.slice(1).toSorted(),
  );
});
