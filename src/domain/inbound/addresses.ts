const addressPattern =
  /(?:"[^"\s<>]{1,64}"|[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,128})@[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,250}[\p{L}\p{N}])?/gu;

/** Every address in a text, in order, once each (compared without case), as written. */
export function addressesIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const [match] of text.matchAll(addressPattern)) {
    const address = match.replace(/^[.'`*|/=]+/, '');
    if (isAddress(address) && !found.has(address.toLowerCase())) found.set(address.toLowerCase(), address);
  }
  return [...found.values()];
}

const ofLocal = /[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]/u;
const ofDomain = /[\p{L}\p{N}._-]/u;

/** Places that are looked at: a list of customers has fewer, and what is made of nothing else must end. */
const mostPlaces = 100_000;

/** The same of megabytes that may be no text at all: looks only around each @, the first hundred thousand of them. */
export function addressesInBytes(text: string): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  let places = 0;
  for (let at = text.indexOf('@'); at >= 0 && places < mostPlaces; at = text.indexOf('@', at + 1)) {
    places += 1;
    let start = at;
    while (start > 0 && at - start < 128 && ofLocal.test(text[start - 1]!)) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at < 255 && ofDomain.test(text[end]!)) end += 1;
    const around = text.slice(start, end);
    if (start === at || end <= at + 3 || seen.has(around)) continue;
    seen.add(around);
    for (const address of addressesIn(around)) found.add(address);
  }
  return [...found];
}

/** Roughly an address: something before the @, and a name after it. */
function isAddress(text: string): boolean {
  return /^[^\s@<>]{1,128}@[^\s@<>]{2,255}$/.test(text);
}

/** The address of a report field such as `rfc822; <jo@northwind.example>` or `rfc822;jo+3D@…` (RFC 3461 xtext); null where there is none. */
export function reportAddress(value: string): string | null {
  const bare = value
    .replace(/^\s*[A-Za-z0-9-]+\s*;\s*/, '')
    .replaceAll(/\+([0-9A-F]{2})/g, (whole, hex: string) =>
      /^(3D|2B)$/.test(hex) ? (hex === '3D' ? '=' : '+') : whole,
    )
    .trim();
  const inBrackets = /<([^<>]*)>/.exec(bare)?.[1] ?? bare;
  return addressesIn(inBrackets)[0] ?? null;
}

/** Local parts behind which a mail server stands; every Exchange organization writes from MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e. */
const daemons =
  /^(mailer-?daemon|mail-?daemon|post[_-]?master|mdaemon|maildaemon|double-?bounce|mail-delivery-(sub)?system|bounces?|mailerdaemon|microsoftexchange[0-9a-f]{32})([-+.\\].*)?$/i;

/** Whether the mail's From is a mail server's own address (or a name that says so). */
export function isDaemon(address: string, name: string | null): boolean {
  const local = address.split('@')[0] ?? '';
  if (daemons.test(local)) return true;
  return /mail(er)?[ -]?daemon|mail delivery|postmaster|system administrator|mail administrator|systemadministrator|delivery subsystem|mailsystem|mail system/i.test(
    name ?? '',
  );
}
