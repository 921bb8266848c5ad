/** `r`, `b` and `unsubscribe` with a token after one of the separators, whatever became of the token on its way; a token alone. */
const ourForms = /^(?:(?:r|b|unsubscribe)(?:[+=-][a-z0-9+=_-]*)?|a[a-z2-7]{20,42})$/;
/** Every domain that takes mail has these (RFC 5321 4.5.1, RFC 2142). */
const ofEveryDomain = new Set(['postmaster', 'abuse']);

/**
 * Whether an envelope's recipient may be one of ours. Tokens are not checked here: a truncated or forged one still finds its
 * thread by other marks, or a person sees it in the tray; and whoever asks learns nothing of which tokens are good.
 */
export function mayBeOurs(address: string, replyDomain: string): boolean {
  const at = address.lastIndexOf('@');
  // The one address that needs no domain.
  if (at < 0) return address.toLowerCase() === 'postmaster';
  const local = address.slice(0, at).toLowerCase();
  const domain = address
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, '');
  return domain === replyDomain && local.length <= 128 && (ofEveryDomain.has(local) || ourForms.test(local));
}
