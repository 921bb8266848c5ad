/** How an API key reads: `ajar_`, its id in 32 hexadecimal digits, `_`, and 256 random bits in base64url. The prefix lets secret scanners find it. */

export interface KeyParts {
  id: string;
  secret: string;
}

const keyPattern = /^ajar_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export function formatKey({ id, secret }: KeyParts): string {
  return `ajar_${id.replaceAll('-', '')}_${secret}`;
}

/** Null for anything that `formatKey` cannot have made. Says nothing about whether the key is valid. */
export function parseKey(text: string): KeyParts | null {
  const match = keyPattern.exec(text);
  if (!match) return null;
  const [, a, b, c, d, e, secret = ''] = match;
  return { id: `${a}-${b}-${c}-${d}-${e}`, secret };
}
