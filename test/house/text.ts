import type { Source } from './architecture.ts';

/** What no file of the repository may say, with the sentence that says why. */
const banned: [pattern: RegExp, why: string][] = [
  [/(?<![\w.~}/-])\/(work|root|home|Users)\/[\w.-]/, 'names a folder of one machine'],
  [/\b[A-Z]:\\Users\\/, 'names a folder of one machine'],
  [
    /\bregistry\.[a-z0-9-]+\.(org|com|net|io|dev)\b|\/artifactory\/|\bnpm\.pkg\.github\.com\b/i,
    'names a package registry',
  ],
];

const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/;
const focused = /\b(?:it|test|describe)(?:\.\w+)*\.only\b/;
const skipped =
  /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|skipIf|runIf|fails)\b|\b(?:ctx|context|t)\.skip\(|\bskip\(\)/g;

/** What is wrong with the words of the files, one sentence each, with the line. */
export function findTextOffences(files: Source[]): string[] {
  return files.flatMap((file) => [...bannedOffences(file), ...testOffences(file)]);
}

function bannedOffences({ path, text }: Source): string[] {
  const rules = /^(src|emails)\//.test(path) ? [...banned, [unfinished, 'is not finished'] as const] : banned;
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter(([rule]) => rule.test(line)).map(([, why]) => `${path}:${index + 1} ${why}`),
    );
}

/** A test that does not run says in its name why: "…, because …". One that keeps all others from running is a slip. */
function testOffences({ path, text }: Source): string[] {
  if (!/^test\/.*\.(ts|tsx|mjs)$/.test(path)) return [];
  const only = focused.test(text) ? [`${path}: runs only one of its tests`] : [];
  const silent = [...text.matchAll(skipped)].filter(({ index }) => !/\bbecause\b/.test(text.slice(index, index + 300)));
  return [...only, ...silent.map(({ index }) => `${path}:${lineOf(text, index)} skips a test without a reason`)];
}

/** Commands and files that a page names and the repository does not have. */
export function findBrokenPromises(page: Source, scripts: string[], files: string[]): string[] {
  const commands = [...page.text.matchAll(/\bnpm run ([a-z][a-z:-]*)/g)]
    .filter(([, name = '']) => !scripts.includes(name))
    .map(([command]) => `${page.path}: ${command} does not exist`);
  const links = [...page.text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
    .filter(
      ([, target = '']) => !files.some((file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`)),
    )
    .map(([, target]) => `${page.path}: links to ${target}, which does not exist`);
  return [...commands, ...links];
}

interface Journal {
  entries: { idx: number; when: number; tag: string }[];
}

/**
 * What keeps a migration from being applied: drizzle skips, silently, one whose `when` is not later than the last
 * applied one, as happens when branches meet.
 */
export function findJournalOffences({ entries }: Journal, sqlFiles: string[]): string[] {
  const offences: string[] = [];
  for (const [index, { idx, when, tag }] of entries.entries()) {
    const before = entries[index - 1];
    if (before && when <= before.when) offences.push(`${tag} is not later than ${before.tag}: it would be skipped`);
    if (idx !== index) offences.push(`${tag} has number ${idx}, not ${index}`);
    if (!sqlFiles.includes(`${tag}.sql`)) offences.push(`${tag} has no SQL file`);
  }
  const known = new Set(entries.map(({ tag }) => `${tag}.sql`));
  for (const file of sqlFiles) if (!known.has(file)) offences.push(`${file} is not in the journal: it would never run`);
  return offences;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
