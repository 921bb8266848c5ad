// @ts-check
/**
 * Bundles the program into dist/ with esbuild and the web app into dist/web/ with Vite, each when anything changed of it
 * since the last time. `node src/build.mjs` builds once; with `--watch` it builds after every change and keeps
 * `ajar serve` running on the result.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const record = path.join(dist, '.build.json');
const web = path.join(dist, 'web');
const webSources = path.join(root, 'src', 'web');
const sourceFolders = ['src', 'emails'];

/**
 * Brings dist/ up to date; does nothing when it is. Files are written beside and renamed, so that of two builds at once
 * neither runs half of the other's.
 *
 * @returns {Promise<boolean>} whether anything was built.
 * @throws {Error} with esbuild's account of what is wrong in the sources.
 */
export async function bringUpToDate() {
  const [program, pages] = [await buildProgram(), await buildWeb()];
  return program || pages;
}

async function buildProgram() {
  const sources = fingerprint(listSources().filter((file) => !file.startsWith(webSources + path.sep)));
  const last = readRecord(record);
  if (last?.sources === sources && last.files.every((name) => exists(path.join(dist, name)))) return false;
  const { build, stop } = await import('esbuild');
  const shared = /** @type {const} */ ({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    jsx: 'automatic',
    sourcemap: true,
    outdir: dist,
    absWorkingDir: root,
    write: false,
    logLevel: 'silent',
  });
  const results = await Promise.all([
    // Split, so that what is imported on demand is loaded on demand; all in one folder, where `new URL('./x')` finds it.
    build({ ...shared, entryPoints: { cli: 'src/cli.ts' }, splitting: true, chunkNames: '[name]-[hash]' }),
    build({ ...shared, entryPoints: listWorkers(), entryNames: '[name]', outExtension: { '.js': '.mjs' } }),
  ]).finally(() => void stop()); // Its helper process would live as long as we do.
  const outputs = results.flatMap(({ outputFiles }) => outputFiles);
  const files = outputs.map((file) => path.relative(dist, file.path));
  mkdirSync(dist, { recursive: true });
  // The entry last: what it refers to is there by then.
  const isEntry = (/** @type {string} */ file) => (path.basename(file) === 'cli.js' ? 1 : 0);
  for (const file of outputs.toSorted((a, b) => isEntry(a.path) - isEntry(b.path))) write(file.path, file.contents);
  // What the build before this one made stays: a server that still runs it may load it yet.
  const kept = new Set([...files, ...(last?.files ?? []), path.basename(record)]);
  for (const name of readdirSync(dist)) {
    if (/\.m?js(\.map)?$/.test(name) && !kept.has(name)) rmSync(path.join(dist, name), { force: true });
  }
  write(record, JSON.stringify({ sources, files }));
  return true;
}

/**
 * The web app with Vite: what a page needs first in few files, the rest in files of their own that are loaded when they are
 * needed, each named after its contents and compressed beforehand.
 */
async function buildWeb() {
  const shared = ['contract', 'domain'].map((name) => path.join(root, 'src', name) + path.sep);
  const files = listSources().filter((file) =>
    [webSources + path.sep, ...shared].some((folder) => file.startsWith(folder)),
  );
  const sources = fingerprint(files);
  const mark = path.join(web, '.build.json');
  if (readRecord(mark)?.sources === sources) return false;
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root: webSources,
    mode: 'production',
    logLevel: 'error',
    plugins: [react()],
    // Old files stay for a while: a page that is open may load them yet.
    build: {
      outDir: web,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  await compress(path.join(web, 'assets'));
  write(mark, JSON.stringify({ sources, files: [] }));
  return true;
}

/** Beside each file what a browser takes rather: brotli and gzip. Files that no build has touched for a month go. @param {string} folder */
async function compress(folder) {
  const old = performance.timeOrigin - 30 * 86_400_000;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    // The draft of a build beside this one may be gone by now.
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < old) rmSync(file, { force: true });
    else if (/\.(js|css|svg)$/.test(name) && !exists(`${file}.br`)) {
      const contents = readFileSync(file);
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      const [br, gz] = await Promise.all([promisify(brotliCompress)(contents, quality), promisify(gzip)(contents)]);
      write(`${file}.br`, br);
      write(`${file}.gz`, gz);
    }
  }
}

/** Changes whenever one of the files does, is added or goes; the contents are not read, so that it takes no time. @param {string[]} files */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of [...files, path.join(root, 'package.json'), path.join(root, 'tsconfig.json')]) {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
    hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function listSources() {
  return sourceFolders
    .map((name) => path.join(root, name))
    .filter(exists)
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** Threads are started from a file of their own. */
function listWorkers() {
  return listSources().filter((file) => /-worker\.(ts|mjs)$/.test(file));
}

/** @param {string} file @returns {{ sources: string, files: string[] } | null} */
function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} file */
function exists(file) {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** @param {string} file @param {string | Uint8Array} contents */
function write(file, contents) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, file);
}

/** One build at a time; a change during one is built after it. `node --watch` starts the server again by itself. */
async function watchSources() {
  await bringUpToDate();
  spawn(process.execPath, ['--watch', '--enable-source-maps', path.join(dist, 'cli.js'), 'serve'], {
    stdio: 'inherit',
  });
  let timer = setTimeout(() => {}, 0);
  let running = Promise.resolve();
  const buildAgain = () =>
    bringUpToDate().then(
      (built) => void (built && console.error('Built dist/.')),
      (error) => console.error(error.message),
    );
  for (const name of sourceFolders) {
    watch(path.join(root, name), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(buildAgain);
      }, 50);
    });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (process.argv.includes('--watch')) await watchSources();
    else console.log((await bringUpToDate()) ? 'Built dist/.' : 'dist/ is up to date.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
