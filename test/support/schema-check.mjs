/**
 * Fails when src/db/schema.ts and drizzle/ differ: lets drizzle-kit generate, with the project's own configuration, in a
 * temporary folder that holds a copy of drizzle/, and looks whether anything new was made. The checkout is only read.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'ajar-schema-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));

const listAll = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];
const contents = (folder) => new Map(listAll(folder).map((path) => [path, readFileSync(path, 'utf8')]));

for (const name of ['src', 'node_modules', 'package.json', 'tsconfig.json'])
  symlinkSync(join(root, name), join(place, name));
cpSync(join(root, 'drizzle.config.ts'), join(place, 'drizzle.config.ts'));
if (existsSync(join(root, 'drizzle'))) cpSync(join(root, 'drizzle'), join(place, 'drizzle'), { recursive: true });

const folder = join(place, 'drizzle');
const before = contents(folder);
const kit = join(root, 'node_modules/drizzle-kit/bin.cjs');
const run = spawnSync(process.execPath, [kit, 'generate', '--name', 'difference'], {
  cwd: place,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'pipe'],
  timeout: 120_000,
});
const made = [...contents(folder)].filter(([path, text]) => before.get(path) !== text);

// A possible rename makes drizzle-kit ask, and without anybody to answer it ends quietly, with nothing made and status 0:
// only its own word that nothing changed counts.
const unchanged = run.status === 0 && run.stdout.includes('No schema changes');

if (unchanged && made.length === 0 && before.size > 0) {
  process.stdout.write('schema.ts and drizzle/ agree\n');
} else {
  const sql = made.filter(([path]) => path.endsWith('.sql')).map(([, text]) => text.slice(0, 2000));
  const why = sql.join('\n') || `${run.stdout}${run.stderr}`.trim();
  process.stderr.write(
    `schema.ts and drizzle/ differ. Run \`npm run schema:generate\` and review what it makes.\n\n${why}\n`,
  );
  process.exitCode = 1;
}
