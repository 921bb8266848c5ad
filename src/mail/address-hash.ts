import { createHmac } from 'node:crypto';

/**
 * The name under which an address is remembered when the address itself must not be: HMAC-SHA256, hex. Takes a
 * normalised address. The key is the installation's own, so that the hashes of one house mean nothing to another.
 */
export function hashAddress(secret: string, address: string): string {
  return createHmac('sha256', secret).update(`address\0${address}`).digest('hex');
}
