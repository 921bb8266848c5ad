import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { makeMail, quote, thread } from './make-mail.ts';

it.each([
  [
    'a postmaster answers as a person',
    {
      from: 'Sam <postmaster@northwind.example>',
      subject: 'Re: Thank you',
      headers: thread,
      text: `The last message could not be delivered to my boss, please send it again.${quote}`,
    },
  ],
  [
    'somebody away answers all the same',
    {
      subject: 'Re: Thank you',
      headers: thread,
      text: `I am out of the office until Monday, but call me on Tuesday.${quote}`,
    },
  ],
  [
    'an answer is marked as bulk by its server',
    { subject: 'Re: Thank you', headers: `${thread}Precedence: bulk\n`, text: `Gladly.${quote}` },
  ],
  [
    'a server asks for silence from others',
    { subject: 'RE: Thank you', headers: `${thread}X-Auto-Response-Suppress: DR, RN, NRN\n`, text: `Gladly.${quote}` },
  ],
  [
    'a mail says that it is not automatic',
    { subject: 'Re: Thank you', headers: `${thread}Auto-Submitted: no\n`, text: `Gladly.${quote}` },
  ],
  [
    'an automatic answer is answered',
    {
      subject: 'Re: Thank you',
      headers: thread,
      text: `I got your automatic reply to my message, shall we talk?\n\nOn Mon, 16 Nov 2026, Mara wrote:\n> This is an automated response. We have received your message.\n`,
    },
  ],
  [
    'a scanner signs below',
    {
      subject: 'Re: Thank you',
      headers: thread,
      text: `Gladly.\n\nThis e-mail was automatically checked for viruses.${quote}`,
    },
  ],
  [
    'a forwarder wipes the envelope sender',
    { subject: 'Re: Thank you', headers: `Return-Path: <>\n${thread}`, text: `Gladly.${quote}` },
  ],
  ['the subject was changed', { subject: 'Our answer', headers: thread, text: 'Gladly.' }],
  ['a gateway tags the subject', { subject: '[EXTERNAL] Re: Thank you', headers: thread, text: 'Gladly.' }],
  [
    'an answer quotes an undeliverable notice',
    {
      subject: 'Re: Undeliverable: Thank you',
      headers: thread,
      text: `This came back, what now?\n\n> Delivery has failed to these recipients:\n> 550 5.1.1 User unknown\n`,
    },
  ],
])('is a reply when %s', async (_, fields) => {
  expect((await classifyMail(makeMail(fields))).kind).toBe('reply');
});

it.each([
  [
    'a parcel was not delivered',
    { subject: 'Delivery failure', text: 'The parcel could not be delivered to our warehouse. Can you help?' },
    'new_message',
  ],
  [
    'somebody asks about automatic replies',
    { subject: 'Automatic reply settings of your tool', text: 'How do I switch them on?' },
    'new_message',
  ],
  [
    'a tracker tells of a change',
    {
      from: 'bugs@tracker.example',
      subject: '[Bug 12] broken',
      headers: `${thread}Auto-Submitted: auto-generated\n`,
      text: 'Status changed.',
    },
    'notification',
  ],
  [
    'a quarantine waits to be looked at',
    { subject: 'You have messages in quarantine', text: '1 message is being held for you to review.' },
    'new_message',
  ],
  [
    'somebody signs up somewhere',
    { subject: 'Confirm your e-mail address', text: 'Please verify your e-mail address to finish signing up.' },
    'new_message',
  ],
  [
    'a patch comes through a list',
    { subject: '[PATCH 2/4] fix it', headers: `${thread}List-Id: <dev.list.example>\n`, text: 'diff' },
    'list',
  ],
])('is other when %s', async (_, fields, subtype) => {
  const mail = await classifyMail(makeMail(fields));
  expect([mail.kind, mail.subtype]).toEqual(['other', subtype]);
});

it.each([
  [
    'a server without a null sender',
    {
      from: 'imss@gateway.example',
      subject: 'Mail could not be delivered',
      text: 'Sent <<< RCPT TO:<jo@northwind.example>\nReceived >>> 550 5.1.1 unknown user.\n\nUnable to deliver message to <jo@northwind.example>.',
    },
    'hard',
  ],
  [
    'a French notice',
    {
      from: 'postmaster@northwind.example',
      subject: 'Non remis : Merci',
      headers: 'Return-Path: <>\n',
      text: "Votre message n'a pas pu être remis à jo@northwind.example.\n550 5.1.1 Utilisateur inconnu",
    },
    'hard',
  ],
  [
    'a notice of Exchange without its report, in the thread of the letter',
    {
      from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@northwind.example>',
      subject: 'Niedostarczone: Thank you',
      headers: `${thread}Auto-Submitted: auto-replied\n`,
      text: 'Nie można dostarczyć wiadomości do następujących adresatów:\n\njo@northwind.example\nNie można odnaleźć wprowadzonego adresu e-mail.\n550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
    },
    'hard',
  ],
  [
    'a box that rejects by its filter, which calls that a receipt',
    {
      from: 'Mail Delivery Subsystem <postmaster@northwind.example>',
      subject: 'Rejected: Thank you',
      headers: 'Return-Path: <>\nAuto-Submitted: auto-replied (rejected)\n',
      text: 'Your message to <jo@northwind.example> was automatically rejected:\nQuota exceeded (mailbox for user is full)',
    },
    'soft',
  ],
  [
    'a Korean notice',
    {
      from: 'MAILER-DAEMON@portal.example',
      subject: '메일 전송 실패 안내',
      text: '보내신 메일이 다음 수신자에게 전송되지 못하였습니다.\n\njo@northwind.example\n\n존재하지 않는 메일 주소입니다. (550 5.1.1 user unknown)',
    },
    'hard',
  ],
  [
    'a Japanese notice of a full box',
    {
      from: 'no-reply@mobile.example',
      subject: 'メールエラー通知',
      text: '送信先のメールボックスが一杯のため、送信できませんでした。\n\nCould not be delivered to: <jo@northwind.example>\n',
    },
    'soft',
  ],
  [
    'a mail system that names the box full',
    {
      from: 'Postmaster@northwind.example',
      subject: 'Mail Delivery Failure',
      headers: 'Return-Path: <>\n',
      text: 'Delivery of email to this address\n\n"jo@northwind.example"\n\nhas failed due to a full mailbox.',
    },
    'soft',
  ],
])('reads %s', async (_, fields, severity) => {
  const mail = await classifyMail(makeMail(fields));
  expect([mail.kind, mail.severity, mail.recipients.map(({ address }) => address)]).toEqual([
    'bounce',
    severity,
    ['jo@northwind.example'],
  ]);
});
