import { readdir } from 'node:fs/promises';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { mailFixture, styleMails } from './fixture.ts';
import { mutate, mutations } from './mutations.ts';

const names = (await readdir(new URL('../../fixtures/mail/', import.meta.url))).toSorted();
const fixtures = [...(await Promise.all(names.map(mailFixture))), ...(await styleMails()).map(([, , raw]) => raw)];

it('never throws and never takes long, however a mail is broken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(fixtures.length - 1), mutations, async (at, changes) => {
      const raw = mutate(fixtures[at]!, changes, fixtures);
      const started = performance.now();
      const mail = await classifyMail(raw);
      expect(['reply', 'auto_reply', 'bounce', 'complaint', 'other']).toContain(mail.kind);
      expect(mail.severity === null).toBe(mail.kind !== 'bounce');
      expect(performance.now() - started).toBeLessThan(2500);
    }),
    { numRuns: 300 },
  );
});
