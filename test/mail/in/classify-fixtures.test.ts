import { expect, it } from 'vitest';

import { classifyLine, classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { mailFixture } from './fixture.ts';

const jo = 'jo@northwind.example';

it.each([
  ['dsn-postfix-hard.eml', 'hard', [[jo, '5.1.1']]],
  ['bounce-exim.eml', 'hard', [[jo, null]]],
  ['bounce-qmail.eml', 'soft', [[jo, '5.2.2']]],
  ['bounce-exchange-de.eml', 'hard', [[jo, '5.1.1']]],
  ['bounce-gmail.eml', 'hard', [[jo, null]]],
  ['bounce-m365-blocked.eml', 'soft', [[jo, '5.7.1']]],
  ['bounce-without-standard.eml', 'hard', [[jo, null]]],
  ['bounce-broken-mime.eml', 'soft', [[jo, '4.2.2']]],
  ['ses-notice.eml', 'hard', [[jo, '5.1.1']]],
  [
    'dsn-three-recipients.eml',
    'hard',
    [
      ['full@northwind.example', '5.2.2'],
      ['gone@northwind.example', '5.1.1'],
    ],
  ],
])('reads %s as a %s bounce', async (name, severity, recipients) => {
  const mail = await classifyMail(await mailFixture(name));
  expect([mail.kind, mail.severity, mail.recipients.map(({ address, status }) => [address, status])]).toEqual([
    'bounce',
    severity,
    recipients,
  ]);
});

it.each([
  ['dsn-delayed.eml', 'other', 'delay_notice'],
  ['dsn-delivered.eml', 'other', 'delivery_success_report'],
  ['read-receipt.eml', 'other', 'read_receipt'],
  ['calendar-answer.eml', 'other', 'calendar'],
  ['report-dmarc.eml', 'other', 'auth_failure_report'],
  ['forward.eml', 'other', 'forward'],
  ['new-message.eml', 'other', 'new_message'],
  ['newsletter.eml', 'other', 'new_message'],
  ['complaint-arf.eml', 'complaint', 'abuse'],
  ['complaint-jmrp.eml', 'complaint', 'jmrp'],
  ['challenge.eml', 'auto_reply', 'challenge_response'],
  ['vacation-gmail.eml', 'auto_reply', 'vacation'],
  ['vacation-exchange.eml', 'auto_reply', 'vacation'],
  ['vacation-lotus.eml', 'auto_reply', 'vacation'],
  ['vacation-german.eml', 'auto_reply', 'vacation'],
  ['reply-about-out-of-office.eml', 'reply', 'reply'],
  ['reply-about-a-bounce.eml', 'reply', 'reply'],
  ['reply-without-ids.eml', 'reply', 'reply'],
])('reads %s as %s (%s)', async (name, kind, subtype) => {
  const mail = await classifyMail(await mailFixture(name));
  expect([mail.kind, mail.severity, mail.subtype]).toEqual([kind, null, subtype]);
});

it.each([
  ['vacation-gmail.eml', '2027-01-05'],
  ['vacation-exchange.eml', '2026-11-30'],
  ['vacation-lotus.eml', '2026-11-30'],
  ['vacation-german.eml', '2027-01-07'],
  ['challenge.eml', null],
])('finds in %s that the writer returns on %s', async (name, day) => {
  expect((await classifyMail(await mailFixture(name))).returnsOn).toBe(day);
});

it.each([
  ['reply-top-en.eml', 'Hi Mara,\n\nthanks, that was kind. Call me next week?\n\nJo'],
  ['reply-bottom-de.eml', 'Gern, ab März wieder.\n\nViele Grüße\nJo'],
  ['reply-interleaved-fr.eml', 'Bonjour Mara,\n\nLe prix, surtout.\n\nOui, volontiers.'],
  ['reply-es-outlook.eml', 'Hola Mara, no nos interesa por ahora.'],
  ['reply-html-only.eml', 'Sounds good, let us talk.\n\nIn spring.'],
  [
    'reply-flowed.eml',
    'Thank you for asking. We left because the reports came late, and because nobody called us back in August.',
  ],
  ['reply-8bit-header.eml', 'Schöne Grüße, gern.'],
  ['reply-cr-only.eml', 'Call me.'],
  ['forward.eml', 'See below.'],
])('shows of %s only the new words', async (name, words) => {
  const mail = await classifyMail(await mailFixture(name));
  expect(mail.visibleText).toBe(words);
});

it.each([
  ['reply-stop.eml', true],
  ['unsubscribe-mailto.eml', true],
  ['reply-top-en.eml', false],
  ['reply-es-outlook.eml', false],
  ['newsletter.eml', false],
  ['dsn-postfix-hard.eml', false],
])('takes from %s whether the writer wishes to stop: %s', async (name, wish) => {
  expect((await classifyMail(await mailFixture(name))).unsubscribe).toBe(wish);
});

it('asks the rep about a wish that is not clear', async () => {
  const mail = await classifyMail(await mailFixture('reply-es-outlook.eml'));
  expect([mail.unsubscribe, mail.unclearStop]).toEqual([false, true]);
});

it('names the successor of somebody who has left', async () => {
  const mail = await classifyMail(await mailFixture('left-company.eml'));
  expect(mail.leftCompany).toEqual({ left: true, successor: 'sam@northwind.example' });
});

it('prints of a file exactly what is promised, in one line', async () => {
  const line = classifyLine('inbox/1.eml', await classifyMail(await mailFixture('dsn-postfix-hard.eml')));
  expect(line).not.toContain('\n');
  const words = expect.stringContaining('could not') as string;
  const recipients = [{ address: 'jo@northwind.example', status: '5.1.1' }];
  const file = { path: 'inbox/1.eml', kind: 'bounce', severity: 'hard', recipients, visibleText: words };
  expect(JSON.parse(line)).toEqual({ ...file, returnsOn: null, unsubscribe: false });
});
