/**
 * Measures how many letters leave, and how claiming grows, against the usual way and a bare bound:
 * `npm run bench [-- --smoke | --json | --letters N | --rounds N | --only smtp,resend,claim]`. See README.md beside this file.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../../node_modules/.cache/ajar-bench/');

// React decides by it which of its builds it is; a server that sends letters runs the fast one, and so do all who are measured.
process.env.NODE_ENV = 'production';
await mkdir(folder, { recursive: true });
await build({
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  jsx: 'automatic',
  sourcemap: true,
  logLevel: 'error',
  entryPoints: ['bench', 'sink-child', 'ajar-child', 'usual-child', 'bound-child'].map((name) => here(`./${name}.ts`)),
});
await import(pathToFileURL(`${folder}/bench.mjs`).href);
