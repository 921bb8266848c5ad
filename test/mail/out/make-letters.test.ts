import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LetterOrder, LetterTerms, MadeLetter } from '../../../src/mail/out/make-letter.ts';
import { makeLetters } from '../../../src/mail/out/make-letters.ts';
import { encodeMime } from '../../../src/mail/out/mime.ts';
import { copyLocales, defaultCopy, letterKinds, sampleProps } from '../../../src/mail/render.ts';
import { makeId, noon, secret } from './letters.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(path.join(root, 'node_modules/.cache/make-letters-'));
const terms: LetterTerms = {
  house: { secret, replyDomain: 'reply.agency.example', publicUrl: 'https://ajar.agency.example' },
  date: noon,
  asMime: true,
};
/** As the build makes it: a file beside it is the thread. */
let built: typeof makeLetters;

beforeAll(async () => {
  const shared = { bundle: true, platform: 'node', format: 'esm', jsx: 'automatic', packages: 'external' } as const;
  await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: ['src/mail/out/make-letters.ts', 'src/mail/out/letters-worker.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  });
  const file = pathToFileURL(path.join(folder, 'make-letters.mjs')).href;
  built = ((await import(/* @vite-ignore */ file)) as { makeLetters: typeof makeLetters }).makeLetters;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const orders: LetterOrder[] = letterKinds.flatMap((kind, first) =>
  copyLocales.flatMap((locale, second) =>
    (['full', 'smallest'] as const).map((size, third) => ({
      id: makeId(100 * first + 10 * second + third),
      from: { name: 'Mara Lind', address: 'mara@agency.example' },
      to: { name: 'Jo Brändt', address: 'jo@northwind.example' },
      thread: third === 0 ? null : { subject: 'Thank you', messageIds: ['one@agency.example'] },
      letter: {
        kind,
        locale,
        copy: defaultCopy(kind, locale),
        props: sampleProps(kind, size, locale),
        today: '2026-11-21',
      },
    })),
  ),
);

/** Letters that the thread made: it takes a moment to start, and until then they are made here. */
async function untilMadeBeside(): Promise<MadeLetter[]> {
  for (let tries = 0; tries < 400; tries += 1) {
    const letters = await built(orders, terms);
    const [first] = letters;
    // What comes from the thread stands in one piece of memory.
    const second = letters[1];
    if (first?.kind === 'letter' && second?.kind === 'letter' && first.bytes!.buffer === second.bytes!.buffer)
      return letters;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('No thread made the letters.');
}

const plainly = (letters: MadeLetter[]) =>
  letters.map((one) => (one.kind === 'letter' ? { ...one, bytes: Buffer.from(one.bytes!).toString('latin1') } : one));

it('a letter is the same wherever it is made, to the byte', async () => {
  const here = plainly(await makeLetters(orders, terms));
  expect(plainly(await built(orders, terms))).toEqual(here);
  const beside = await untilMadeBeside();
  expect(plainly(beside)).toEqual(here);
  for (const one of beside)
    if (one.kind === 'letter') expect(Buffer.from(one.bytes!).equals(encodeMime(one.outgoing))).toBe(true);
});

it('a template that throws fails its own letter, and a hole is named', async () => {
  await untilMadeBeside();
  const [first, second, ...rest] = orders;
  const broken = { ...first!, letter: { ...first!.letter, copy: { paragraphs: 5 } as never } };
  const props = { ...second!.letter.props, sender: { ...second!.letter.props.sender, name: '' } };
  const made = await built([broken, { ...second!, letter: { ...second!.letter, props } }, ...rest], terms);
  expect(made.slice(0, 2)).toEqual([
    { kind: 'broken', name: 'TypeError' },
    { kind: 'missing_value', field: 'sender.name' },
  ]);
  expect(made.slice(2).every((one) => one.kind === 'letter')).toBe(true);
});

it('what the thread cannot take is made here, and the next letters have a thread again', async () => {
  await untilMadeBeside();
  const odd = { ...orders[0]!, note: () => 'a function cannot be handed over' };
  const made = await built([odd, ...orders.slice(1)], terms);
  expect(plainly(made)).toEqual(plainly(await makeLetters(orders, terms)));
  await untilMadeBeside();
});
