import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeMime } from '../../../src/mail/out/mime.ts';
import type { OutgoingLetter } from '../../../src/mail/out/transport.ts';
import { makeId, makeLetter, noon, parse } from './letters.ts';

const textOf = (letter: OutgoingLetter) => Buffer.from(encodeMime(letter)).toString('latin1');
const headerNames = (raw: string) =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')));
const usual = ['From', 'To', 'Reply-To', 'Subject', 'Message-ID', 'Date', 'References', 'List-Unsubscribe'];
const allNames = [...usual, 'List-Unsubscribe-Post', 'MIME-Version', 'Content-Type'];

describe('a letter as MIME', () => {
  it('reads back as it was composed', async () => {
    const letter = makeLetter(1, {
      thread: { subject: 'Danke für alles', messageIds: ['a@x.example', 'b@y.example'] },
    });
    const mail = await parse(encodeMime(letter));
    expect(mail.from?.value).toEqual([letter.from]);
    expect(mail.to).toMatchObject({ value: [letter.to] });
    expect(mail.replyTo?.value).toEqual([letter.replyTo]);
    expect(mail.subject).toBe('Re: Danke für alles');
    expect(mail.messageId).toBe(`<${letter.messageId}>`);
    expect(mail.inReplyTo).toBe('<b@y.example>');
    expect(mail.references).toEqual(letter.references.map((one) => `<${one}>`));
    expect(mail.date).toEqual(noon);
    expect(mail.text?.trimEnd()).toBe(letter.text.trimEnd());
    expect(mail.html).toBe(letter.html);
    expect(mail.attachments).toEqual([]);
  });

  it('has each header of RFC 8058 once and on one line after unfolding', () => {
    const letter = makeLetter();
    const unfolded = textOf(letter).replace(/\r\n(?=[ \t])/g, '');
    expect(headerNames(textOf(letter))).toEqual(allNames);
    expect(unfolded).toContain(`\r\nList-Unsubscribe: ${letter.headers[0]![1]}\r\n`);
    expect(unfolded).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(unfolded).toContain('\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n');
  });

  it('is the same bytes each time', () => {
    expect(encodeMime(makeLetter(3))).toEqual(encodeMime(makeLetter(3)));
  });

  it('carries any subject, name and body through, and nothing of them becomes a header', async () => {
    const scripts = fc.constantFrom(...'aZ09 .,"\\()<>@:;=?_-%\t\r\nÄßé例え🙂👩‍👩‍👧שלום\u0301\u2028\0\ud83d');
    const line = fc.oneof(
      fc.string({ unit: scripts, maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        '=?utf-8?B?QmNjOiB4?=',
        '=?utf-8?Q?=0D=0ABcc=3A_x?=',
        'x'.repeat(2000),
        '\r\nBcc: a@b.cc\r\n\r\nhi',
      ),
    );
    const body = fc.oneof(
      line,
      fc.array(line).map((lines) => lines.join('\n')),
      fc.constant('.\r\n.\r\nFrom me\r\n--=_x'),
    );
    await fc.assert(
      fc.asyncProperty(line, line, body, body, async (subject, name, text, html) => {
        const letter = makeLetter(1, {
          subject,
          from: { name, address: 'mara@agency.example' },
          to: { name: subject, address: 'jo@northwind.example' },
          text,
          html: `<p>${html}</p>`,
        });
        const raw = textOf(letter);
        expect(headerNames(raw)).toEqual(allNames);
        expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/);
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(Math.max(...raw.split('\r\n').map((one) => one.length))).toBeLessThanOrEqual(998);
        const mail = await parse(encodeMime(letter));
        expect(mail.subject ?? '').toBe(letter.subject);
        expect(mail.from?.value).toEqual([{ name: letter.from.name ?? '', address: 'mara@agency.example' }]);
        expect(mail.to).toMatchObject({ value: [{ name: letter.to.name ?? '', address: 'jo@northwind.example' }] });
        expect(mail.text?.replace(/\n$/, '')).toBe(letter.text.replace(/\r\n?/g, '\n').replace(/\n$/, ''));
        expect(mail.html).toBe(letter.html.replace(/\r\n?/g, '\n'));
      }),
      { numRuns: 300 },
    );
  });

  it('folds what is long and folds nothing else', () => {
    const messageIds = Array.from({ length: 10 }, (_, n) => `${makeId(n)}@reply.agency.example`);
    const raw = textOf(makeLetter(1, { thread: { subject: 'word '.repeat(60), messageIds } }));
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n');
    const foldable = head.filter((one) => one.length > 78 && / [^ ]/.test(one.trim()) && !one.includes('https://'));
    expect(foldable).toEqual([]);
  });
});

describe('the cost of a letter', () => {
  const paragraph =
    '<p style="font-size:16px;line-height:24px">Hello Jo, the door stays ajar — no exclamation mark.</p>';
  /** What React Email's Preview appends, so that a mail client shows nothing of the letter beside it. */
  const padding = '\u00a0\u200c\u200b\u200d\u200e\u200f\ufeff'.repeat(30);
  const letter = makeLetter(1, {
    html: `<html><body><div>${padding}</div>${paragraph.repeat(80)}</body></html>`,
    text: 'The door stays ajar.\n'.repeat(50),
  });
  const { from, to, replyTo, subject, html, text, messageId, references, headers, date } = letter;

  const composeByLibrary = () =>
    new MailComposer({
      from: { name: from.name ?? '', address: from.address },
      to: { name: to.name ?? '', address: to.address },
      replyTo: { name: replyTo.name ?? '', address: replyTo.address },
      headers: headers.map(([key, value]) => ({ key, value })),
      subject,
      html,
      text,
      messageId,
      references: references.join(' '),
      date,
    })
      .compile()
      .build();

  async function microseconds(rounds: number, once: () => unknown): Promise<number> {
    const start = performance.now();
    for (let n = 0; n < rounds; n += 1) await once();
    return ((performance.now() - start) / rounds) * 1000;
  }

  it('is at least ten times less than with MailComposer', { retry: 2 }, async () => {
    await microseconds(100, composeByLibrary);
    await microseconds(500, () => encodeMime(letter));
    const ratios: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const library = await microseconds(60, composeByLibrary);
      const ours = await microseconds(600, () => encodeMime(letter));
      ratios.push(library / ours);
      if (process.env.AJAR_SHOW_FIGURES)
        console.log(`MailComposer ${library.toFixed(0)} µs, ours ${ours.toFixed(0)} µs`);
    }
    expect(ratios.toSorted((a, b) => a - b)[2]).toBeGreaterThan(10);
  });
});
