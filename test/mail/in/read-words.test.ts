import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { addressesInBytes } from '../../../src/domain/inbound/addresses.ts';
import { readWords } from '../../../src/mail/in/parse.ts';
import { cpuMs } from '../../support/cpu.ts';

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'));
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
const all = async (raw: Uint8Array) => {
  const words = await readWords(raw);
  return words === null ? null : [...words.texts, ...words.bytes].join('\n');
};

it.each([
  ['a plain body', mail('From: a@b.example', '', 'jo@northwind.example')],
  ['base64', mail('From: a@b.example', 'Content-Transfer-Encoding: base64', '', base64('jo@northwind.example'))],
  ['quoted-printable', mail('Content-Transfer-Encoding: quoted-printable', '', 'jo=40north=', 'wind.example')],
  [
    'UTF-16',
    mail(
      'Content-Type: text/plain; charset=utf-16le',
      'Content-Transfer-Encoding: base64',
      '',
      base64(Buffer.from('jo@northwind.example', 'utf16le')),
    ),
  ],
  [
    'an encoded word in any field',
    mail(`X-Note: =?utf-8?B?${base64('jo@north')}?=`, ` =?utf-8?Q?wind=2Eexample?=`, '', 'x'),
  ],
  ['HTML with entities', mail('Content-Type: text/html', '', '<p>jo&#64;<b>northwind</b>.example</p>')],
  [
    'HTML that is nested too deep to read',
    mail(
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      '',
      base64(`${'<div>'.repeat(60_000)}jo@northwind.example`),
    ),
  ],
  [
    'a gzip in a part',
    mail(
      'Content-Type: application/gzip',
      'Content-Transfer-Encoding: base64',
      '',
      base64(gzipSync('jo@northwind.example')),
    ),
  ],
  [
    'a part that no boundary leads to',
    mail(
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--y',
      'Content-Transfer-Encoding: base64',
      '',
      base64('jo@northwind.example'),
    ),
  ],
])('finds an address in %s', async (_, raw) => {
  const words = await all(raw);
  expect(words).toContain('jo@northwind.example');
  expect(addressesInBytes(words ?? '')).toContain('jo@northwind.example');
});

it('reads a mail with a large attachment to its end', async () => {
  const noise = Buffer.alloc(12 * 1024 * 1024, 'a few bytes that say nothing, \u0001 and not as text either ');
  const file = Buffer.concat([
    noise,
    Buffer.from('jo@northwind.example', 'utf16le'),
    Buffer.from(' lee@northwind.example'),
  ]);
  const lines = base64(file).replaceAll(/.{76}/g, '$&\r\n');
  const head = ['From: a@b.example', 'Content-Type: multipart/mixed; boundary=x', '', '--x'];
  const part = [
    'Content-Type: application/msword; name=a.doc',
    'Content-Transfer-Encoding: base64',
    '',
    lines,
    '--x--',
  ];
  const words = await all(mail(...head, ...part));
  expect(words).toContain('jo@northwind.example');
  expect(words).toContain('lee@northwind.example');
});

it('finds an address behind megabytes of words in every coding', async () => {
  const name = 'jo@northwind.example';
  const much = 'Some words in a line.\r\n'.repeat(400_000);
  for (const [coding, body] of [
    ['7bit', `${much}${name}`],
    ['quoted-printable', `${much}jo=40north=\r\nwind.example`],
    ['base64', base64(`${much}${name}`).replaceAll(/.{76}/g, '$&\r\n')],
  ])
    expect([coding, (await all(mail(`Content-Transfer-Encoding: ${coding}`, '', body!)))?.includes(name)]).toEqual([
      coding,
      true,
    ]);
});

it('unpacks no more than it can hold', async () => {
  const packed = deflateRawSync(Buffer.alloc(31 * 1024 * 1024));
  const entry = Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\0\0\0\u0008\0', 'latin1'), Buffer.alloc(20), packed]);
  const zip = base64(Buffer.concat(Array.from({ length: 50 }, () => entry)));
  expect(
    await readWords(mail('Content-Type: application/zip', 'Content-Transfer-Encoding: base64', '', zip)),
  ).toBeNull();
  expect(await all(mail('From: a@b.example', '', 'Hi'))).toContain('Hi');
});

it('says when a mail is not read to its end', async () => {
  expect(await readWords(Buffer.alloc(0))).toBeNull();
  expect(await readWords(Buffer.alloc(36 * 2 ** 20 + 1, 'a'))).toBeNull();
});

it('looks through megabytes that are no text in a moment', async () => {
  const bytes = `${'A'.repeat(5_000_000)}@${'b'.repeat(5_000_000)} jo@northwind.example ${'@'.repeat(50_000)} ${'a@b.c '.repeat(2_000_000)}`;
  let found: ReturnType<typeof addressesInBytes> = [];
  const cost = await cpuMs(() => (found = addressesInBytes(bytes)));
  expect(found).toContain('jo@northwind.example');
  expect(cost).toBeLessThan(2_000);
});
