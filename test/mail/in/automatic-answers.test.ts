import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { makeMail, quote, thread } from './make-mail.ts';

it.each([
  [
    'a help desk acknowledges',
    {
      subject: 'Re: Thank you [#1234]',
      headers: `${thread}Auto-Submitted: auto-replied\n`,
      text: 'We have received your message.',
    },
    'acknowledgement',
  ],
  [
    'Exchange answers without words that it would share',
    {
      subject: 'Automatic reply: Thank you',
      headers: 'X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n',
      text: 'Testing.',
    },
    'acknowledgement',
  ],
  [
    'an old server sets Precedence',
    { subject: 'Away from my mail', headers: 'Precedence: auto_reply\n', text: 'I am away.' },
    'vacation',
  ],
  [
    'the subject alone says so in Polish',
    { subject: 'Odpowiedź automatyczna: Thank you', text: 'Dzień dobry' },
    'acknowledgement',
  ],
  [
    'somebody away has no envelope sender and forwards nothing',
    {
      subject: 'Re: Thank you',
      headers: `Return-Path: <>\n${thread}Auto-Submitted: auto-replied\n`,
      text: 'I am out of the office until 30 November. Your e-mail will not be forwarded. Call +49 30 450 123.',
    },
    'vacation',
  ],
  [
    'Exchange says so of somebody who left',
    {
      subject: 'Automatic reply: Thank you',
      headers: 'Return-Path: <>\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n',
      text: 'Jo no longer works here. Your message will not be delivered to anyone.',
    },
    'vacation',
  ],
  [
    'nothing but its own words says so',
    {
      subject: 'Re: Thank you',
      headers: thread,
      text: 'Thank you for your email. This is an automated response to let you know we have received your message.',
    },
    'acknowledgement',
  ],
  [
    'a French desk says so at the end',
    {
      subject: 'Re: Merci',
      headers: thread,
      text: `Nous avons bien reçu votre message.\n\nCeci est un message automatique, merci de ne pas y répondre.${quote}`,
    },
    'acknowledgement',
  ],
  [
    'a stranger’s mailbox wants a proof',
    {
      subject: 'Please confirm',
      text: 'I protect my inbox from spam. Please verify that you are a person and I will receive your message.',
    },
    'challenge_response',
  ],
])('is an auto-reply when %s', async (_, fields, subtype) => {
  const mail = await classifyMail(makeMail(fields));
  expect([mail.kind, mail.subtype]).toEqual(['auto_reply', subtype]);
});
