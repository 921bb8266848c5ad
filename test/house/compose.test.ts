import { describe, expect, it } from 'vitest';
import type { Setup } from './compose.ts';
import { findSetupOffences } from './compose.ts';
import { readText } from './repository.ts';

const setup: Setup = {
  compose: readText('docker-compose.yml'),
  dockerfile: readText('Dockerfile'),
  dockerignore: readText('.dockerignore'),
  envExample: readText('.env.example'),
  packageJson: readText('package.json'),
};

describe('the container setup', () => {
  it('is pinned, healthy, unprivileged, without default secrets, and starts as npm start does', () => {
    expect(findSetupOffences(setup)).toEqual([]);
  });

  it('is tagged with the present version', () => {
    const { version } = JSON.parse(setup.packageJson) as { version: string };
    expect(setup.compose).toContain(`image: ajar:${version}\n`);
  });
});

describe('the checker', () => {
  it.each<[string, keyof Setup, string | RegExp, string, RegExp]>([
    ['a floating database', 'compose', /postgres:18\S+/, 'postgres:latest', /db has no pinned image/],
    ['a database of some 18', 'compose', /postgres:18\S+/, 'postgres:18', /db has no pinned image/],
    ['a port for everybody', 'compose', `'127.0.0.1:\${PORT`, `'\${PORT`, /open to the network/],
    ['a default secret', 'compose', /AJAR_SECRET:\?[^}]*/, 'AJAR_SECRET:-changeme', /AJAR_SECRET is not required/],
    [
      'a default password',
      'compose',
      /POSTGRES_PASSWORD:\?[^}]*/,
      'POSTGRES_PASSWORD:-ajar',
      /PASSWORD is not required/,
    ],
    ['a password in the URL', 'compose', /ajar:\$\{POSTGRES_PASSWORD[^}]*\}@/, 'ajar:ajar@', /password written down/],
    ['a database without a health check', 'compose', 'test: [CMD-SHELL', 'tset: [CMD-SHELL', /no health check/],
    ['an app that does not wait', 'compose', 'service_healthy', 'service_started', /wait for a healthy db/],
    ['data in no volume', 'compose', 'ajar-db:/var', './data:/var', /db keeps its data in no named volume/],
    ['a setting that nobody reads', 'compose', 'LOG_LEVEL: ', 'LOGLEVEL: ', /is given LOGLEVEL, which nobody reads/],
    ['a setting that does not arrive', 'envExample', 'PORT=', 'NEW_SETTING=\nPORT=', /not given NEW_SETTING/],
    ['a start command of its own', 'compose', 'restart: unless-stopped', 'command: [node]', /starts in another way/],
    ['a privileged service', 'compose', 'init: true', 'privileged: true', /is privileged/],
    ['a writable service', 'compose', 'read_only: true', 'read_only: false', /may write/],
    ['a floating base', 'dockerfile', /node:20\S+/, 'node:20-slim', /node:20-slim is not pinned/],
    ['root', 'dockerfile', 'USER node', 'USER root', /runs as root/],
    ['no user at all', 'dockerfile', 'USER node\n', '', /runs as root/],
    ['another start', 'dockerfile', '"src/ajar.mjs", "serve"', '"dist/cli.mjs"', /npm start is/],
    ['no health check', 'dockerfile', 'HEALTHCHECK', '# HEALTHCHECK', /no health check/],
    ['development packages', 'dockerfile', '--omit=dev', '', /development packages/],
    ['sources beside the build', 'dockerfile', '/app/src/ajar.mjs ./src/ajar.mjs', '/app/src ./src', /sources are in/],
    ['everything beside the build', 'dockerfile', '/app/src/ajar.mjs ./src/ajar.mjs', '/app ./', /sources are in/],
    ['a secret baked in', 'dockerfile', 'WORKDIR /app', 'ENV AJAR_SECRET=x', /baked in/],
    ['an image that listens to itself', 'dockerfile', 'HOST=0.0.0.0 ', '', /listens to nobody/],
    ['an image with a test folder', 'dockerignore', '!src', '!test', /!test has no business/],
    ['an image with everything', 'dockerignore', '\n*\n', '\n', /leaving everything out/],
  ])('sees %s', (_offence, file, from, to, finding) => {
    const changed = setup[file].replace(from, () => to);
    expect(changed).not.toBe(setup[file]);
    expect(findSetupOffences({ ...setup, [file]: changed })).toContainEqual(expect.stringMatching(finding));
  });
});
