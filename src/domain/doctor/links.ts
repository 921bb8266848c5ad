import { type Check, checkOf, counted } from './check.ts';

export interface PublicUrlFacts {
  url: string;
  capture: boolean;
  /** What stands at the address; null: nobody looked. */
  certificate:
    | { kind: 'valid'; until: Date }
    | { kind: 'refused'; text: string }
    | { kind: 'unreachable'; text: string }
    | null;
  now: Date;
}

const dayMs = 86_400_000;
const soonDays = 14;

/** Whether people and mail programs reach us safely. */
export function judgePublicUrl({ url, capture, certificate, now }: PublicUrlFacts): Check {
  const says = checkOf('public-url', 'Public address');
  if (capture) return says.skipped(`${url}; nobody looked, since letters are only captured.`);
  if (!url.startsWith('https://'))
    return says.failure(`${url} is not https, and mail programs unsubscribe over https only.`, 'PUBLIC_URL=https://…');
  if (certificate === null) return says.skipped('Nobody looked.');
  const renew = `Renew the certificate of ${new URL(url).hostname} in the proxy before Ajar.`;
  if (certificate.kind === 'refused')
    return says.failure(`The certificate at ${url} is refused: ${certificate.text}.`, renew);
  if (certificate.kind === 'unreachable')
    return says.warning(
      `${url} cannot be reached from here: ${certificate.text}.`,
      `See that it can from outside: curl -I ${url}/healthz`,
    );
  const days = Math.floor((certificate.until.getTime() - now.getTime()) / dayMs);
  if (days < soonDays) return says.warning(`The certificate at ${url} ends in ${counted(days, 'day')}.`, renew);
  return says.ok(`${url} has a certificate for ${counted(days, 'day')} more.`);
}

/** `foreign`: letters of late whose links lead to another address than today's. */
export function judgeLinks(publicUrl: string, capture: boolean, foreign: number): Check {
  const says = checkOf('unsubscribe-links', 'Links to unsubscribe');
  if (foreign > 0 && !capture)
    return says.warning(
      `${counted(foreign, 'letter')} of the last 500 ${foreign === 1 ? 'has' : 'have'} links that lead elsewhere than ${publicUrl}.`,
      'Let the address before lead here for as long as people may follow those links, or set PUBLIC_URL back.',
    );
  return says.ok(`They lead to ${publicUrl}/u/….`);
}
