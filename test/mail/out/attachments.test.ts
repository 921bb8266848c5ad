import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestFilesBytes } from '../../../src/domain/threads/attachments.ts';
import { cleanFileName, contentTypeOf } from '../../../src/domain/threads/file-name.ts';
import { renderAnswer } from '../../../src/mail/out/answer-letter.ts';
import { openCapture } from '../../../src/mail/out/capture.ts';
import { encodeMime } from '../../../src/mail/out/mime.ts';
import { openResend } from '../../../src/mail/out/resend.ts';
import { openSmtp } from '../../../src/mail/out/smtp.ts';
import type { OutgoingFile, Transport } from '../../../src/mail/out/transport.ts';
import { openResendFake, type ResendFake } from '../../support/resend-fake.ts';
import { openSmtpSink } from '../../support/smtp-sink.ts';
import { makeHandover, makeId, makeLetter, parse } from './letters.ts';

function makeFile(filename: string, bytes: Uint8Array | string): OutgoingFile {
  return { filename, contentType: contentTypeOf(filename), bytes: Buffer.from(bytes) };
}

/** Every byte there is, so that nothing of it can be mistaken for text. */
const everyByte = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256);
const answer = (files: OutgoingFile[], n = 1) => makeLetter(n, { kind: 'answer', attachments: files });

