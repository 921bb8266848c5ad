/** What an e-mail address, a mailbox and a host are here: one spelling each, so that equality is `===`. */

export type AddressReading = { kind: 'ok'; address: string } | { kind: 'invalid'; message: string };
export type MailboxReading =
  | { kind: 'ok'; name: string | null; address: string }
  | { kind: 'invalid'; message: string };

const maxLocalOctets = 64;
const maxAddressOctets = 254;
const dotString = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const notInDomains = /[\p{Cc}\s/:?#@\\%[\]<>()",;|^`{}~!$&'*+=_]/u;

/**
 * Reads one bare address and gives it the spelling it is stored and compared under: trimmed, NFC, lower case, the domain
 * in its ASCII form (IDNA). The lengths are those of RFC 5321 §4.5.3.1 (local part 64 octets, the path 256 with its angle
 * brackets, so 254). Quoted and internationalised local parts (RFC 6531) are refused: too few servers carry them.
 * The message of a refusal is safe to show to the person who typed the address.
 */
export function parseAddress(input: string): AddressReading {
  const text = input.trim().normalize('NFC');
  if (text === '') return invalid('An e-mail address is needed.');
  if (/\p{Cc}/u.test(text)) return invalid('The address contains a control character.');
  if (text.length > 4 * maxAddressOctets) return invalid('The address is longer than 254 characters.');
  const at = text.lastIndexOf('@');
  if (at < 0) return invalid('The address has no "@".');
  const local = text.slice(0, at).toLowerCase();
  if (local === '') return invalid('There is nothing before the "@".');
  if (!/^[\x20-\x7e]*$/.test(local)) return invalid('Only ASCII letters are possible before the "@".');
  if (local.length > maxLocalOctets) return invalid('The part before the "@" is longer than 64 characters.');
  if (!dotString.test(local)) return invalid('The part before the "@" is not valid; write the address alone.');
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === null) return invalid('The domain after the "@" is not valid.');
  const address = `${local}@${domain}`;
  if (address.length > maxAddressOctets) return invalid('The address is longer than 254 characters.');
  return { kind: 'ok', address };
}

/** Reads `Name <address>`, `"Name" <address>` or a bare address, as people write them into settings; name null when there is none. */
export function parseMailbox(input: string): MailboxReading {
  const text = input.trim();
  const open = text.lastIndexOf('<');
  if (open < 0 || !text.endsWith('>')) {
    const bare = parseAddress(text);
    return bare.kind === 'ok' ? { kind: 'ok', name: null, address: bare.address } : bare;
  }
  const reading = parseAddress(text.slice(open + 1, -1));
  if (reading.kind === 'invalid') return reading;
  const written = text.slice(0, open).trim();
  if (/\p{Cc}/u.test(written)) return invalid('The name contains a control character.');
  const quoted = written.length > 1 && written.startsWith('"') && written.endsWith('"');
  const name = (quoted ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written).normalize('NFC').trim();
  return { kind: 'ok', name: name === '' ? null : name, address: reading.address };
}

/** The domain of an address that `parseAddress` gave out. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * The exact host a client is matched by: lower case, ASCII, without `www.`, scheme, port, path or trailing dot.
 * Null when what was given is no host name with at least two labels. Never reduced to the registrable domain.
 */
export function normaliseHost(input: string): string | null {
  const bare = input
    .trim()
    .normalize('NFC')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  const host = asciiDomain(bare);
  if (host === null) return null;
  const stripped = host.replace(/^www\./, '');
  return stripped.includes('.') ? stripped : host;
}

/** Whether anybody can get an address there, so that the domain says nothing about a company. Expects a normalised domain. */
export function isFreeMail(domain: string): boolean {
  return freeMail.has(domain) || freeMailFamily.test(domain);
}

/** Brands with a domain per country (outlook.de, yahoo.co.uk, hotmail.com.br). */
const freeMailFamily = /^(?:outlook|hotmail|live|yahoo|gmx|yandex)\.[a-z]{2,3}(?:\.[a-z]{2})?$/;

const freeMail = new Set(
  `gmail.com googlemail.com msn.com passport.com ymail.com rocketmail.com aol.com aim.com verizon.net att.net sbcglobal.net
  bellsouth.net comcast.net cox.net charter.net earthlink.net juno.com icloud.com me.com mac.com proton.me protonmail.com
  protonmail.ch pm.me tutanota.com tuta.io tuta.com fastmail.com fastmail.fm hey.com zoho.com mail.com email.com inbox.com
  hushmail.com duck.com web.de t-online.de freenet.de arcor.de posteo.de mailbox.org online.de 1und1.de orange.fr wanadoo.fr
  free.fr sfr.fr laposte.net neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it btinternet.com sky.com
  virginmedia.com ntlworld.com talktalk.net ziggo.nl kpnmail.nl telenet.be skynet.be bluewin.ch aon.at wp.pl o2.pl onet.pl
  interia.pl seznam.cz centrum.cz mail.ru inbox.ru list.ru bk.ru rambler.ru ya.ru ukr.net qq.com foxmail.com 163.com 126.com
  yeah.net sina.com sohu.com naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp rediffmail.com uol.com.br
  bol.com.br terra.com.br bigpond.com optusnet.com.au xtra.co.nz rogers.com shaw.ca sympatico.ca`.split(/\s+/),
);

/**
 * The ASCII form of a domain with at least two labels, or null. The URL parser is the one IDNA implementation that every
 * browser and Node have; it would also read "1.2.3" or "0x7f.1" as an IPv4 address, hence the check of the last label.
 */
function asciiDomain(input: string): string | null {
  if (input === '' || notInDomains.test(input)) return null;
  let host: string;
  try {
    host = new URL(`http://${input}`).hostname;
  } catch {
    return null;
  }
  const labels = host.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || host.length > 253 || !labels.every((one) => label.test(one))) return null;
  return /^[0-9]/.test(top) ? null : host;
}

function invalid(message: string): { kind: 'invalid'; message: string } {
  return { kind: 'invalid', message };
}
