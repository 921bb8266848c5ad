import { afterAll, beforeAll, expect, it } from 'vitest';
import { rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
beforeAll(async () => {
  tray = await makeTray();
});
afterAll(() => tray.close());

/** A bounce as some servers write it: words alone, without our letter, its ids or a machine-readable part. */
const bareBounce = (to: string, subject = 'Undelivered Mail Returned to Sender') =>
  rawMail(
    {
      'Return-Path': '<>',
      From: 'Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>',
      To: to,
      Subject: subject,
      'Auto-Submitted': 'auto-replied',
    },
    'This is the mail system at host mx.elsewhere.example.\n\nYour message could not be delivered.\n\n<someone>: host mx.elsewhere.example said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
  );

it('a bounce that shows nothing of our letter finds it by the address of the envelope, and counts', async () => {
  const jo = await tray.someone();
  const answer = await tray.receive(bareBounce(`<${jo.outgoing.envelopeFrom}>`));
  expect(answer).toMatchObject({ kind: 'bounce', matched: true, matchedBy: 'bounce_token' });
  expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'bounced', bounceSeverity: 'hard' });
  expect(await tray.enrollment(jo.enrollmentId)).toMatchObject({ state: 'exited', exitCode: 'hard_bounce' });
  expect(await tray.suppressionsOf(jo.email)).toMatchObject([{ reason: 'hard_bounce' }]);
});

it.each<[string, (address: string) => string]>([
  ['in capitals', (address) => address.toUpperCase()],
  ['with another sign for the plus', (address) => address.replace('+', '=')],
  [
    'rewritten by a forwarder (SRS)',
    (address) => `SRS0=x4Hj=2K=reply.agency.example=${address.split('@')[0]}@fwd.example`,
  ],
  ['under a tag of the sender (BATV)', (address) => `prvs=0123456789=${address}`],
])('also %s', async (_what, rewrite) => {
  const jo = await tray.someone();
  const answer = await tray.receive(bareBounce(rewrite(jo.outgoing.envelopeFrom)));
  expect(answer).toMatchObject({ kind: 'bounce', matchedBy: 'bounce_token' });
  expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'bounced' });
});

it('one with a forged token is nobody’s', async () => {
  const jo = await tray.someone();
  const forged = jo.outgoing.envelopeFrom.replace(
    /(.{4})@/,
    (_all, end: string) => `${end === 'aaaa' ? 'bbbb' : 'aaaa'}@`,
  );
  expect(await tray.receive(bareBounce(forged))).toMatchObject({ kind: 'bounce', matched: false });
  expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'accepted' });
});

it('a token of another purpose does not bounce a letter', async () => {
  const jo = await tray.someone();
  // Whoever answers knows the reply address; only who was in the envelope knows that of bounces.
  const address = jo.outgoing.replyTo.address.replace(/^r\+/, 'b+');
  const answer = await tray.receive(bareBounce(address));
  expect(answer.matchedBy).not.toBe('bounce_token');
});
