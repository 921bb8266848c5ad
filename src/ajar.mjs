#!/usr/bin/env node
// @ts-check
/**
 * The command `ajar`, committed so that it is there before anything was built. From a checkout it builds what changed;
 * an image may ship dist/ without the sources, and then it only runs it. Old syntax: it must get as far as its message
 * under a Node that is too old.
 */
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const isSupported = major > 20 || (major === 20 && minor >= 19);

/** @param {string} relative */
function has(relative) {
  return existsSync(new URL(relative, import.meta.url));
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(message + '\n');
  process.exit(1);
}

async function build() {
  try {
    const { bringUpToDate } = await import('./build.mjs');
    await bringUpToDate();
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ERR_MODULE_NOT_FOUND') fail('Ajar is not installed yet: run npm install first.');
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
      fail('dist/ is out of date and cannot be written: run npm run build as the owner of this folder.');
    }
    fail('Ajar cannot be built.\n' + message);
  }
}

if (!isSupported) {
  fail('Ajar needs Node 20.19 or newer, and this is ' + process.versions.node + ': see https://nodejs.org.');
}
if (has('cli.ts') && has('build.mjs')) await build();
const program = new URL('../dist/cli.js', import.meta.url);
if (!existsSync(program)) fail('Ajar is not built, and its sources are not here to build it from: install it again.');
process.setSourceMapsEnabled(true);
await import(program.href);
