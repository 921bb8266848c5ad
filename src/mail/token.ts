import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token lets its bearer do; a token made for one purpose is worth nothing for another. */
export type TokenPurpose = 'reply' | 'unsubscribe' | 'bounce';

/** The current secret first, then earlier ones that still verify. */
export type TokenSecrets = readonly [current: string, ...previous: string[]];

/** Between `r`, `unsubscribe` or `b` and the token; some systems lose or refuse the plus sign. */
export type Separator = '+' | '-' | '=';

const purposes: readonly TokenPurpose[] = ['reply', 'unsubscribe', 'bounce'];
const version = 'a';
const macBytes = 10;
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** Version, 26 characters for the 128 bits of the id, 16 for the 80 bits of the MAC: `unsubscribe+` and these are 55 of 64 octets. */
const candidate = /(?<![a-z0-9])a[a-z2-7]{42}(?![a-z0-9])/g;
/** A separator as URLs (%2B) and quoted-printable (=2B) write it; its last character would else seem to belong to the token. */
const escapedSeparator = /[%=](?:2b|2d|3d)/g;
const maxTextLength = 4096;
const maxCandidates = 8;

/**
 * A signed, opaque token for the message `id` (a UUID): RFC 4648 base32 in lower case, because mail systems fold the case
 * of addresses. 80 bits of HMAC-SHA256 over version, purpose and id; it never expires, since the laws on unsubscribing
 * ask for 30 to 60 days and an old letter must still find its thread.
 */
export function makeToken(secret: string, purpose: TokenPurpose, id: string): string {
  const idBytes = bytesOfUuid(id);
  return version + base32(idBytes) + base32(macOf(secret, purpose, idBytes));
}

/**
 * The message id of the first valid token in `text`, or null. Case does not matter, nor what stands around it (angle
 * brackets, a `r+` before, a domain after, a rewritten sender such as `SRS0=…=r+TOKEN@`). The comparison takes the same
 * time whether or not it matches. A valid token proves that somebody had our letter, not who writes.
 */
export function readToken(secrets: TokenSecrets, purpose: TokenPurpose, text: string): string | null {
  const found = text.slice(0, maxTextLength).toLowerCase().replace(escapedSeparator, '+').matchAll(candidate);
  for (const [token] of [...found].slice(0, maxCandidates)) {
    const id = uuidOf(token.slice(1, 27));
    if (secrets.some((secret) => same(makeToken(secret, purpose, id), token))) return id;
  }
  return null;
}

/** Like `readToken` for an address that may be of any purpose: the one that verifies, or null. */
export function findToken(secrets: TokenSecrets, text: string): { purpose: TokenPurpose; id: string } | null {
  for (const purpose of purposes) {
    const id = readToken(secrets, purpose, text);
    if (id !== null) return { purpose, id };
  }
  return null;
}

/** The message that was answered, from an address a mail was sent to (`r+TOKEN@`, `r-TOKEN@`, `R=TOKEN@`, `TOKEN@`); null when it is none of ours. */
export function findReplyToken(secrets: TokenSecrets, address: string): string | null {
  return readToken(secrets, 'reply', address);
}

/** Where answers to the message `id` go. */
export function replyAddress(secret: string, id: string, replyDomain: string, separator: Separator = '+'): string {
  return `r${separator}${makeToken(secret, 'reply', id)}@${replyDomain}`;
}

const stopTokens = new Map<string, string>();
/** More than are made in one go. */
const mostStopTokens = 2_000;

/** A letter names its own token for stopping in its text and in its headers: it is made once. */
function stopToken(secret: string, id: string): string {
  const key = `${secret} ${id}`;
  let token = stopTokens.get(key);
  if (token === undefined) {
    if (stopTokens.size >= mostStopTokens) stopTokens.clear();
    token = makeToken(secret, 'unsubscribe', id);
    stopTokens.set(key, token);
  }
  return token;
}

/** The mailto arm of List-Unsubscribe (RFC 2369). */
export function unsubscribeAddress(
  secret: string,
  id: string,
  replyDomain: string,
  separator: Separator = '+',
): string {
  return `unsubscribe${separator}${stopToken(secret, id)}@${replyDomain}`;
}

/** The envelope sender of the message `id` (VERP), so that a bounce names the letter it is about. */
export function bounceAddress(secret: string, id: string, replyDomain: string, separator: Separator = '+'): string {
  return `b${separator}${makeToken(secret, 'bounce', id)}@${replyDomain}`;
}

/** The page and one-click address (RFC 8058) of the message `id`. */
export function unsubscribeUrl(secret: string, id: string, publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/u/${stopToken(secret, id)}`;
}

function macOf(secret: string, purpose: TokenPurpose, idBytes: Uint8Array): Uint8Array {
  const mac = createHmac('sha256', secret).update(`ajar mail token ${version} ${purpose}\0`).update(idBytes).digest();
  return mac.subarray(0, macBytes);
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function bytesOfUuid(id: string): Uint8Array {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new Error('A token is made for a UUID only.');
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The first 128 of the 130 bits that 26 characters carry; the other two are checked by making the token again. */
function uuidOf(characters: string): string {
  let bits = 0n;
  for (const one of characters) bits = (bits << 5n) | BigInt(alphabet.indexOf(one));
  const hex = (bits >> 2n).toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}
