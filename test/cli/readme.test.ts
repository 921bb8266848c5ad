import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPostmaster } from '../../src/db/embedded/postmaster.ts';
import { variableNames } from '../../src/config.ts';
import { ajar, serve, type Served } from '../support/product.ts';

/** Every command of the README, run as it stands there, in its order, beside the product that its first command starts. */

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!.trim());
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-readme-'));
let product: Served;

beforeAll(async () => {
  // What `npm start` runs, with the demo; `npm ci` is how this checkout came by its packages.
  product = await serve({ AJAR_DATA_DIR: path.join(folder, 'data'), AJAR_DEMO: 'true' });
}, 300_000);
afterAll(async () => {
  if (product?.child.exitCode === null) await product.stop();
  for (const data of ['data', 'mine']) {
    const left = findPostmaster(path.join(folder, data, 'postgres'));
    if (left) process.kill(left.pid, 'SIGQUIT');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const recently = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
const started = ['npm ci && npm start', 'npm ci && npm test'];

it('names the start and test commands that package.json has', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(blocks.slice(0, 2)).toEqual(started);
  expect(scripts).toMatchObject({
    start: 'exec node --max-semi-space-size=128 src/ajar.mjs serve',
    test: 'vitest run',
  });
});

it('says nothing that does not run', async () => {
  const url = product.url.replace('http://', '');
  const lines = ['set -euo pipefail'];
  for (const block of blocks.filter((one) => !started.includes(one))) {
    for (const command of commandsOf(block)) {
      if (command.includes('npm start')) continue;
      // The day in it is ahead of us on a machine whose clock is behind, and long ago some years from now.
      const here = command.replaceAll('localhost:3000', url).replace(/(?<="departedOn": ")[\d-]+/, recently);
      lines.push(`echo '### ${command.split('\n')[0]!.replaceAll("'", '')}'`);
      if (here.startsWith('export')) lines.push(here);
      else lines.push(`OUT=$(${here})`, 'printf "%s\\n" "$OUT"');
      // "Take the contact's id from the answer"
      if (here.includes('/v1/departures'))
        lines.push(
          `export CONTACT_ID=$(printf "%s" "$OUT" | node -p 'JSON.parse(require("fs").readFileSync(0)).contacts[0].id')`,
        );
    }
  }
  const { code, stdout, stderr } = await bash(lines.join('\n'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const answers = stdout.split(/^### /m).slice(1);
  const after = (start: string) => answers.find((answer) => answer.startsWith(start)) ?? '';
  expect(after('npx ajar explain')).toContain('Northwind GmbH (departed)');
  expect(after('npx ajar simulate')).toContain('apology');
  expect(after('curl -sS http')).toContain('"firstLetter"');
  expect(after('curl -sS "http://localhost:3000/v1/contacts')).toContain('"planned"');
  expect(after('curl -sS "http://localhost:3000/v1/messages')).toContain('"nextCursor"');
}, 300_000);

it('starts an empty house of its own beside the other', async () => {
  const line = blocks.flatMap(commandsOf).find((command) => command.endsWith('PORT=3001 npm start'));
  expect(line).toBe('AJAR_DEMO=false AJAR_DATA_DIR=./mine PORT=3001 npm start');
  const mine = await serve({ AJAR_DATA_DIR: path.join(folder, 'mine'), AJAR_DEMO: 'false' });
  expect(mine.greeting).toContain('No client has left yet');
  expect((await mine.stop()).code).toBe(0);
}, 120_000);

it('lists every command of the command line, and every setting', async () => {
  const { stdout } = await ajar(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[| <| {2,}|$)/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((name) => !readme.includes(`\`ajar ${name}`))).toEqual([]);
  expect(variableNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

/** A block's commands: a line each, unless it goes on behind a backslash or inside quotation marks. */
function commandsOf(block: string): string[] {
  const commands: string[] = [];
  for (const line of block.split('\n')) {
    const last = commands.at(-1);
    const open = last !== undefined && (last.endsWith('\\') || (last.match(/'/g) ?? []).length % 2 === 1);
    if (open) commands[commands.length - 1] = `${last}\n${line}`;
    else commands.push(line);
  }
  return commands;
}

async function bash(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    npm_config_loglevel: 'error',
    AJAR_DATA_DIR: path.join(folder, 'data'),
  };
  const child = spawn('bash', ['-c', script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}
