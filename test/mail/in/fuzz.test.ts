import { readdir } from 'node:fs/promises';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { classifyMail } from '../../../src/flows/inbound/classify-mail.ts';
import { mailFixture } from './fixture.ts';

const names = (await readdir(new URL('../../fixtures/mail/', import.meta.url))).toSorted();
const fixtures = await Promise.all(names.map(mailFixture));

/** Ways in which mail breaks on its way: cut, spliced, repeated, flipped bytes, other line ends. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), times: fc.nat(2000) }),
  fc.record({ kind: fc.constant('splice' as const), at: fc.nat(), from: fc.nat(fixtures.length - 1) }),
  fc.record({ kind: fc.constant('ends' as const), cr: fc.boolean() }),
);

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(raw: Uint8Array, change: Mutation): Uint8Array {
  if (change.kind === 'ends')
    return new TextEncoder().encode(new TextDecoder().decode(raw).replaceAll('\n', change.cr ? '\r' : '\r\n'));
  const at = change.at % Math.max(1, raw.length);
  const [head, tail] = [raw.slice(0, at), raw.slice(at)];
  if (change.kind === 'cut') return head;
  if (change.kind === 'flip') return Buffer.concat([head, Uint8Array.of(change.byte), tail.slice(1)]);
  if (change.kind === 'splice') return Buffer.concat([head, fixtures[change.from]!.slice(at)]);
  const piece = raw.slice(at, at + 40);
  return Buffer.concat([head, ...Array.from({ length: change.times }, () => piece), tail]);
}

it('never throws and never takes long, however a mail is broken', async () => {
  const cases = fc.tuple(fc.nat(fixtures.length - 1), fc.array(mutation, { minLength: 1, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(cases, async ([at, changes]) => {
      const raw = changes.reduce(mutate, fixtures[at]!);
      const started = performance.now();
      const mail = await classifyMail(raw);
      expect(['reply', 'auto_reply', 'bounce', 'complaint', 'other']).toContain(mail.kind);
      expect(mail.severity === null).toBe(mail.kind !== 'bounce');
      expect(performance.now() - started).toBeLessThan(2500);
    }),
    { numRuns: 300 },
  );
});
