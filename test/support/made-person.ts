import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Db } from '../../src/db/db.ts';
import {
  activities,
  bases,
  contactAliases,
  contacts,
  departures,
  enrollments,
  handovers,
  highlights,
  idempotencyKeys,
  inboundMails,
  messageCopies,
  messageEvents,
  messages,
  providerEvents,
  replies,
  suppressions,
  tasks,
  threads,
  winBacks,
} from '../../src/db/schema.ts';
import type { Departed, People } from './people.ts';

export const joAddress = 'jo.brandt@northwind.example';
export const joAlias = 'jb@private.example';

const rawMail = (from: string, text: string) =>
  Buffer.from(`From: Jo Brandt <${from}>\r\nTo: r+x@reply.example\r\nSubject: Re: Hello Jo\r\n\r\n${text}\r\n`);

/** Somebody who has left traces in every table that can hold any, and a colleague, Lena Voss, who stays. */
export async function makePersonEverywhere(db: Db, people: People, now: Date): Promise<Departed & { lenaId: string }> {
  const profile = { firstName: 'Jo', lastName: 'Brandt', salutation: 'Dear Jo,', phone: '+49 30 1234567' };
  const jo = await people.departed(joAddress, { ...profile, notes: 'Runs half-marathons', locale: 'en' });
  const { clientId, contactId, departureId, messageId } = jo;
  const lenaId = await people.contact(clientId, 'lena@northwind.example', {
    firstName: 'Lena',
    notes: 'Sits next to Jo Brandt',
  });
  const lena = { ...jo, email: 'lena@northwind.example', contactId: lenaId };
  lena.enrollmentId = await people.enrollment(lena, { nextStepKey: 'news' });
  lena.messageId = await people.letter(lena.enrollmentId, lena, { kind: 'news', stepKey: 'news' });
  const said = 'Jo Brandt said so';

  await db
    .update(bases)
    .set({ source: `card of ${joAddress}`, consentText: said })
    .where(eq(bases.contactId, contactId));
  await db.insert(contactAliases).values({ contactId, address: joAlias, learnedAt: now });
  await db.insert(activities).values([
    { id: uuidv7(), clientId, contactId, kind: 'call', happenedAt: now, by: 'test', text: said },
    {
      id: uuidv7(),
      clientId,
      contactId: lenaId,
      kind: 'call',
      happenedAt: now,
      by: 'test',
      text: 'Ask Jo Brandt again',
    },
  ]);
  await db
    .update(departures)
    .set({
      personalLine: 'Good luck with the run, Jo',
      notes: said,
      whatWentWrong: 'The March bill went to BRANDT, JO',
    })
    .where(eq(departures.id, departureId));
  await db.insert(highlights).values({ id: uuidv7(), departureId, position: 0, text: 'Brandt cut it to two days' });
  await db.insert(winBacks).values({
    id: uuidv7(),
    clientId,
    wonBackOn: '2025-01-01',
    note: said,
    repliedBefore: false,
    heldOut: false,
    recordedAt: now,
    recordedBy: 'test',
  });
  await db
    .update(enrollments)
    .set({ nextWhy: [{ code: 'held', text: said }] })
    .where(eq(enrollments.id, jo.enrollmentId));

  const open = { state: 'open' as const, clientId, dueOn: '2026-12-01', createdAt: now };
  await db.insert(tasks).values([
    { id: uuidv7(), ...open, kind: 'call', contactId, title: 'Call Jo', detail: said, note: '+49 30 1234567' },
    { id: uuidv7(), ...open, kind: 'privacy_request', contactId, title: 'Delete my data' },
    { id: uuidv7(), ...open, kind: 'lessons', contactId, title: 'What we learn from Brandt' },
    { id: uuidv7(), ...open, kind: 'note', contactId: lenaId, title: 'Lena', detail: said },
  ]);

  const handoverId = uuidv7();
  const payload = Buffer.from(JSON.stringify([{ to: joAddress }, { to: lena.email }]));
  const handover = { id: handoverId, transport: 'resend', idempotencyKey: `ajar/${handoverId}`, bytes: payload };
  await db.insert(handovers).values({ ...handover, firstTriedAt: now, lastTriedAt: now });
  await db
    .update(messages)
    .set({ handoverId, errorText: `550 <${joAddress}> unknown` })
    .where(eq(messages.id, messageId));
  const envelope = {
    fromAddress: 'mara@agency.example',
    replyTo: 'r+x@reply.example',
    envelopeFrom: 'b+x@reply.example',
  };
  const copy = { ...envelope, headers: [], refs: [], dateAt: now, subject: 'Thank you, Jo' };
  await db.insert(messageCopies).values([
    { ...copy, messageId, toName: 'Jo Brandt', toAddress: joAddress, html: '<p>Dear Jo,</p>', text: 'Dear Jo,' },
    {
      ...copy,
      messageId: lena.messageId,
      toAddress: lena.email,
      subject: 'News',
      html: '<p>Hello Lena</p>',
      text: said,
    },
  ]);
  await db
    .insert(messageEvents)
    .values({ id: uuidv7(), messageId, at: now, kind: 'bounced', detail: `550 <${joAddress}> unknown` });
  const event = { provider: 'resend', kind: 'email.delivered', receivedAt: now, state: 'handled' as const };
  await db.insert(providerEvents).values([
    { id: uuidv7(), ...event, eventId: 'a', messageId, body: Buffer.from(`{"to":["${joAddress}"]}`), error: said },
    { id: uuidv7(), ...event, eventId: 'b', body: Buffer.from(`{"from":"${joAddress.toUpperCase()}"}`) },
    { id: uuidv7(), ...event, eventId: 'c', messageId: lena.messageId, body: Buffer.from(`{"to":["${lena.email}"]}`) },
  ]);

  const threadId = uuidv7();
  const thread = { id: threadId, clientId, contactId, openedByMessageId: messageId, subject: 'Re: Hello Jo' };
  await db.insert(threads).values({ ...thread, state: 'open', openedAt: now, outcomeNote: said });
  const mail = {
    source: 'api' as const,
    receivedAt: now,
    sizeBytes: 1,
    subject: 'Re: Hello Jo',
    fromName: 'Jo Brandt',
  };
  const mails = [
    {
      raw: rawMail(joAddress, said),
      state: 'handled' as const,
      kind: 'reply' as const,
      contactId,
      clientId,
      threadId,
      fromAddress: joAddress,
    },
    { raw: rawMail(joAlias, said), state: 'unmatched' as const, fromAddress: joAlias },
    {
      raw: rawMail(joAddress, said),
      state: 'failed' as const,
      fromName: null,
      subject: null,
      error: `no parse: ${joAddress}`,
    },
    {
      raw: rawMail('mailer@mx.example', joAddress),
      state: 'handled' as const,
      kind: 'bounce' as const,
      messageId,
      fromAddress: 'mailer@mx.example',
    },
    {
      raw: rawMail('lena@northwind.example', `Cc: ${joAddress}`),
      state: 'handled' as const,
      kind: 'reply' as const,
      contactId: lenaId,
      clientId,
      fromAddress: lena.email,
      fromName: 'Lena',
      visibleText: `${said}, says Lena`,
    },
  ].map((one) => ({
    id: uuidv7(),
    sha256: uuidv7(),
    evidence: [said],
    visibleText: said,
    messageIdHeader: `${uuidv7()}.${joAddress}`,
    ...mail,
    ...one,
  }));
  await db
    .insert(inboundMails)
    .values(mails.map((one) => (one.contactId === lenaId ? { ...one, messageIdHeader: null } : one)));
  const reply = { threadId, contactId, senderIsContact: true, receivedAt: now, hints: [] };
  await db
    .insert(replies)
    .values({ id: uuidv7(), ...reply, inboundMailId: mails[0]!.id, fromAddress: joAddress, visibleText: said });

  const source = { source: 'page' as const, createdAt: now, createdBy: 'test' };
  const stop = { id: uuidv7(), addressHash: people.hash(joAddress), address: joAddress, note: said };
  await db.insert(suppressions).values({ ...stop, ...source, scope: 'news', reason: 'unsubscribed' });
  const key = {
    credential: 'key:x',
    method: 'POST',
    path: '/v1/departures',
    bodyHash: 'x',
    startedAt: now,
    status: 201,
  };
  await db.insert(idempotencyKeys).values([
    { ...key, key: 'one', body: `{"contacts":[{"email":"${joAddress}"}]}`, contactIds: [contactId] },
    { ...key, key: joAddress, body: '{}' },
    { ...key, key: 'others', body: '{"email":"lena@northwind.example"}', contactIds: [lenaId] },
  ]);
  // The same person at another client.
  const elsewhere = await people.client({ name: 'Tidewater Dental' });
  await people.contact(elsewhere, joAddress, profile);
  await db.update(contacts).set({ notes: said }).where(eq(contacts.clientId, elsewhere));
  return { ...jo, lenaId };
}
