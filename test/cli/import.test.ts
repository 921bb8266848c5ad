import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.ts';
import { registerImport } from '../../src/cli/import.ts';
import type { RunWithApp } from '../../src/cli/run.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { makeApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let app: App;
let folder: string;
beforeAll(async () => {
  api = await makeApi();
  app = api.app;
});
afterAll(() => api.close());
beforeEach(async () => {
  await app.pool.query('TRUNCATE clients, imports, segments, campaigns CASCADE');
  await ensureBuiltIns(app);
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-import-'));
  return () => rmSync(folder, { recursive: true });
});

/** The command as it is typed, on the database of the test; `opened` counts how often it needed one. */
async function ajar(...words: string[]) {
  const said = { stdout: '', stderr: '', code: 0 as string | number, opened: 0 };
  const run: RunWithApp = (work) => {
    said.opened += 1;
    return work(app);
  };
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    });
  const spies = [catching('stdout'), catching('stderr')];
  const program = new Command('ajar').exitOverride();
  registerImport(program, run);
  try {
    await program.parseAsync(['import', ...words], { from: 'user' });
    said.code = process.exitCode ?? 0;
  } catch (error) {
    const { exitCode = 1, message } = error as { exitCode?: number; message: string };
    said.code = exitCode;
    said.stderr += message;
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
  return said;
}
function write(...rows: string[]): string {
  const file = path.join(folder, 'clients.csv');
  writeFileSync(file, ['Client;Email;Left on', ...rows, ''].join('\n'));
  return file;
}

it('says in words what it did, what it did not and why, and how to go on', async () => {
  const file = write('A;a@a.example;2.11.2026', 'B;nobody;2.11.2026');
  const { stdout, stderr, code } = await ajar(file);
  expect(code).toBe(0);
  expect(stderr).toContain('Client → client, Email → email, Left on → departedOn');
  expect(stdout).toContain('1 recorded, 0 merged, 1 rejected → ');
  expect(stdout).toContain('line 3: Email: The address has no "@".');
  expect(stdout).toMatch(/1 first letter, the first on \w+day, \d+ \w+ 202[67]\./);
  expect(stdout).toContain('Mend the rejected rows and import them: npx ajar import ');
  const undone = await ajar('--undo', /--undo (\S+)/.exec(stdout)![1]!, '--json');
  expect(JSON.parse(undone.stdout)).toMatchObject({
    departures: 1,
    canceled: expect.any(Number) as number,
    tooLate: 0,
  });
});

it('prints one line of JSON and nothing else', async () => {
  const file = write('A;a@a.example;2.11.2026', 'B;nobody;2.11.2026');
  const { stdout, stderr, code } = await ajar(file, '--json');
  expect(stdout.endsWith('\n') && stdout.trim().split('\n').length).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    importId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    recorded: 1,
    merged: 0,
    rejected: 1,
    rejectedFile: path.join(folder, 'clients.rejected.csv'),
    dryRun: false,
  });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

it('tries without storing, and writes rejected rows then only where it is told to', async () => {
  const file = write('A;a@a.example;2.11.2026', 'B;nobody;2.11.2026');
  const { stdout } = await ajar(file, '--dry-run');
  expect(stdout).toContain('1 would be recorded, 0 would be merged, 1 would be rejected.');
  expect(stdout).toContain('Nothing was stored');
  expect(stdout).not.toContain('--undo');
  expect(existsSync(path.join(folder, 'clients.rejected.csv'))).toBe(false);
  const asked = await ajar(file, '--dry-run', '--json', '--rejected', path.join(folder, 'x.csv'));
  expect(JSON.parse(asked.stdout)).toMatchObject({ importId: null, recorded: 1, dryRun: true });
  expect(readFileSync(path.join(folder, 'x.csv'), 'utf8')).toContain('nobody');
});

it('takes columns, order of dates and currency from the command line', async () => {
  const file = path.join(folder, 'odd.csv');
  writeFileSync(file, 'Label,Mail,Ended,Worth,Owner\nA,a@a.example,03/04/2026,500,Mara Lindt\n');
  const maps = ['--map', 'Label=client', '--map', 'Ended=left on', '--map', 'worth=annualValue', '--map', 'Owner=-'];
  const unsaid = await ajar(file, ...maps);
  expect(unsaid).toMatchObject({ code: 1, opened: 0, stderr: expect.stringContaining('--currency') as string });
  const undated = await ajar(file, ...maps, '--currency', 'eur');
  expect(undated).toMatchObject({ code: 1, opened: 0, stderr: expect.stringContaining('"Ended" day first') as string });
  expect(await ajar(file, ...maps, '--currency', 'eur', '--dates', 'dmy')).toMatchObject({ code: 0, opened: 1 });
});

it('fails when nothing could be imported', async () => {
  expect(await ajar(write('B;nobody;2.11.2026'), '--json')).toMatchObject({ code: 1 });
  expect(await ajar(path.join(folder, 'nope.csv'))).toMatchObject({ code: 1, stdout: '', opened: 0 });
  expect(await ajar('--undo', '01930000-0000-7000-8000-000000000009')).toMatchObject({ code: 1, stdout: '' });
});

it.each([
  [[]],
  [['a.csv', '--undo', '01930000-0000-7000-8000-000000000009']],
  [['--undo', 'yesterday']],
  [['--undo', '01930000-0000-7000-8000-000000000009', '--dry-run']],
  [['a.csv', '--dates', 'ymd']],
  [['a.csv', '--currency', 'EURO DOLLARS']],
  [['a.csv', '--map', 'Ended']],
  [['a.csv', '--map', 'Ended=shoe size']],
  [['a.csv', 'b.csv']],
])('%j is wrong usage', async (words) => {
  const { code, opened, stdout } = await ajar(...words);
  expect({ code: code === 1 ? 2 : code, opened, stdout }).toEqual({ code: 2, opened: 0, stdout: '' });
});