describe('a letter with files as MIME', () => {
  it('reads back byte for byte, with its words as they are without', async () => {
    const files = [
      makeFile('Angebot „klein“ für Jo – 例え.pdf', everyByte),
      makeFile('plan.xlsx', 'x'),
      makeFile('notes.txt', 'Zeile 1\nZeile 2\r\n\n.\r\n--=_x\r\nFrom me'),
    ];
    const mail = await parse(encodeMime(answer(files)));
    const without = await parse(encodeMime(answer([])));
    expect([mail.text, mail.html, mail.subject]).toEqual([without.text, without.html, without.subject]);
    expect(
      mail.attachments.map(({ filename, contentType, contentDisposition }) => [
        filename,
        contentType,
        contentDisposition,
      ]),
    ).toEqual(files.map((file) => [file.filename, file.contentType, 'attachment']));
    mail.attachments.forEach(({ content }, at) => expect(content.equals(Buffer.from(files[at]!.bytes))).toBe(true));
  });

  it('is the same letter where there are none, and the same bytes each time', () => {
    const { attachments, ...none } = answer([]);
    expect(attachments).toBeUndefined();
    expect(encodeMime({ ...none, attachments: [] })).toEqual(encodeMime(none));
    const files = [makeFile('ä'.repeat(100), everyByte)];
    expect(encodeMime(answer(files))).toEqual(encodeMime(answer(files)));
  });

  it('carries any name and any bytes, in lines of ASCII that every server takes', async () => {
    const name = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aZ0 ."\';=%*()_-ÄßÉ例🙂שلام\r\n\t'), minLength: 1, maxLength: 200 }),
      fc.constantFrom('=?utf-8?B?QmNjOiB4?=.pdf', "utf-8''x.pdf", 'a"; filename="b.exe', '\r\nBcc: a@b.cc\r\n\r\nhi'),
    );
    const files = fc.array(fc.tuple(name, fc.uint8Array({ minLength: 1, maxLength: 300 })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(files, async (made) => {
        const attached = made.map(([given, bytes]) => makeFile(cleanFileName(given), bytes));
        const raw = Buffer.from(encodeMime(answer(attached))).toString('latin1');
        expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/);
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(100);
        const mail = await parse(Buffer.from(raw, 'latin1'));
        expect(mail.attachments.map(({ filename }) => filename)).toEqual(attached.map(({ filename }) => filename));
        mail.attachments.forEach(({ content }, at) => expect([...content]).toEqual([...attached[at]!.bytes]));
        expect(mail.headers.has('bcc')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('writes base64 in lines of 76 and says how it is written', () => {
    const raw = Buffer.from(encodeMime(answer([makeFile('a b.pdf', everyByte)]))).toString('latin1');
    const part = raw.slice(raw.indexOf('Content-Type: application/pdf'));
    expect(part).toMatch(
      /^Content-Type: application\/pdf; name="a b\.pdf"\r\nContent-Disposition: attachment; filename="a b\.pdf"\r\n/,
    );
    expect(part).toContain('Content-Transfer-Encoding: base64\r\n\r\n');
    const lines = part.slice(part.indexOf('\r\n\r\n') + 4, part.indexOf('\r\n--')).split('\r\n');
    expect(new Set(lines.slice(0, -1).map((line) => line.length))).toEqual(new Set([76]));
    expect(raw).toMatch(/^Content-Type: multipart\/mixed;\r\n boundary="=_files_/m);
  });

  it('stays below 25 MB with as many files as there may be and the longest words', () => {
    const longest = { body: '例'.repeat(20_000), locale: 'en', zone: 'UTC' };
    const words = renderAnswer({ ...longest, quote: { name: 'Jo', at: new Date(0), text: '語'.repeat(20_000) } });
    const size = Math.floor(largestFilesBytes / 10);
    const files = Array.from({ length: 10 }, (_, n) => makeFile(`${'ü'.repeat(140)}${n}.pdf`, Buffer.alloc(size, n)));
    expect(encodeMime({ ...answer(files), ...words }).byteLength).toBeLessThan(25_000_000);
  });
});

describe('a letter with files over Resend', () => {
  let fake: ResendFake;
  let transport: Transport;
  beforeEach(async () => {
    fake = await openResendFake();
    transport = openResend({ apiKey: fake.apiKey, baseUrl: fake.baseUrl, ratePerSecond: 1000, timeoutMs: 2_000 });
  });
  afterEach(async () => {
    await transport.close();
    await fake.close();
  });

  it('goes alone by the single call, as its documentation says, under its key', async () => {
    const files = [makeFile('Angebot für Jo.pdf', everyByte), makeFile('b.txt', 'b')];
    const letter = answer(files);
    const [said] = await transport.handOver(makeHandover(transport, [letter], 'a key'));
    expect(said).toEqual({ kind: 'accepted', providerId: fake.letters[0]?.id, response: null });
    expect(fake.calls).toMatchObject([{ path: '/emails', headers: { 'idempotency-key': 'a key' } }]);
    expect(fake.calls[0]?.headers['x-batch-validation']).toBeUndefined();
    expect(fake.letters).toMatchObject([
      {
        key: 'a key',
        html: letter.html,
        text: letter.text,
        tags: [{ name: 'message', value: makeId(1) }],
        attachments: files.map(({ filename, contentType, bytes }) => ({
          filename,
          content_type: contentType,
          content: Buffer.from(bytes).toString('base64'),
        })),
      },
    ]);
  });

  it('is repeated with the same key and bytes without a second copy', async () => {
    fake.mishaps.push({ do: 'take', answer: 'lost' });
    const handover = makeHandover(transport, [answer([makeFile('a.pdf', everyByte)])]);
    expect(await transport.handOver(handover)).toMatchObject([{ kind: 'unknown' }]);
    expect(await transport.handOver(handover)).toMatchObject([{ kind: 'accepted', providerId: fake.letters[0]?.id }]);
    expect(fake.letters).toHaveLength(1);
    expect(fake.calls[1]?.body).toBe(fake.calls[0]?.body);
  });

  it('fails with what Resend says of it', async () => {
    const handover = makeHandover(transport, [answer([makeFile('a.pdf', 'x')])]);
    fake.mishaps.push({ do: 'error', status: 422, name: 'invalid_attachment', message: 'Attachment is not valid.' });
    expect(await transport.handOver(handover)).toEqual([
      { kind: 'rejected', code: 'invalid_attachment', text: 'Attachment is not valid.' },
    ]);
    fake.mishaps.push({ do: 'error', status: 429, name: 'rate_limit_exceeded' });
    expect(await transport.handOver(handover)).toMatchObject([{ kind: 'refused', stop: 'pace' }]);
    fake.mishaps.push({ do: 'raw', body: '{}' });
    expect(await transport.handOver(handover)).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is never put into a batch, and the payload of letters without files is what it was', () => {
    expect(() => transport.encode([answer([makeFile('a.pdf', 'x')]), makeLetter(2)])).toThrow('goes alone');
    const batch = JSON.parse(Buffer.from(transport.encode([makeLetter(1)])).toString()) as object[];
    expect(batch).toHaveLength(1);
    expect(Object.keys(batch[0]!)).toEqual(['from', 'to', 'replyTo', 'subject', 'html', 'text', 'headers', 'tags']);
  });
});

describe('a letter with files over SMTP', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-files-'));
  const keyFile = path.join(folder, 'dkim.pem');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('arrives signed and whole, however large it may be', async () => {
    const sink = await openSmtpSink();
    const dkim = { domain: 'agency.example', selector: 'ajar', keyFile };
    const transport = openSmtp({ url: `${sink.url}?ignoreTLS=true`, dkim });
    const large = Buffer.alloc(largestFilesBytes - 1_000, 'Ajar ');
    const files = [makeFile('groß.pdf', large), makeFile('b.bin', everyByte)];
    expect(await transport.handOver(makeHandover(transport, [answer(files)]))).toMatchObject([{ kind: 'accepted' }]);
    const raw = sink.letters[0]!.raw;
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const { results } = await dkimVerify(raw, { resolver: async () => [[`v=DKIM1; k=rsa; p=${key}`]] });
    expect(results).toMatchObject([{ status: { result: 'pass' } }]);
    const mail = await parse(raw);
    mail.attachments.forEach(({ content }, at) => expect(content.equals(Buffer.from(files[at]!.bytes))).toBe(true));
    expect(mail.attachments).toHaveLength(2);
    await transport.close();
    await sink.close();
  }, 60_000);

  it('fails at once where the server takes no mail of that size', async () => {
    const sink = await openSmtpSink({}, { size: 100_000 });
    const transport = openSmtp({ url: `${sink.url}?ignoreTLS=true` });
    const letter = answer([makeFile('a.pdf', Buffer.alloc(200_000))]);
    expect(await transport.handOver(makeHandover(transport, [letter]))).toMatchObject([{ kind: 'rejected' }]);
    expect(sink.received).toHaveLength(0);
    await transport.close();
    await sink.close();
  });
});

it('captured is the mail that would have left', async () => {
  const capture = openCapture();
  const letter = answer([makeFile('a.pdf', everyByte)]);
  expect(capture.encode([letter])).toEqual(Buffer.from(encodeMime(letter)));
});
