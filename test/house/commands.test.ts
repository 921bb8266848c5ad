import { describe, expect, it } from 'vitest';
import config from '../../vitest.config.ts';
import interop from '../interop/vitest.config.ts';
import { listFiles, readText } from './repository.ts';

interface Project {
  test: { include: string[]; exclude?: string[] };
}
const projects = [...(config as { test: { projects: Project[] } }).test.projects, interop as Project];

/** The patterns of vitest.config.ts: braces, `**` and `*`. */
function toExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_braces, list: string) => `(${list.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(.*/)?'));
  return new RegExp(`^${source}$`);
}

function findUnrun(files: string[], patterns: string[]): string[] {
  const expressions = patterns.map(toExpression);
  return files.filter((path) => /\.(test|spec)\./.test(path) && !expressions.some((it) => it.test(path)));
}

describe('the commands', () => {
  it('run every test file', () => {
    const patterns = projects.flatMap(({ test }) => test.include);
    expect(findUnrun(listFiles(), patterns)).toEqual([]);
    expect(projects.filter(({ test }) => test.exclude)).toEqual([]);
  });

  it('are the same in the merge check as in npm run check, with the tests last', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const parts = scripts['check']?.split(' && ').map((part) => part.replace(/^npm (run )?/, '')) ?? [];
    const run = readText('.ci/run');
    expect(parts.at(-1)).toBe('test');
    expect(/^for part in (.*); do$/m.exec(run)?.[1]?.split(' ')).toEqual(parts.slice(0, -1));
    expect(run).toMatch(/\nnpm test .*\nexit .*\n$/);
  });
});

describe('the checker', () => {
  it('sees a test file that nobody runs', () => {
    const files = [
      'test/db/a.test.ts',
      'test/db/in/b.test.tsx',
      'test/web/c.test.ts',
      'src/d.spec.ts',
      'test/db/make.ts',
    ];
    expect(findUnrun(files, ['test/{db,api}/**/*.test.{ts,tsx}'])).toEqual(['test/web/c.test.ts', 'src/d.spec.ts']);
  });
});
