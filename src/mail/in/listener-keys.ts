import { readFileSync, statSync } from 'node:fs';
import type { SMTPServer } from 'smtp-server';

/** Certificate and key of the listener, as files that somebody else renews. */
export interface ListenerFiles {
  certFile: string;
  keyFile: string;
}

/** @throws where one of them cannot be read. */
export function keysOf({ certFile, keyFile }: ListenerFiles) {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

/** When one of them was last written; 0 where that cannot be seen. */
export function changedAt({ certFile, keyFile }: ListenerFiles): number {
  try {
    return Math.max(statSync(certFile).mtimeMs, statSync(keyFile).mtimeMs);
  } catch {
    return 0;
  }
}

/** In the middle of a renewal the two do not belong together yet: the old ones go on until the next file is written. */
export function renew(server: SMTPServer, tls: ListenerFiles, onTrouble: (code: string) => void): void {
  try {
    server.updateSecureContext(keysOf(tls));
  } catch {
    onTrouble('certificate');
  }
}
