import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const prefix = 'ajar-interop-';
const politeMs = 5_000;

/** A folder for servers, with the mark of the process that makes it: whoever finds it later knows whether it is still in use. */
export function makeServerFolder(within = tmpdir()) {
  const folder = mkdtempSync(path.join(within, prefix));
  writeFileSync(path.join(folder, 'owner'), `${process.pid} ${startOf(process.pid)}`);
  return folder;
}

/**
 * Ends the servers that live in such folders although whoever started them is gone, and removes the folders: a run that is
 * killed ends nothing any more. Servers are known by their folder, which they work in or are told of, never by their name.
 * Answers how many there were.
 */
export async function endLeftovers(within = tmpdir()) {
  const folders = readdirSync(within)
    .filter((name) => name.startsWith(prefix))
    .map((name) => path.join(within, name))
    .filter((folder) => !isInUse(folder));
  const found = folders.flatMap(processesIn);
  for (const one of found) signal(one, 'SIGTERM');
  for (let waited = 0; waited < politeMs && folders.some((folder) => processesIn(folder).length > 0); waited += 100)
    await wait(100);
  for (const one of folders.flatMap(processesIn)) signal(one, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  return found.length;
}

function isInUse(folder) {
  try {
    const [pid, start] = readFileSync(path.join(folder, 'owner'), 'utf8').split(' ');
    return start !== '' && startOf(Number(pid)) === start;
  } catch {
    return false;
  }
}

/** When a process began, in ticks since the machine did: ids are given again. '' where there is none, or nobody has taken note of its end. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/** Processes that work in a folder, or whose command names it. */
function processesIn(folder) {
  const isWithin = (one) => one === folder || one.startsWith(`${folder}${path.sep}`);
  return listProcesses().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.some(isWithin) || isWithin(readlinkSync(`/proc/${pid}/cwd`));
    } catch {
      return false;
    }
  });
}

function listProcesses() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}
