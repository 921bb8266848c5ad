import { type Check, checkOf, counted } from './check.ts';

export type ShownCertificate =
  /** `doubt`: why a strict mail server would not believe it; `forUs`: it stands for a name that mail servers look for. */
  { kind: 'shown'; until: Date; doubt: string | null; forUs: boolean } | { kind: 'broken'; text: string };

/** What our own SMTP listener does when a mail server comes. */
export type ListenerFacts =
  | { kind: 'unreachable'; text: string }
  /** Somebody answers, but not with a greeting. */
  | { kind: 'refused'; text: string }
  /** `name`: what it calls itself; `certificate` null: it offers no STARTTLS. */
  | { kind: 'open'; name: string; certificate: ShownCertificate | null };

export interface ListenerSetting {
  /** As SMTP_LISTEN says it. */
  place: string;
  /** What it should call itself. */
  name: string;
  hasCertificate: boolean;
  /** It is heard on this machine only, so that somebody else speaks TLS before it. */
  isLocal: boolean;
  /** The names by which mail servers come: those of the MX records, where they are known. */
  names: readonly string[];
}

const dayMs = 86_400_000;
const soonDays = 14;

/** Whether mail servers reach our listener, and whether they can encrypt (RFC 3207). */
export function judgeListener(setting: ListenerSetting, facts: ListenerFacts, now: Date): Check {
  const { place, name, hasCertificate, isLocal } = setting;
  const says = checkOf('smtp-listen', 'SMTP listener');
  const restart = 'Start "npx ajar serve", and look for what it says of SMTP_LISTEN.';
  if (facts.kind === 'unreachable')
    return says.failure(
      `Nobody answers at ${place} (${facts.text}): mail servers try for some days, then give up.`,
      restart,
    );
  if (facts.kind === 'refused')
    return says.warning(
      `At ${place} it says "${facts.text}".`,
      'Run this again in a minute; if it stays so, see who is connected: ajar_smtp_connections in /metrics.',
    );
  if (facts.name !== name)
    return says.failure(
      `At ${place} something else answers, which calls itself ${facts.name}.`,
      'Stop what has that port, or change SMTP_LISTEN.',
    );
  if (facts.certificate !== null) return judgeShown(setting, facts.certificate, now);
  if (hasCertificate)
    return says.failure(`It answers at ${place}, but does not offer STARTTLS although it has a certificate.`, restart);
  if (isLocal) return says.ok(`It answers at ${place}, on this machine only and in clear.`);
  return says.warning(
    `It answers at ${place}, but mail comes in clear.`,
    'Set SMTP_LISTEN_CERT and SMTP_LISTEN_KEY to a certificate for the MX name and its key.',
  );
}

function judgeShown({ place, names, isLocal }: ListenerSetting, shown: ShownCertificate, now: Date): Check {
  const says = checkOf('smtp-listen', 'SMTP listener');
  const renew = 'Renew the files SMTP_LISTEN_CERT and SMTP_LISTEN_KEY; new ones are used without a restart.';
  if (shown.kind === 'broken') return says.failure(`At ${place} STARTTLS fails: ${shown.text}.`, renew);
  const days = Math.floor((shown.until.getTime() - now.getTime()) / dayMs);
  if (shown.until <= now) return says.failure(`The certificate at ${place} has expired.`, renew);
  if (days < soonDays) return says.warning(`The certificate at ${place} ends in ${counted(days, 'day')}.`, renew);
  const known = `It answers at ${place} and offers STARTTLS, with a certificate for ${counted(days, 'day')} more`;
  // Before it stands a mail server of the house, which need not ask who this machine is.
  if (isLocal) return says.ok(`${known}.`);
  const strict = 'Mail servers that insist on a valid one (MTA-STS, RFC 8461) do not deliver.';
  if (shown.doubt !== null)
    return says.warning(`${known}, but nobody knows who signed it (${shown.doubt}). ${strict}`, renew);
  if (!shown.forUs)
    return says.warning(
      `${known}, but it does not stand for ${names.join(' or ')}. ${strict}`,
      `Get a certificate for ${names[0]}, and name its files in SMTP_LISTEN_CERT and SMTP_LISTEN_KEY.`,
    );
  return says.ok(`${known}.`);
}
