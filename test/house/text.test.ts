import { describe, expect, it } from 'vitest';
import { isText, listFiles, readText } from './repository.ts';
import { findBrokenPromises, findJournalOffences, findTextOffences } from './text.ts';

const files = listFiles();
const sources = files.filter(isText).map((path) => ({ path, text: readText(path) }));
const { version, scripts } = JSON.parse(readText('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};

describe('the text of the repository', () => {
  it('names no machine and no registry, has nothing unfinished, and skips no test silently', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(findTextOffences(sources)).toEqual([]);
  });

  it('tells in the changelog what the present version brought', () => {
    expect(readText('CHANGELOG.md')).toMatch(
      new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'),
    );
    expect(readText('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
  });

  it('names only commands and files that exist', () => {
    const pages = sources.filter(({ path }) => /^[A-Z]+\.md$|^\.ci\//.test(path));
    expect(pages.flatMap((page) => findBrokenPromises(page, Object.keys(scripts), files))).toEqual([]);
  });

  it('lets every migration run, in order', () => {
    const sqlFiles = files
      .filter((path) => /^drizzle\/[^/]+\.sql$/.test(path))
      .map((path) => path.slice('drizzle/'.length));
    expect(findJournalOffences(JSON.parse(readText('drizzle/meta/_journal.json')), sqlFiles)).toEqual([]);
  });
});

describe('the checker', () => {
  const folder = (...parts: string[]) => ['', ...parts].join('/');
  const call = (...parts: string[]) => `${parts.join('.')}('does it', () => {});`;

  it.each<[string, string, string, RegExp]>([
    ['a folder of a machine', 'README.md', `cd ${folder('root', 'ajar')}`, /README.md:1 names a folder/],
    ['a home', 'src/cli.ts', `'${folder('home', 'jo', 'ajar')}'`, /names a folder/],
    ['a Windows home', 'README.md', ['C:', 'Users', 'jo'].join('\\'), /names a folder/],
    [
      'a registry',
      '.npmrc',
      `registry=https://${['registry', 'example', 'com'].join('.')}`,
      /names a package registry/,
    ],
    ['something unfinished', 'src/app.ts', `\n// ${['TO', 'DO'].join('')}: later`, /src\/app.ts:2 is not finished/],
    ['one test that keeps the rest from running', 'test/a.test.ts', call('it', 'only'), /only one of its tests/],
    ['the same for a table', 'test/a.test.ts', call('it', 'concurrent', 'only', 'each'), /only one of its tests/],
    ['a silent skip', 'test/a.test.ts', `\n\n${call('describe', 'skip')}`, /test\/a.test.ts:3 skips/],
    ['a test that is only planned', 'test/a.test.ts', call('it', 'todo'), /skips/],
    ['a silent condition', 'test/a.test.ts', call('it', 'skipIf(noDocker)'), /skips/],
    ['a skip from inside', 'test/a.test.ts', call('it', 'each') + call('ctx', 'skip'), /skips/],
  ])('sees %s', (_offence, path, text, finding) => {
    expect(findTextOffences([{ path, text }])).toEqual([expect.stringMatching(finding)]);
  });

  it('says nothing about what is allowed', () => {
    const reason = `${call('it', 'skipIf(isRoot)')} // because root may read all`;
    expect(
      findTextOffences([
        { path: 'test/a.test.ts', text: reason },
        {
          path: 'src/api/a.ts',
          text: `app.get('/clients/:id'); const home = 'https://example.com${folder('work', 'us')}';`,
        },
      ]),
    ).toEqual([]);
  });

  it('sees a command and a file that do not exist', () => {
    const text =
      'Run `npm run check` or `npm run chekc`; see [a](src/a.ts), [src](src/), [b](b.md), [web](https://a.example).';
    expect(findBrokenPromises({ path: 'README.md', text }, ['check'], ['src/a.ts'])).toEqual([
      'README.md: npm run chekc does not exist',
      'README.md: links to b.md, which does not exist',
    ]);
  });

  it('sees a migration that would be skipped, lost, or never run', () => {
    const entries = [
      { idx: 0, when: 20, tag: '0000_first' },
      { idx: 1, when: 20, tag: '0001_second' },
      { idx: 3, when: 30, tag: '0002_third' },
    ];
    expect(findJournalOffences({ entries }, ['0000_first.sql', '0001_second.sql', '0009_stray.sql'])).toEqual([
      '0001_second is not later than 0000_first: it would be skipped',
      '0002_third has number 3, not 2',
      '0002_third has no SQL file',
      '0009_stray.sql is not in the journal: it would never run',
    ]);
  });
});
