import { existsSync } from 'node:fs';
import path from 'node:path';

/** Debian keeps servers where only root's PATH looks. */
const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];

export function isPresent(program) {
  return folders.some((folder) => folder !== '' && existsSync(path.join(folder, program)));
}

export function missingForInterop() {
  const missing = ['dovecot', 'postfix']
    .filter((program) => !isPresent(program))
    .map((program) => `${program} is not on this machine; its tests are skipped.`);
  if (process.getuid?.() !== 0)
    missing.push('this user is not root, as whom mail servers start; all tests are skipped.');
  return missing;
}
