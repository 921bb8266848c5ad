import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerSettings } from '../../src/cli/settings.ts';
import { findPolicy } from '../../src/db/house/settings.ts';
import { makeApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const program = new Command('ajar').exitOverride().configureOutput({ writeErr: () => {} });
  registerSettings(program, (work) => work(api.app));
  for (const command of program.commands.flatMap((one) => [one, ...one.commands]))
    command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync(['settings', ...args], { from: 'user' });
    return printed.join('');
  } finally {
    out.mockRestore();
  }
}

describe('ajar settings', () => {
  it('shows the rules, one a line or as JSON', async () => {
    expect(await run('show')).toContain('coolingOffDays=14\n');
    expect(JSON.parse(await run('show', '--json'))).toMatchObject({ coolingOffDays: 14, zone: 'UTC' });
  });

  it('shows what the environment gives, and that it does', async () => {
    const { config } = api.app;
    const postalAddress = '1 Mill Lane, Leeds LS1 1AA';
    Object.assign(api.app, { config: { ...config, postalAddress } });
    try {
      expect(await run('show')).toContain(`# postalAddress=${postalAddress} (the environment gives it)\n`);
      expect(JSON.parse(await run('show', '--json'))).toMatchObject({ postalAddress });
    } finally {
      Object.assign(api.app, { config });
    }
  });

  it('changes what is named, and says what it is now', async () => {
    expect(await run('set', 'coolingOffDays=20', 'zone=Europe/Berlin', 'houseName=The Agency')).toBe(
      'houseName=The Agency\nzone=Europe/Berlin\ncoolingOffDays=20\n',
    );
    expect(await findPolicy(api.app.db)).toMatchObject({ coolingOffDays: 20, zone: 'Europe/Berlin' });
  });

  it.each([['coolingOffDays'], ['coolingoff=3'], ['coolingOffDays=many'], ['zone=Mars/Base']])(
    'refuses %s and changes nothing',
    async (pair) => {
      const before = await findPolicy(api.app.db);
      await expect(run('set', pair)).rejects.toMatchObject({ exitCode: 2 });
      expect(await findPolicy(api.app.db)).toEqual(before);
    },
  );
});
