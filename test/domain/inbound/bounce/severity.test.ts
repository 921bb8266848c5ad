import { expect, it } from 'vitest';

import { severityOf, statusOf } from '../../../../src/domain/inbound/bounce/severity.ts';

const failure = (words: string, status: string | null = null, phase: 'rcpt' | 'data' | null = null) => ({
  words,
  status,
  phase,
});

it.each([
  ['550 5.1.1 User unknown', null],
  ['550 No such user here (in reply to RCPT TO command)', 'rcpt'],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound', null],
  ['550 5.4.1 Recipient address rejected: Access denied', null],
  ['550 5.4.1 All recipient addresses rejected : Access denied. AS(201806281)', null],
  ['Host or domain name not found. Name service error for name=gone.example type=MX: Host not found', null],
  ['556 5.1.10 Recipient address has null MX', null],
  ['User Jo (jo@northwind.example) not listed in Domino Directory', null],
  ['Der Empfänger ist unbekannt', null],
  ['L’utilisateur est inconnu', null],
  ['El usuario no existe', null],
] as const)('calls "%s" hard', (words, phase) => {
  expect(severityOf(failure(words, null, phase))).toBe('hard');
});

it.each([
  ['552 5.2.2 Mailbox full', null],
  ['550 5.7.1 Message rejected as spam, user unknown to our reputation service', null],
  ['550 5.2.1 The email account that you tried to reach is disabled', null],
  ['450 4.2.0 Greylisted, try again later', null],
  ['550 User unknown', 'data'],
  ['554 5.7.1 Relay access denied', null],
  ['552 5.3.4 Message too big', null],
  ['554 5.4.6 Too many hops', null],
  ['Name service error: Host not found, try again', null],
  ['553 5.1.8 Domain of sender address does not exist', null],
  ['550 5.1.1 <b@agency.example>: Sender address rejected: User unknown in virtual mailbox table', 'rcpt'],
  [
    '550-Verification failed for <b@agency.example> 550-Response: 550 5.1.1 unknown user 550 Sender verify failed',
    'rcpt',
  ],
  ['550 5.1.1 Message blocked due to spam content', null],
  ['', null],
] as const)('calls "%s" soft', (words, phase) => {
  expect(severityOf(failure(words, null, phase))).toBe('soft');
});

it('believes the server’s own code before the report’s, and a specific one before a generic one', () => {
  expect(statusOf({ words: '550 5.1.1 unknown', status: '5.0.0' })).toBe('5.1.1');
  expect(statusOf({ words: '550 5.0.0 no', status: '5.2.2' })).toBe('5.2.2');
  expect(statusOf({ words: 'connect to 192.0.2.10 failed', status: '4.4.1' })).toBe('4.4.1');
  expect(statusOf({ words: 'host 5.1.1.4 says no', status: null })).toBeNull();
});
