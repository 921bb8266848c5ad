import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { describe, expect, it } from 'vitest';
import { checkSender, type DnsLookup } from '../../../src/mail/in/check-sender.ts';
import { rawMail } from '../../support/mails.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const records: Record<string, string[][]> = {
  'TXT s1._domainkey.northwind.example': [[`v=DKIM1; k=rsa; p=${published}`]],
  'TXT _dmarc.northwind.example': [['v=DMARC1; p=reject']],
  'TXT northwind.example': [['v=spf1 ip4:192.0.2.7 -all']],
};
const lookUp: DnsLookup = async (name, type) => {
  const found = records[`${type} ${name}`];
  if (found === undefined) throw Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
  return found;
};
const from = 'jo@northwind.example';
const received = (ip: string) =>
  `from mx.northwind.example (mx.northwind.example [${ip}]) by mail.agency.example with ESMTPS; Sat, 21 Nov 2026 11:55:00 +0000`;
const mail = (ip: string) =>
  rawMail({ 'Return-Path': `<${from}>`, Received: received(ip), To: 'mara@agency.example', Subject: 'Hello' }, 'Hello');
const signed = async (raw: Buffer) => {
  const { signatures } = await dkimSign(raw, {
    signatureData: [
      {
        signingDomain: 'northwind.example',
        selector: 's1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      },
    ],
  } as never);
  return Buffer.concat([Buffer.from(signatures), raw]);
};
const check = (raw: Uint8Array, options: Partial<Parameters<typeof checkSender>[1]> = {}) =>
  checkSender(raw, { fromAddress: from, ownDoor: true, lookUp, ...options });

describe('whether a mail is from who it says', () => {
  it('passes what the domain signed and handed over itself', async () => {
    // What stands above a signature was put there later: so does our own door's Received.
    const raw = Buffer.concat([Buffer.from(`Received: ${received('192.0.2.7')}\r\n`), await signed(mail('192.0.2.7'))]);
    expect(await check(raw)).toEqual({ domain: 'northwind.example', spf: 'pass', dkim: 'pass', dmarc: 'pass' });
  });
  it('fails what comes from elsewhere without a signature', async () => {
    expect(await check(mail('198.51.100.9'))).toMatchObject({ spf: 'fail', dkim: 'none', dmarc: 'fail' });
  });
  it('fails a signature over other words', async () => {
    const raw = Buffer.from((await signed(mail('192.0.2.7'))).toString().replace('\r\n\r\nHello', '\r\n\r\nOther'));
    expect(await check(raw)).toMatchObject({ dkim: 'fail' });
  });
  it('does not ask for SPF where the address cannot be believed, and then says no DMARC failure', async () => {
    expect(await check(mail('198.51.100.9'), { ownDoor: false })).toMatchObject({ spf: 'none', dmarc: 'unknown' });
    expect(await check(mail('10.0.0.4'))).toMatchObject({ spf: 'none' });
  });
  it('says unknown when the DNS does not answer', async () => {
    const lost: DnsLookup = async () => {
      throw Object.assign(new Error('away'), { code: 'ESERVFAIL' });
    };
    const { dkim, dmarc } = await check(await signed(mail('192.0.2.7')), { lookUp: lost });
    expect([dkim, dmarc]).toEqual(['unknown', 'unknown']);
  });
});
