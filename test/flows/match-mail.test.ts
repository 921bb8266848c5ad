import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
beforeAll(async () => {
  tray = await makeTray();
});
afterAll(() => tray.close());

const repliesOf = async (threadId: string | null) => {
  const { body } = await tray.call('GET', `/v1/threads/${threadId}`);
  return body.conversation.filter((one: { kind: string }) => one.kind === 'reply');
};

describe('an answer that takes a detour', () => {
  it('finds its letter by ids where the signed address was cut short on its way', async () => {
    const jo = await tray.someone();
    const To = jo.outgoing.replyTo.address.replace(/.{12}@/, '@');
    const headers = { To, From: 'Jo <jo.private@mail.example>' };
    expect(await tray.receive(answerTo(jo, 'Hello.', headers))).toMatchObject({ matchedBy: 'in_reply_to' });
  });

  it('is nobody’s where the signed address was cut short and nothing else speaks', async () => {
    const jo = await tray.someone();
    const To = jo.outgoing.replyTo.address.replace(/.{12}@/, '@');
    const mail = rawMail({ From: 'eve@elsewhere.example', To, Subject: 'Hello' }, 'Hello.');
    expect(await tray.receive(mail)).toMatchObject({ matched: false, state: 'unmatched', matchedBy: null });
  });

  it('of a colleague to whom the letter was passed on is shown as theirs, in the same conversation', async () => {
    const jo = await tray.someone();
    const domain = jo.email.split('@')[1]!;
    const headers = {
      From: `Sam Reed <sam@${domain}>`,
      To: 'mara@agency.example',
      Subject: `RE: ${jo.outgoing.subject}`,
      'In-Reply-To': `<fw-1@${domain}>`,
      References: `<${jo.outgoing.messageId}> <fw-1@${domain}>`,
    };
    const answer = await tray.receive(answerTo(jo, 'Jo passed this on to me. Call me.', headers));
    expect(answer).toMatchObject({ kind: 'reply', matchedBy: 'in_reply_to' });
    expect(await repliesOf(answer.threadId)).toMatchObject([{ senderIsContact: false, hints: ['other_sender'] }]);
    expect((await tray.enrollment(jo.enrollmentId)).holdCode).toBe('replied');
  });

  it('through a ticket system finds its letter by the signed address', async () => {
    const jo = await tray.someone();
    const headers = {
      From: 'Northwind Support <support@northwind.zendesk.example>',
      'In-Reply-To': null,
      References: '<ABC123@zendesk.example>',
      'X-Mailer': 'Zendesk Mailer',
    };
    const answer = await tray.receive(
      answerTo(jo, '##- Please type your reply above this line -##\n\nWe renewed elsewhere.', headers),
    );
    expect(answer).toMatchObject({ kind: 'reply', matchedBy: 'reply_token' });
    expect(await repliesOf(answer.threadId)).toMatchObject([{ text: 'We renewed elsewhere.' }]);
  });

  it('through a ticket system that only confirms its arrival is no answer', async () => {
    const jo = await tray.someone();
    const headers = {
      From: 'Northwind Support <support@northwind.zendesk.example>',
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    };
    const answer = await tray.receive(answerTo(jo, 'Your request (48213) has been received.', headers));
    expect(answer).toMatchObject({ kind: 'auto_reply', matchedBy: 'reply_token', threadId: null });
  });

  it('forwarded to us by the contact holds the letters and says that it is a forward', async () => {
    const jo = await tray.someone();
    const mail = rawMail(
      { From: jo.email, To: jo.outgoing.replyTo.address, Subject: `Fwd: ${jo.outgoing.subject}` },
      `See below.\n\n---------- Forwarded message ---------\nFrom: Ada <ada@other.example>\nDate: Fri, 20 Nov 2026 at 09:00\nSubject: Thanks\nTo: ${jo.email}\n\nHello Jo`,
    );
    const answer = await tray.receive(mail);
    expect(answer).toMatchObject({ kind: 'reply', matchedBy: 'reply_token' });
    expect(await repliesOf(answer.threadId)).toMatchObject([{ text: 'See below.', hints: ['forward'] }]);
  });

  it('finds its letter by our mark in the quoted footer, where every header is gone', async () => {
    const jo = await tray.someone();
    const token = /\/u\/([^>]+)>/.exec(jo.outgoing.headers.map(([, value]) => value).join(' '))?.[1] ?? '';
    const mail = rawMail(
      { From: 'jo@elsewhere.example', To: 'mara@agency.example', Subject: 'Hello' },
      `Please call me.\n\n> Stop all letters: https://ajar.agency.example/u/${token}`,
    );
    expect(await tray.receive(mail)).toMatchObject({ matchedBy: 'quoted_token', matched: true });
  });
});

it('says of a suggestion for later which day was named', async () => {
  const jo = await tray.someone();
  const answer = await tray.receive(answerTo(jo, 'Im Moment nicht. Melden Sie sich im Frühjahr wieder.'));
  const { body } = await tray.call('GET', `/v1/threads/${answer.threadId}`);
  expect(body).toMatchObject({ suggestion: { outcome: 'not_now', on: '2027-03-01' } });
  expect((await tray.enrollment(jo.enrollmentId)).holdCode).toBe('replied');
});
