import { describe, expect, it } from 'vitest';
import { letterIdOf } from '../../../src/mail/out/compose.ts';
import { findReplyToken, readToken } from '../../../src/mail/token.ts';
import { makeId, makeLetter, secret } from './letters.ts';

describe('a campaign letter', () => {
  const letter = makeLetter(7);
  const header = (name: string) => letter.headers.find(([one]) => one === name)?.[1];

  it('can be stopped with one click over https and by mail', () => {
    const [, web, mail] = /^<(https:[^>]+)>, <mailto:([^>?]+)\?subject=unsubscribe>$/.exec(
      header('List-Unsubscribe')!,
    )!;
    expect(web).toMatch(/^https:\/\/ajar\.agency\.example\/u\/[a-z2-7]{43}$/);
    expect(readToken([secret], 'unsubscribe', web!)).toBe(makeId(7));
    expect(readToken([secret], 'unsubscribe', mail!)).toBe(makeId(7));
    expect(header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it('names itself in the reply address, the envelope sender, the Message-ID and References', () => {
    expect(findReplyToken([secret], letter.replyTo.address)).toBe(makeId(7));
    expect(readToken([secret], 'bounce', letter.envelopeFrom)).toBe(makeId(7));
    expect(letter.messageId).toBe(`${makeId(7)}@reply.agency.example`);
    expect([letter.messageId, ...letter.references].map(letterIdOf)).toEqual([makeId(7), makeId(7)]);
    expect(letter.inReplyTo).toBeNull();
  });

  it('never calls itself automatic and never breaks threading', () => {
    expect(letter.headers.map(([name]) => name)).toEqual(['List-Unsubscribe', 'List-Unsubscribe-Post']);
  });

  it('is the same letter when it is composed again', () => {
    expect(makeLetter(7)).toEqual(letter);
  });
});

describe('a letter that continues a thread', () => {
  const earlier = ['first@reply.agency.example', '<0100-seen@eu-west-1.amazonses.com>'];

  it('answers the last letter under the subject of the first', () => {
    const letter = makeLetter(2, { thread: { subject: 'Re: Thank you', messageIds: earlier }, subject: 'ignored' });
    expect(letter.subject).toBe('Re: Thank you');
    expect(letter.inReplyTo).toBe('0100-seen@eu-west-1.amazonses.com');
    expect(letter.references).toEqual([
      'first@reply.agency.example',
      `${makeId(2)}.letter@reply.agency.example`,
      '0100-seen@eu-west-1.amazonses.com',
    ]);
  });

  it('keeps the first and the latest references of a long thread', () => {
    const messageIds = Array.from({ length: 40 }, (_, n) => `m${n}@x.example`);
    const { references } = makeLetter(3, { thread: { subject: 'Thank you', messageIds } });
    expect(references).toHaveLength(11);
    expect(references[0]).toBe('m0@x.example');
    expect(references.at(-1)).toBe('m39@x.example');
    expect(references).toContain(`${makeId(3)}.letter@reply.agency.example`);
  });
});

describe('other letters', () => {
  it('of a rep carry no List-Unsubscribe, but find their thread', () => {
    const letter = makeLetter(4, { kind: 'answer' });
    expect(letter.headers).toEqual([]);
    expect(findReplyToken([secret], letter.replyTo.address)).toBe(makeId(4));
  });

  it('to our own people say that a machine wrote them and are answered to their sender', () => {
    const letter = makeLetter(5, { kind: 'notice' });
    expect(letter.headers).toEqual([['Auto-Submitted', 'auto-generated']]);
    expect(letter.replyTo.address).toBe('mara@agency.example');
  });

  it('without REPLY_DOMAIN use a domain that is nobody’s', () => {
    const house = { secret, replyDomain: null, publicUrl: 'http://localhost:3000' };
    const letter = makeLetter(6, { house });
    for (const text of [letter.messageId, letter.envelopeFrom, letter.replyTo.address, letter.references[0]]) {
      expect(text).toMatch(/@ajar\.invalid$/);
    }
  });
});

describe('what comes from people', () => {
  it('cannot break out of its line, hide its direction or carry half a character', () => {
    const letter = makeLetter(8, {
      subject: 'Hello\r\nBcc: everybody@x.example\u2028\0 \ud800',
      from: { name: 'Ma\nra\u202e Lind', address: 'mara@agency.example' },
      to: { name: ' \r\n ', address: 'jo@northwind.example' },
      text: 'a\0b\n\ud800',
    });
    expect(letter.subject).toBe('Hello Bcc: everybody@x.example \ufffd');
    expect(letter.from.name).toBe('Ma ra Lind');
    expect(letter.to.name).toBeNull();
    expect(letter.text).toBe('ab\n\ufffd');
  });

  it.each(['someone@elsewhere.example', makeId(1), 'not-a-uuid@reply.agency.example', ''])(
    'is not taken for an id of ours: %j',
    (text) => {
      expect(letterIdOf(text)).toBeNull();
    },
  );
});
