import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/domain/csv-cells.ts';
import { actorInWords, deedInWords, deedNames } from '../../src/domain/deed-words.ts';

const known = new Set(deedNames.map(([action]) => action));

function actionsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile() && one.name.endsWith('.ts'))
    .flatMap((one) => [...readFileSync(join(one.parentPath, one.name), 'utf8').matchAll(/\baction: '([a-z-]+)'/g)])
    .map((match) => match[1] ?? '');
}

describe('the words of deeds', () => {
  it('are there for everything that flows put on record', () => {
    expect([...new Set(actionsIn('src/flows'))].filter((action) => !known.has(action))).toEqual([]);
  });

  it('fall back to the name of a deed that has none', () => {
    expect([deedInWords('pause-sending'), deedInWords('paint-the-shed')]).toEqual([
      'paused all sending',
      'paint the shed',
    ]);
    expect([actorInWords('cli'), actorInWords('user:1'), actorInWords('moon')]).toEqual([
      'The command line',
      'A person who is gone',
      'moon',
    ]);
  });
});

describe('a line of CSV', () => {
  it('is made harmless for spreadsheets, and quoted where it must be', () => {
    expect(csvLine(['=1+1', '+49 30', '-x', '@a', '\tb', 'a,b', 'say "hi"', null, -3])).toBe(
      `'=1+1,'+49 30,'-x,'@a,'\tb,"a,b","say ""hi""",,-3\r\n`,
    );
  });
});
