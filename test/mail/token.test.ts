import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bounceAddress,
  findReplyToken,
  findToken,
  makeToken,
  readToken,
  replyAddress,
  unsubscribeAddress,
  unsubscribeUrl,
  type TokenPurpose,
} from '../../src/mail/token.ts';

const secret = 'a secret of thirty-two bytes or more';
const older = 'the secret we had before this one, too';
const id = '0193b0a0-7c1e-7d3a-9f00-0123456789ab';
const purpose = fc.constantFrom<TokenPurpose>('reply', 'unsubscribe', 'bounce');

describe('tokens', () => {
  it('come back as the id they were made for, for their purpose only, in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), purpose, purpose, fc.string({ minLength: 1 }), (uuid, made, asked, key) => {
        const token = makeToken(key, made, uuid);
        expect(token).toMatch(/^[a-z2-7]{43}$/);
        expect(readToken([key], asked, token)).toBe(made === asked ? uuid : null);
        expect(readToken([key], made, token.toUpperCase())).toBe(uuid);
        expect(findToken([key], `<${token}>`)).toEqual({ purpose: made, id: uuid });
      }),
    );
  });

  it('are refused when one character is changed, cut off or added', () => {
    const token = makeToken(secret, 'reply', id);
    fc.assert(
      fc.property(fc.nat(42), fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567019'), (at, char) => {
        fc.pre(token[at] !== char);
        expect(readToken([secret], 'reply', token.slice(0, at) + char + token.slice(at + 1))).toBeNull();
        expect(readToken([secret], 'reply', token.slice(0, at))).toBeNull();
        expect(readToken([secret], 'reply', token.slice(0, at) + token.slice(at + 1))).toBeNull();
        expect(readToken([secret], 'reply', token + char)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused from another secret, and read with an earlier one', () => {
    const token = makeToken(older, 'unsubscribe', id);
    expect(readToken([secret], 'unsubscribe', token)).toBeNull();
    expect(readToken([secret, older], 'unsubscribe', token)).toBe(id);
  });

  it('read arbitrary text without throwing or finding anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'az27A@+=<> \0é'), maxLength: 200 }), (text) => {
        expect(findToken([secret, older], text)).toBeNull();
      }),
    );
    expect(findToken([secret], 'a'.repeat(1_000_000))).toBeNull();
  });

  it('are made for UUIDs only', () => {
    expect(() => makeToken(secret, 'reply', '17')).toThrow('UUID');
  });
});

describe('addresses with a token', () => {
  const token = makeToken(secret, 'reply', id);

  it.each([
    `r+${token}@reply.example.com`,
    `r-${token}@reply.example.com`,
    `r=${token}@reply.example.com`,
    `${token}@reply.example.com`,
    `R+${token.toUpperCase()}@REPLY.EXAMPLE.COM`,
    `"Mara Lind" <r+${token}@reply.example.com>`,
    ` <r+${token}@reply.example.com>; `,
    `mailto:r%2B${token}@reply.example.com`,
    `r=2B${token}@reply.example.com`,
    `prvs=1234abcdef=r+${token}@reply.example.com`,
    `SRS0=AbCd=EF=reply.example.com=r+${token}@forwarder.example`,
  ])('are found in %j', (address) => {
    expect(findReplyToken([secret], address)).toBe(id);
  });

  it('keep to 64 octets before the "@" and to safe characters', () => {
    for (const address of [
      replyAddress(secret, id, 'reply.example.com'),
      unsubscribeAddress(secret, id, 'reply.example.com'),
      bounceAddress(secret, id, 'reply.example.com', '='),
    ]) {
      const local = address.slice(0, address.indexOf('@'));
      expect(local.length).toBeLessThanOrEqual(64);
      expect(local).toMatch(/^[a-z0-9]+[+=][a-z0-9]+$/);
    }
  });

  it('do not work for each other', () => {
    expect(findReplyToken([secret], bounceAddress(secret, id, 'x.example'))).toBeNull();
    expect(findReplyToken([secret], unsubscribeAddress(secret, id, 'x.example'))).toBeNull();
    expect(readToken([secret], 'bounce', bounceAddress(secret, id, 'x.example'))).toBe(id);
    expect(readToken([secret], 'unsubscribe', unsubscribeUrl(secret, id, 'https://ajar.example/'))).toBe(id);
  });

  it('make one unsubscribe link whatever the public address ends with', () => {
    expect(unsubscribeUrl(secret, id, 'https://ajar.example/')).toBe(
      unsubscribeUrl(secret, id, 'https://ajar.example'),
    );
  });
});
