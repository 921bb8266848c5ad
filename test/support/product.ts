import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** The command line as people run it: the committed launcher, in a process of its own. */

const root = path.resolve(import.meta.dirname, '../..');
const launcher = path.join(root, 'src/ajar.mjs');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Only what a test names reaches the product; nothing of the machine's own settings does. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NO_COLOR: '1', ...env };
}

/** Runs one command to its end. */
export async function ajar(
  args: string[],
  env: Record<string, string> = {},
  options: { input?: string; cwd?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd ?? root,
    env: environment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input ?? '');
  return collect(child);
}

export interface Served {
  url: string;
  greeting: string;
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<Ended>;
}

/** Starts `serve` on a free port, in a process group of its own. */
export function spawnServe(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [launcher, 'serve', ...args], {
    cwd: root,
    env: environment({ PORT: '0', AJAR_DEMO: 'false', ...env }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: collect(child) };
}

/** Starts `serve` and waits for its greeting. */
export async function serve(env: Record<string, string>, args: string[] = []): Promise<Served> {
  const { child, ended } = spawnServe(env, args);
  const greeting = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/Stop: Ctrl-C/.test(text)) resolve(text);
    });
    void ended.then((end) => reject(new Error(`serve ended with ${end.code} before its greeting:\n${end.stderr}`)));
  });
  const url = /http:\/\/localhost:\d+/.exec(greeting)?.[0] ?? '';
  return {
    url,
    greeting,
    child,
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

async function collect(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  ms = 45_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`Never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
