import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = (name: string) => path.resolve(import.meta.dirname, '../fixtures/tls', name);

/** A certificate that nobody signed, for localhost and 127.0.0.1, good for a hundred years; worth nothing anywhere else. */
export const localhost = {
  certFile: file('localhost.crt'),
  keyFile: file('localhost.key'),
  cert: readFileSync(file('localhost.crt'), 'utf8'),
  key: readFileSync(file('localhost.key'), 'utf8'),
};
