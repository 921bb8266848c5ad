import { describe, expect, it } from 'vitest';
import { effectOf } from '../../../src/domain/inbound/effect.ts';
import type { ParsedMail } from '../../../src/domain/inbound/mail.ts';

const mail = (headers: [string, string][] = []) => ({ headers }) as ParsedMail;
const matched = { matched: true, toUnsubscribe: false, fromUs: false };
const unmatched = { ...matched, matched: false };

describe('what a mail leads to', () => {
  it.each([
    ['an answer', 'reply', 'reply', matched, 'reply'],
    ['a mail of their own', 'other', 'new_message', matched, 'reply'],
    ['our letter passed on', 'other', 'forward', matched, 'reply'],
    ['an invitation', 'other', 'calendar', matched, 'reply'],
    ['an answer by one of us', 'reply', 'reply', { ...matched, fromUs: true }, 'our_own'],
    [
      'a mail to the address that stops letters',
      'other',
      'new_message',
      { ...matched, toUnsubscribe: true },
      'unsubscribe',
    ],
    ['an absence told to that address', 'auto_reply', 'vacation', { ...matched, toUnsubscribe: true }, 'auto_reply'],
    ['a bounce told to that address', 'bounce', 'failure', { ...matched, toUnsubscribe: true }, 'bounce'],
    ['a bounce about nobody', 'bounce', 'failure', unmatched, 'bounce'],
    ['a complaint about nobody', 'complaint', 'abuse', unmatched, 'complaint'],
    ['an absence of nobody', 'auto_reply', 'vacation', unmatched, 'unmatched'],
    ['an answer of nobody', 'reply', 'reply', unmatched, 'unmatched'],
    ['a notice of delay', 'other', 'delay_notice', matched, 'delay'],
    ['a notice of delivery', 'other', 'delivery_success_report', matched, 'delivered'],
    ['a receipt', 'other', 'read_receipt', matched, 'none'],
    ['a notification', 'other', 'notification', matched, 'none'],
    ['a report about forged mail', 'other', 'auth_failure_report', unmatched, 'none'],
  ] as const)('%s', (_what, kind, subtype, facts, effect) => {
    expect(effectOf({ kind, subtype }, mail(), facts)).toBe(effect);
  });

  it.each(['list-id', 'list-unsubscribe', 'list-post'])('nothing, when it bears %s and answers nothing', (name) => {
    const newsletter = mail([[name, '<x>']]);
    expect(effectOf({ kind: 'other', subtype: 'new_message' }, newsletter, matched)).toBe('none');
    expect(effectOf({ kind: 'reply', subtype: 'reply' }, newsletter, matched)).toBe('reply');
  });
});
