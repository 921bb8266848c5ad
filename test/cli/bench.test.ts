import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';

const script = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));

it('measures a few letters, holds them to the rows, and prints one line', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, '--letters', '60', '--rounds', '1', '--only', 'smtp,resend', '--json'],
    { env: { ...process.env, DATABASE_URL: inject('testServer').url } },
  );
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const { workloads } = JSON.parse(stdout) as { workloads: Record<string, unknown>[] };
  expect(workloads.map(({ name }) => name)).toEqual(['letters-smtp', 'letters-resend']);
  for (const one of workloads)
    for (const figure of ['perSecond', 'vsUsual', 'vsBound', 'rssMiB']) expect(one[figure]).toBeGreaterThan(0);
});
