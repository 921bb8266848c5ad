import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { AjarError } from '../../errors.ts';

/**
 * Refuses what another site makes a browser send along with somebody's cookie: what changes something must come from one
 * of our own pages, as the browser says (Sec-Fetch-Site; where it does not know that header, Origin).
 *
 * @throws wrong_origin
 */
export function refuseOtherSites({ method, headers, host }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  const site = headers['sec-fetch-site'];
  if (site === undefined ? isOwnOrigin(headers.origin, host) : site === 'same-origin') return;
  throw new AjarError('wrong_origin', 'What changes something must be sent by a page of Ajar itself.');
}

function isOwnOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === withoutDefaultPort(host, origin);
}

/**
 * Refuses a host name that is not ours: a name of somebody else's that was made to point here (DNS rebinding) would give
 * their page the rights of one of ours. The names of the machine itself are nobody else's, so they always do.
 *
 * @throws wrong_host
 */
export function refuseOtherHosts({ config }: App, { host }: FastifyRequest): void {
  const own = new URL(config.publicUrl).host;
  if (withoutDefaultPort(host, config.publicUrl) === own) return;
  if (/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host)) return;
  throw new AjarError(
    'wrong_host',
    `This Ajar is at ${config.publicUrl} (PUBLIC_URL); it answers people under no other name.`,
  );
}

function withoutDefaultPort(host: string, url: string): string {
  const lower = host.toLowerCase();
  return url.startsWith('https:') ? lower.replace(/:443$/, '') : lower.replace(/:80$/, '');
}
