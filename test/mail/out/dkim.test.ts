import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openDkim } from '../../../src/mail/out/dkim.ts';
import { composeNotice } from '../../../src/mail/out/notice.ts';
import { openSmtp } from '../../../src/mail/out/smtp.ts';
import type { OutgoingLetter } from '../../../src/mail/out/transport.ts';
import { sayProblem } from '../../../src/cli/problem.ts';
import { openSmtpSink } from '../../support/smtp-sink.ts';
import { makeHandover, makeId, makeLetter, noon, secret } from './letters.ts';

const folder = mkdtempSync(join(tmpdir(), 'ajar-dkim-'));
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keep(name: string, key: KeyObject | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}

const dkim = { domain: 'agency.example', selector: 'ajar', keyFile: keep('dkim.pem', keys.privateKey) };

/** The DNS of this test: one key, asked for by name. */
async function resolver(name: string, type: string): Promise<string[][]> {
  if (`${type} ${name}` !== 'TXT ajar._domainkey.agency.example')
    throw Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
  return [[`v=DKIM1; k=rsa; p=${keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]];
}

interface Verified {
  status: { result: string; aligned?: string | false };
  signingHeaders: { keys: string };
  modulusLength?: number;
}

async function verify(raw: Buffer): Promise<Verified[]> {
  const { results } = await dkimVerify(raw, { resolver });
  return results as unknown as Verified[];
}

/** A letter as it arrives, through a real server. */
async function arrive(letter: OutgoingLetter): Promise<Buffer> {
  const sink = await openSmtpSink();
  open.push(sink);
  const transport = openSmtp({ url: sink.url, dkim });
  open.push(transport);
  expect(await transport.handOver(makeHandover(transport, [letter]))).toMatchObject([{ kind: 'accepted' }]);
  return sink.letters[0]!.raw;
}

const house = { secret, replyDomain: 'reply.agency.example', publicUrl: 'https://ajar.agency.example' };
const notice = composeNotice({
  id: makeId(7),
  house,
  from: { name: 'Agency', address: 'letters@agency.example' },
  to: { name: 'Mara', address: 'mara@agency.example' },
  subject: 'Jo answered — Müller & Söhne',
  text: 'Jo wrote:\n\n  trailing blanks   \n.\n\n\n',
  html: null,
  date: noon,
});

describe('the signature of the house', () => {
  it('covers both headers by which a letter is stopped, and the domain of From stands for it', async () => {
    const raw = await arrive(makeLetter(1));
    const [signature, ...others] = await verify(raw);
    expect(others).toEqual([]);
    expect(signature?.status).toMatchObject({ result: 'pass', aligned: 'agency.example' });
    expect(signature?.signingHeaders.keys.toLowerCase().split(/\s*:\s*/)).toEqual(
      expect.arrayContaining([
        'from',
        'to',
        'reply-to',
        'subject',
        'date',
        'message-id',
        'mime-version',
        'content-type',
        'references',
        'list-unsubscribe',
        'list-unsubscribe-post',
      ]),
    );
  });

  it.each<[string, OutgoingLetter]>([
    [
      'an answer of a rep',
      makeLetter(2, { kind: 'answer', thread: { subject: 'Hello', messageIds: ['a@b.example'] } }),
    ],
    ['mail of the house', notice],
    ['a letter in many scripts', makeLetter(3, { subject: 'Grüße 你好 👋'.repeat(12), text: '你好\n'.repeat(400) })],
    ['a letter of one very long word', makeLetter(4, { text: 'x'.repeat(3000), subject: 'y'.repeat(1200) })],
    ['a letter with blank lines and dots', makeLetter(5, { text: '.\n..\n \t \n\n\n', html: '<p>.</p>\n\n\n' })],
  ])('stands on %s, too', async (_what, letter) => {
    expect(await verify(await arrive(letter))).toMatchObject([
      { status: { result: 'pass', aligned: 'agency.example' } },
    ]);
  });

  it.each([
    ['List-Unsubscribe is another', '<https://ajar.agency.example/u/', '<https://evil.agency.example/u/'],
    ['List-Unsubscribe-Post is gone', 'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n', ''],
    ['the subject is another', 'Subject: Thank', 'Subject: Blank'],
  ])('breaks where %s', async (_what, from, to) => {
    const raw = (await arrive(makeLetter(6))).toString('latin1');
    expect(raw).toContain(from);
    const [signature] = await verify(Buffer.from(raw.replace(from, to), 'latin1'));
    expect(signature?.status.result).not.toBe('pass');
  });
});

describe('a key that is no good is refused at the start, in words that name it', () => {
  const elliptic = generateKeyPairSync('ed25519').privateKey;
  const weak = generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey;
  it.each([
    ['a file that is not there', join(folder, 'none.pem'), /cannot be read as a private key in PEM form \(ENOENT\)/],
    ['a file without a key', keep('text.pem', 'not a key'), /cannot be read as a private key in PEM form/],
    ['a public key', keep('public.pem', keys.publicKey.export({ type: 'spki', format: 'pem' }) as string), /cannot be/],
    ['a key of another kind', keep('ed25519.pem', elliptic), /type ed25519; it must be RSA/],
    ['a weak key', keep('weak.pem', weak), /768 bits.*2048 are advised/],
  ])('%s', (_what, keyFile, words) => {
    let said = '';
    try {
      openDkim({ ...dkim, keyFile });
    } catch (error) {
      said = sayProblem(error);
    }
    expect(said).toMatch(/^ajar: DKIM_KEY_FILE \//);
    expect(said).toMatch(words);
    // A sentence for a person, no stack.
    expect(said.split('\n')).toHaveLength(1);
    expect(() => openSmtp({ url: 'smtp://127.0.0.1:1', dkim: { ...dkim, keyFile } })).toThrow(keyFile);
  });

  it('and one of 1024 bits still signs', () => {
    const keyFile = keep('short.pem', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
    expect(() => openDkim({ ...dkim, keyFile })).not.toThrow();
  });
});
