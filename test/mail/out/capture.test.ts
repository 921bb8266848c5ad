import { expect, it } from 'vitest';
import { openCapture } from '../../../src/mail/out/capture.ts';
import { makeHandover, makeLetter } from './letters.ts';

it('accepts every letter and keeps the answers in order', async () => {
  const transport = openCapture();
  const letters = [1, 2, 3].map((n) => makeLetter(n));
  const answers = await transport.handOver(makeHandover(transport, letters));
  expect(answers.map((one) => one.kind)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(answers.map((one) => one.kind === 'accepted' && one.providerId)).toEqual(
    letters.map((one) => `capture-${one.id}`),
  );
  expect(await transport.verify()).toBeNull();
  await transport.close();
});
