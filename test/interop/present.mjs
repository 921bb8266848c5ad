import { existsSync } from 'node:fs';
import path from 'node:path';

/** Debian keeps servers where only root's PATH looks. */
const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
const mailServers = ['dovecot', 'postfix'];

export function isPresent(program) {
  return folders.some((folder) => folder !== '' && existsSync(path.join(folder, program)));
}

/** What keeps the tests with these programs from running, a sentence each; of all programs where none is named. */
export function missingForInterop(programs = [...mailServers, 'spamassassin']) {
  const missing = programs
    .filter((program) => !isPresent(program))
    .map((program) => `${program} is not on this machine; its tests are skipped.`);
  if (programs.some((program) => mailServers.includes(program)) && process.getuid?.() !== 0)
    missing.push('this user is not root, as whom mail servers start; all tests with them are skipped.');
  return missing;
}
