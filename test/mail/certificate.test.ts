import type { AddressInfo } from 'node:net';
import { createServer as createPlain } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCertificate } from '../../src/mail/certificate.ts';
import { localhost } from '../support/tls.ts';

const server = createServer({ cert: localhost.cert, key: localhost.key });
const plain = createPlain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
beforeAll(async () => {
  for (const one of [server, plain]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  plain.close();
});
const portOf = (one: typeof plain) => (one.address() as AddressInfo).port;

describe('the certificate at an address', () => {
  it('is good where somebody trusts it, and says until when', async () => {
    const found = await findCertificate(`https://localhost:${portOf(server)}`, localhost.cert);
    expect(found).toMatchObject({ kind: 'valid' });
    expect(found.kind === 'valid' && found.until.getUTCFullYear()).toBeGreaterThan(2100);
  });
  it('is refused where nobody does', async () => {
    expect(await findCertificate(`https://127.0.0.1:${portOf(server)}`)).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/self.signed/i) as string,
    });
  });
  it('is not there where nobody speaks TLS, or nobody listens', async () => {
    expect((await findCertificate(`https://127.0.0.1:${portOf(plain)}`)).kind).not.toBe('valid');
    expect(await findCertificate('https://127.0.0.1:1')).toMatchObject({ kind: 'unreachable' });
  });
});
