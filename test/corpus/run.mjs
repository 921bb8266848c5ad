/**
 * Measures how mail is understood: reads the folder named by AJAR_CORPUS (labels.jsonl and the mails it lists) and prints
 * what was recognized and what was not. `npm run corpus [-- --misses]`
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../../node_modules/.cache/ajar-corpus/');

await mkdir(folder, { recursive: true });
const shared = {
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
};
await build({ ...shared, entryPoints: [here('./evaluate.ts')], outfile: `${folder}/evaluate.mjs` });
// A thread of its own is loaded by file, beside whoever starts it.
await build({
  ...shared,
  entryPoints: [here('../../src/mail/in/parse-worker.mjs')],
  outfile: `${folder}/parse-worker.mjs`,
});
await import(pathToFileURL(`${folder}/evaluate.mjs`).href);
