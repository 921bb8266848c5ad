import { readdir } from 'node:fs/promises';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { cpuMs } from '../../support/cpu.ts';
import { mailFixture, styleMails } from './fixture.ts';
import { mutate, mutations } from './mutations.ts';

const names = (await readdir(new URL('../../fixtures/mail/', import.meta.url))).toSorted();
const fixtures = [...(await Promise.all(names.map(mailFixture))), ...(await styleMails()).map(([, , raw]) => raw)];

it('never throws and never takes long, however a mail is broken', { timeout: 120_000 }, async () => {
  // The first mail also starts the worker that takes mails apart.
  await classifyMail(fixtures[0]!);
  await fc.assert(
    fc.asyncProperty(fc.nat(fixtures.length - 1), mutations, async (at, changes) => {
      const raw = mutate(fixtures[at]!, changes, fixtures);
      let mail: Awaited<ReturnType<typeof classifyMail>> | undefined;
      const cost = await cpuMs(async () => (mail = await classifyMail(raw)));
      expect(['reply', 'auto_reply', 'bounce', 'complaint', 'other']).toContain(mail?.kind);
      expect(mail?.severity === null).toBe(mail?.kind !== 'bounce');
      expect(cost).toBeLessThan(2500);
    }),
    { numRuns: 300 },
  );
});
