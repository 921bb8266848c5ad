import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let project = '';

/** A checkout whose program says what it was given; launcher, build and packages are the real ones. */
beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'ajar-launcher-'));
  mkdirSync(path.join(project, 'src', 'web'), { recursive: true });
  for (const name of ['src/ajar.mjs', 'src/build.mjs', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(project, name));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  writeFileSync(path.join(project, 'src', 'echo-worker.mjs'), '');
  write('web/index.html', '<!doctype html><title>Page</title><script type="module" src="./main.ts"></script>');
  write('web/main.ts', "document.title = 'built';\n");
  write('cli.ts', 'const said: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(said));\n');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(project, 'src', name), text);
}

function run(...args: string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, ['src/ajar.mjs', ...args], { cwd: project, encoding: 'utf8' });
}

function builtAt(): number {
  return statSync(path.join(project, 'dist', 'cli.js')).mtimeMs;
}

describe('the command', () => {
  it('builds by itself, and prints nothing but what the program prints', () => {
    expect(run('tick', '--json')).toMatchObject({ stdout: '["tick","--json"]\n', stderr: '', status: 0 });
    expect(readdirSync(path.join(project, 'dist'))).toContain('echo-worker.mjs');
    expect(readFileSync(path.join(project, 'dist', 'web', 'index.html'), 'utf8')).toMatch(/src="\/assets\/[\w-]+\.js"/);
    const compressed = readdirSync(path.join(project, 'dist', 'web', 'assets'));
    expect(compressed.filter((name) => name.endsWith('.js.br'))).toHaveLength(1);
  });

  it('does not build again when nothing changed', () => {
    const before = builtAt();
    expect(run().status).toBe(0);
    expect(builtAt()).toBe(before);
  });

  it('runs through npx', () => {
    const { stdout } = spawnSync('/bin/sh', ['-c', 'npx --no-install ajar simulate'], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(stdout).toBe('["simulate"]\n');
  });

  it('runs what changed, and points into the sources when something breaks', () => {
    write('cli.ts', `import { broken } from './broken.ts';\nbroken();\n`);
    write('broken.ts', `\n\nexport function broken(): never {\n  throw new Error('on purpose');\n}\n`);
    expect(run()).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('src/broken.ts:4') as string,
    });
  });

  it('says where the sources are wrong', () => {
    write('broken.ts', 'export const broken = ;\n');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot be built[\s\S]*src\/broken\.ts:1:22/);
  });

  it('runs what was built where the sources are not shipped', () => {
    write('cli.ts', `console.log('shipped');\n`);
    expect(run().stdout).toBe('shipped\n');
    for (const name of readdirSync(path.join(project, 'src'))) {
      if (name !== 'ajar.mjs') rmSync(path.join(project, 'src', name), { recursive: true });
    }
    rmSync(path.join(project, 'node_modules'));
    expect(run()).toMatchObject({ stdout: 'shipped\n', stderr: '', status: 0 });
  });
});
