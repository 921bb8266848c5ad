import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** This machine, or one that the world does not see. */
export function isOurs(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isPrivate(host);
}

/** The addresses by which the world could see this machine; behind a router there are none. */
export function publicAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ internal, address }) => !internal && !isPrivate(address))
    .map(({ address }) => address);
}

export function isPrivate(address: string): boolean {
  return (
    isIP(address) !== 0 &&
    /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1?$|f[cd]|fe80)/i.test(
      address,
    )
  );
}
