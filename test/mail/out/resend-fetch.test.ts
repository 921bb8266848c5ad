import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openResendFetch, type ResendFetch } from '../../../src/mail/out/resend-fetch.ts';
import { openResend } from '../../../src/mail/out/resend.ts';
import { openResendFake, type ResendFake } from '../../support/resend-fake.ts';
import { makeHandover, makeId, makeLetter } from './letters.ts';

let fake: ResendFake;
let resend: ResendFetch;
beforeEach(async () => {
  fake = await openResendFake();
  resend = openResendFetch({ apiKey: fake.apiKey, baseUrl: fake.baseUrl, timeoutMs: 1000, maxBytes: 100_000 });
});
afterEach(() => fake.close());

describe('a received mail', () => {
  it('comes as the very bytes', async () => {
    const raw = Buffer.from([...Buffer.from('Subject: a\r\n\r\n'), 0xff, 0x00, 0x0a]);
    expect(Buffer.from(await resend.fetchReceivedRaw(fake.receive(raw)))).toEqual(raw);
  });

  it('is not fetched when Resend does not know it, or the id is no id', async () => {
    await expect(resend.fetchReceivedRaw(makeId(1))).rejects.toThrow('not_found');
    await expect(resend.fetchReceivedRaw('../domains')).rejects.toThrow('no id');
    expect(fake.calls.map((call) => call.path)).toEqual([`/emails/receiving/${makeId(1)}?html_format=cid`]);
  });

  it('is cut off at the limit', async () => {
    await expect(resend.fetchReceivedRaw(fake.receive(Buffer.alloc(100_001)))).rejects.toThrow('larger than 100000');
  });

  it.each([
    'http://inbound-cdn.resend.com/x',
    'https://resend.com.evil.example/x',
    'https://evilresend.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/x',
    'https://localhost/x',
    'https://inbound-cdn.resend.com:8443/x',
    'https://user:pass@inbound-cdn.resend.com/x',
    'file:///etc/passwd',
    'not a url',
  ])('is not downloaded from %s', async (downloadUrl) => {
    const id = fake.receive(Buffer.from('x'), { downloadUrl });
    await expect(resend.fetchReceivedRaw(id)).rejects.toThrow(/not downloaded from|may not carry a log-in|Invalid URL/);
  });

  it.each([
    ['to another host', '/away', 'not downloaded from'],
    ['in circles', '/round', 'redirected too often'],
  ])('is not followed %s', async (_where, path, reason) => {
    let hits = 0;
    const other = await listen((_request, response) => {
      hits += 1;
      response.end('secret');
    });
    const luring = await listen((request, response) => {
      if (request.url?.startsWith('/emails/')) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'x', raw: { download_url: `${luring.origin}${path}` } }));
        return;
      }
      response.writeHead(302, { location: request.url === '/away' ? other.origin : '/round' }).end();
    });
    const lured = openResendFetch({ apiKey: fake.apiKey, baseUrl: luring.origin });
    await expect(lured.fetchReceivedRaw('x')).rejects.toThrow(reason);
    expect(hits).toBe(0);
    other.close();
    luring.close();
  });

  it('does not take for ever', async () => {
    const silent = await listen(() => {});
    const slow = openResendFetch({ apiKey: 'k', baseUrl: silent.origin, timeoutMs: 100 });
    await expect(slow.fetchReceivedRaw('x')).rejects.toThrow('application_error');
    silent.close();
  });
});

describe('a letter that was sent', () => {
  it('is looked up by the id Resend gave it', async () => {
    const transport = openResend({ apiKey: fake.apiKey, baseUrl: fake.baseUrl });
    await transport.handOver(makeHandover(transport, [makeLetter(1)]));
    const [taken] = fake.letters;
    expect(await resend.findSent(taken!.id)).toEqual({
      messageId: taken?.message_id.replace(/[<>]/g, ''),
      lastEvent: 'sent',
      tags: { message: makeId(1) },
    });
    expect(await resend.findSent(makeId(9))).toBeNull();
  });
});

async function listen(onRequest: RequestListener): Promise<{ origin: string; close(): void }> {
  const server = createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
