import { describe, expect, it } from 'vitest';
import { findOffences } from './architecture.ts';
import { listFiles, readText } from './repository.ts';

const sources = listFiles()
  .filter((path) => /^(src|emails)\/.*\.(ts|tsx|mts|mjs)$/.test(path))
  .map((path) => ({ path, text: readText(path) }));

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources.map(({ path }) => path)).toContain('src/errors.ts');
  });

  it('keeps its rules', () => {
    expect(findOffences(sources)).toEqual([]);
  });
});

describe('the checker', () => {
  const offencesOf = (files: Record<string, string>) =>
    findOffences(Object.entries(files).map(([path, text]) => ({ path, text })));

  it.each([
    [
      'a rule that asks the database',
      'src/domain/a.ts',
      `import { b } from '../db/b.ts'; b();`,
      /domain may not import db/,
    ],
    [
      'a rule that reads files',
      'src/domain/a.ts',
      `import { readFile } from 'node:fs'; readFile;`,
      /node:fs belongs in/,
    ],
    ['a query that starts a flow', 'src/db/a.ts', `import { b } from '../flows/b.ts'; b();`, /db may not import flows/],
    ['a dynamic import up the house', 'src/db/a.ts', `await import('../flows/b.ts');`, /db may not import flows/],
    ['a type from up the house', 'src/db/a.ts', `export type T = import('../api/b.ts').T;`, /db may not import api/],
    [
      'a re-export from up the house',
      'src/db/a.ts',
      `export { b } from '../mail/b.ts'; let a; a;`,
      /db may not import mail/,
    ],
    [
      'mail that asks the database',
      'src/mail/out/a.ts',
      `import { b } from '../../db/b.ts'; b();`,
      /mail may not import db/,
    ],
    [
      'a contract that knows a table',
      'src/contract/a.ts',
      `import type { B } from '../db/b.ts';`,
      /contract may not import db/,
    ],
    ['an app that starts a flow', 'src/app.ts', `import { b } from './flows/b.ts'; b();`, /app may not import flows/],
    [
      'a flow that opens the app',
      'src/flows/a.ts',
      `import { openApp } from '../app.ts'; openApp();`,
      /as a type only/,
    ],
    ['an inline type of the app', 'src/flows/a.ts', `import { type App } from '../app.ts';`, /as a type only/],
    ['a flow that knows HTTP', 'src/flows/a.ts', `import type { F } from 'fastify';`, /fastify belongs in/],
    ['a flow that says SQL', 'src/flows/a.ts', `import { sql } from 'drizzle-orm';`, /drizzle-orm belongs in/],
    ['a schedule that queries', 'src/schedule.ts', `import { b } from './db/b.ts'; b();`, /schedule may not import db/],
    [
      'a route that writes by itself',
      'src/api/a.ts',
      `import { insertB } from '../db/b.ts'; insertB();`,
      /not insertB/,
    ],
    ['the same through a namespace', 'src/api/a.ts', `import * as bs from '../db/b.ts'; bs.markB();`, /not markB/],
    [
      'a route that composes mail',
      'src/api/a.ts',
      `import { b } from '../mail/out/b.ts'; b();`,
      /only the webhook check/,
    ],
    [
      'a screen that reaches the server',
      'src/web/inbox/a.tsx',
      `import { b } from '../../flows/b.ts'; b();`,
      /web may not/,
    ],
    [
      'a screen that imports another',
      'src/web/inbox/a.tsx',
      `import { b } from '../clients/b.tsx'; b();`,
      /screens do not import each other/,
    ],
    ['a command that writes by itself', 'src/cli.ts', `import { deleteB } from './db/b.ts'; deleteB();`, /not deleteB/],
    [
      'a letter that imports the product',
      'emails/a.tsx',
      `import { b } from '../src/domain/b.ts'; b();`,
      /emails may not/,
    ],
    [
      'a source that imports a test',
      'src/flows/a.ts',
      `import { b } from '../../test/support/b.ts'; b();`,
      /may not import test/,
    ],
    [
      'components by the back door',
      'emails/a.tsx',
      `import { Html } from '@react-email/components'; Html;`,
      /emails\/ui/,
    ],
    ['process.env', 'src/api/a.ts', `export const a = process.env.PORT;`, /only config.ts/],
    ['process["env"]', 'src/api/a.ts', `export const a = process['env'];`, /only config.ts/],
    ['env of node:process', 'src/cli.ts', `import { env } from 'node:process'; env;`, /only config.ts/],
    ['Date.now()', 'src/flows/a.ts', `export const a = Date.now();`, /second clock/],
    ['a bare new Date()', 'src/flows/a.ts', `export const a = new Date();`, /second clock/],
    ['Date() as a function', 'src/flows/a.ts', `export const a = Date();`, /second clock/],
    ['Temporal.Now', 'src/domain/a.ts', `export const a = Temporal.Now.instant();`, /second clock/],
    ['a column that reads a clock', 'src/db/schema.ts', `export const a = timestamp().defaultNow();`, /second clock/],
    [
      'a transaction in a query',
      'src/db/a.ts',
      `export const a = (db) => db.transaction((tx) => tx);`,
      /in flows only/,
    ],
    ['a transaction of another name', 'src/flows/a.ts', `db.transaction((trx) => trx);`, /called tx, not trx/],
    [
      'a GET that changes state',
      'src/api/a.ts',
      `import { stop } from '../flows/stop.ts'; app.get('/a', async () => stop());`,
      /GET calls stop/,
    ],
    [
      'a GET spelled as a route',
      'src/api/a.ts',
      `import { stop } from '../flows/stop.ts'; app.route({ method: 'GET', handler: () => stop() });`,
      /GET calls stop/,
    ],
    ['a folder without a noun', 'src/flows/utils/a.ts', `export const a = 1;`, /says nothing/],
    ['a file without a noun', 'src/db/types.ts', `export const a = 1;`, /says nothing/],
    ['a room that is not in the plan', 'src/engine/a.ts', `export const a = 1;`, /no room called engine/],
    ['a name in camel case', 'src/db/myFile.ts', `export const a = 1;`, /not kebab-case/],
    [
      'a file that only re-exports',
      'src/db/index.ts',
      `export * from './a.ts';\nexport { b } from './b.ts';`,
      /only re-exports/,
    ],
    [
      'a GET that changes state in a function of its own',
      'src/api/a.ts',
      `import { stop } from '../flows/stop.ts'; app.get('/a', show); function show() { return page(); } const page = () => stop();`,
      /GET calls stop/,
    ],
  ])('sees %s', (_offence, path, text, finding) => {
    expect(offencesOf({ [path]: text })).toEqual([expect.stringMatching(finding)]);
  });

  it('sees an import circle, even one of types', () => {
    const circle = { 'src/db/a.ts': `import './b.ts';`, 'src/db/b.ts': `import type { A } from './a.ts';` };
    expect(offencesOf(circle)).toEqual(['import circle: src/db/a.ts -> src/db/b.ts -> src/db/a.ts']);
  });

  it('says nothing about what is allowed', () => {
    expect(
      offencesOf({
        'src/app.ts': `import { b } from './db/b.ts'; b(); export const now = () => new Date(); export interface App {}`,
        'src/config.ts': `export const port = process.env.PORT;`,
        'src/db/b.ts': `import { sql } from 'drizzle-orm'; import type { D } from '../domain/d.ts'; sql; let d: D;`,
        'src/domain/d.ts': `export type D = 1; export const later = (now) => new Date(now.getTime() + 1);`,
        'src/flows/stop.ts': `import type { App } from '../app.ts'; import { b } from '../db/b.ts'; app.db.transaction((tx) => b(tx));`,
        'src/api/a.ts': `import * as bs from '../db/b.ts'; import { stop } from '../flows/stop.ts';
          app.get('/a', () => bs.findB()); app.post('/a', () => stop());`,
        'emails/ui.ts': `export { Html } from '@react-email/components'; export const a = 1;`,
        'emails/a.tsx': `import { Html } from './ui.ts'; export const A = () => <Html />;`,
      }),
    ).toEqual([]);
  });
});
