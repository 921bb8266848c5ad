import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLetters } from '../../src/mail/out/make-letters.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { copyLocales, defaultCopy, letterKinds, sampleProps } from '../../src/mail/render.ts';
import { unsubscribeUrl } from '../../src/mail/token.ts';
import { openSmtpSink } from '../support/smtp-sink.ts';
import { scoreMails } from '../support/spamassassin.ts';
import { isPresent, missingForInterop } from './present.mjs';

const missing = missingForInterop(['spamassassin']);
const because = missing.length === 0 ? '' : ` (skipped because ${missing.join(' ')})`;
const house = {
  secret: 'a secret of thirty-two bytes or more',
  replyDomain: 'reply.agency.example',
  publicUrl: 'https://ajar.agency.example',
};
const samples = letterKinds.flatMap((kind) =>
  copyLocales.flatMap((locale) => (['full', 'smallest'] as const).map((size) => ({ kind, locale, size }))),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-spam-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each sample as a server gets it over SMTP, signed, with links that carry real tokens. */
async function lettersOnTheWire(): Promise<Buffer[]> {
  const date = new Date();
  const orders = samples.map(({ kind, locale, size }, at) => {
    const id = `0193b0a0-7c1e-7000-8000-${at.toString(16).padStart(12, '0')}`;
    const stop = unsubscribeUrl(house.secret, id, house.publicUrl);
    const props = sampleProps(kind, size, locale);
    const keepInTouch = props.links.keepInTouch && `${stop}?keep=1`;
    return {
      id,
      from: { name: 'Mara Lindqvist', address: 'mara@agency.example' },
      to: { name: size === 'full' ? 'Jo Brandt' : null, address: 'jo@northwind.example' },
      thread: null,
      letter: {
        kind,
        locale,
        copy: defaultCopy(kind, locale),
        props: { ...props, links: { stop, choose: `${stop}?choose=1`, keepInTouch } },
        today: date.toISOString().slice(0, 10),
      },
    };
  });
  const made = await makeLetters(orders, { house, date, asMime: true });
  const keyFile = path.join(folder, 'dkim.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const sink = await openSmtpSink();
  const transport = openSmtp({ url: sink.url, dkim: { domain: 'agency.example', selector: 'ajar', keyFile } });
  try {
    for (const one of made) {
      if (one.kind !== 'letter') throw new Error(`A sample is no letter: ${one.kind}`);
      const { id, envelopeFrom, to } = one.outgoing;
      const letters = [{ id, envelopeFrom, to: to.address }];
      const bytes = transport.encode([one.outgoing]);
      expect(await transport.handOver({ key: id, letters, bytes })).toMatchObject([{ kind: 'accepted' }]);
    }
    return sink.letters.map(({ raw }) => raw);
  } finally {
    await transport.close();
    await sink.close();
  }
}

describe.skipIf(!isPresent('spamassassin'))(`SpamAssassin${because}`, () => {
  it('gives every letter in every language less than one point', async () => {
    const mails = await lettersOnTheWire();
    expect(mails[0]!.toString()).toMatch(/^DKIM-Signature: /);
    const scores = await scoreMails(folder, mails);
    const told = samples.map(({ kind, locale, size }, at) => ({
      letter: `${kind} (${locale}, ${size})`,
      ...scores[at]!,
    }));
    for (const { letter, score, rules } of told) console.log(`spam: ${letter} ${score} ${rules.join(' ')}`);
    expect(told.filter(({ score }) => !(score < 1))).toEqual([]);
  });

  it('is awake: it knows its own test mail', async () => {
    const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
    const [seen] = await scoreMails(folder, [Buffer.from(`From: a@a.example\r\nSubject: x\r\n\r\n${gtube}\r\n`)]);
    expect(seen!.score).toBeGreaterThan(900);
  });
});
