import { describe, expect, it } from 'vitest';
import { judgeListener, type ListenerFacts, type ShownCertificate } from '../../../src/domain/doctor/listener.ts';

const now = new Date('2026-11-21T12:00:00Z');
const setting = {
  place: '0.0.0.0:25',
  name: 'reply.agency.example',
  hasCertificate: true,
  isLocal: false,
  names: ['mx.agency.example'],
};
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const shown = (change: Partial<Extract<ShownCertificate, { kind: 'shown' }>> = {}): ListenerFacts => ({
  kind: 'open',
  name: 'reply.agency.example',
  certificate: { kind: 'shown', until: inDays(60), doubt: null, forUs: true, ...change },
});

describe('the SMTP listener', () => {
  it.each<[string, ListenerFacts, string, RegExp]>([
    ['is in order', shown(), 'ok', /for 60 days more/],
    ['has a certificate that ends soon', shown({ until: inDays(13) }), 'warning', /ends in 13 days/],
    ['has one that ended', shown({ until: inDays(-1), doubt: 'CERT_HAS_EXPIRED' }), 'failure', /expired/],
    ['has one of nobody', shown({ doubt: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'warning', /SELF_SIGNED.*MTA-STS/],
    ['has one for another name', shown({ forUs: false }), 'warning', /does not stand for mx\.agency\.example/],
    [
      'fails to encrypt',
      { kind: 'open', name: 'reply.agency.example', certificate: { kind: 'broken', text: 'wrong version' } },
      'failure',
      /STARTTLS fails: wrong version/,
    ],
    ['is full', { kind: 'refused', text: '421 Too many connected clients' }, 'warning', /421 Too many/],
    ['is not there', { kind: 'unreachable', text: 'ECONNREFUSED' }, 'failure', /Nobody answers at 0\.0\.0\.0:25/],
  ])('%s', (_name, facts, state, words) => {
    const check = judgeListener(setting, facts, now);
    expect(check).toMatchObject({ id: 'smtp-listen', state });
    expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
  });
});
