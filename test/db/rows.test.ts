import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { texts } from '../../src/db/rows.ts';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase();
});

afterAll(() => database.close());

const traps = [
  '',
  ' ',
  'NULL',
  '{}',
  '"',
  '\\',
  `'`,
  ',',
  'a\nb\r\n',
  'Größe €',
  '\u{1f44b}',
  '\u0001',
  'x'.repeat(70_000),
];

it.each([[[]], [[null]], [traps], [['a', null, 'b']]])(
  'texts arrive as they are: %#',
  async (list: (string | null)[]) => {
    const found = await database.db.execute<{ t: string | null }>(sql`
    select t from unnest(${texts(list)}) with ordinality as u (t, n) order by n`);
    expect(found.rows.map((row) => row.t)).toEqual(list);
  },
);

it('a text that PostgreSQL cannot keep is refused, not cut', async () => {
  await expect(database.db.execute(sql`select ${texts(['a\0b'])} as t`)).rejects.toThrow(
    /invalid byte|0x00|NUL|null character|cannot keep|Failed query/i,
  );
});
