import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditLog, clients, contacts, departures, imports, messages, tasks } from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { dumpTables } from '../support/table-dump.ts';

/** A CSV file over HTTP: looked at, tried, recorded in the background, mended, taken back. */

let api: TestApi;
let nth = 0;
const monday = new Date('2026-11-02T10:00:00Z');

beforeAll(async () => {
  api = await makeApi();
  Object.assign(api.app, { transport: openCapture() });
  await ensureBuiltIns(api.app);
});
afterAll(() => api.close());
beforeEach(() => {
  api.setNow(monday);
  nth += 1;
});

type Answers = {
  columns?: { header: string; field: string | null }[];
  dates?: { header: string; order: 'dmy' | 'mdy' }[];
  currency?: string;
};
const send = async (
  path: string,
  file: string | Buffer,
  answers?: Answers,
  options: object = {},
  type = 'text/csv',
) => {
  const query = new URLSearchParams({ fileName: 'left.csv', ...(answers && { answers: JSON.stringify(answers) }) });
  const headers = { 'content-type': type };
  return api.call('POST', `${path}?${query}`, Buffer.from(file), { headers, ...options });
};
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const header = 'Client,Email,Left on,Reason';
const row = (index: number, changes: { email?: string; on?: string } = {}) =>
  `Firm ${nth}-${index},${changes.email ?? `jo@firm${nth}-${index}.example`},${changes.on ?? '2026-11-01'},price`;
const settled = async (id: string) => {
  for (let turn = 0; turn < 200; turn += 1) {
    const { body } = await api.call('GET', `/v1/imports/${id}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It runs and runs.');
};
const told = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('looking at a file', () => {
  it('tells columns, values and what each was taken for, and stores nothing', async () => {
    await send('/v1/imports/examine', lines(header, row(1)));
    const before = await dumpTables(api.app.pool);
    const { status, body } = await send(
      '/v1/imports/examine',
      lines(`${header},Colour`, `${row(1)},red`, `${row(2)},blue`),
    );
    expect([status, await dumpTables(api.app.pool)]).toEqual([200, before]);
    expect(body).toMatchObject({ fileName: 'left.csv', rows: 2, missing: [], lacksCurrency: null });
    expect(body.columns.map((one: { header: string; field: string | null }) => [one.header, one.field])).toEqual([
      ['Client', 'client'],
      ['Email', 'email'],
      ['Left on', 'departedOn'],
      ['Reason', 'reason'],
      ['Colour', null],
    ]);
    expect(body.columns[4].samples).toEqual(['red', 'blue']);
  });

  it('says what is missing, what is ambiguous and which values lack a currency, all at once', async () => {
    const { body } = await send(
      '/v1/imports/examine',
      lines(
        'Organisation X,Email,Left on,Value',
        'Firm,jo@a.example,03/04/2026,1200',
        'Two,jo@b.example,05/06/2026,300',
      ),
    );
    expect(body.missing).toEqual(['client']);
    expect(body.columns[2]).toMatchObject({ field: 'departedOn', order: null, asks: { example: '03/04/2026' } });
    expect(body.lacksCurrency).toBe('1200');
    const mended = await send(
      '/v1/imports/examine',
      lines('Organisation X,Email,Left on', 'Firm,jo@a.example,2026-04-03'),
      {
        columns: [{ header: 'Organisation X', field: 'client' }],
      },
    );
    expect(mended.body).toMatchObject({ missing: [], columns: [{ field: 'client' }, {}, {}] });
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['a header alone', `${header}\n`, 'no rows'],
    ['an Excel file', Buffer.from('PK\u0003\u0004 and so on'), 'Excel'],
    ['quotes that do not close', lines(header, '"Firm,jo@a.example'), 'never closes'],
  ])('refuses %s and says why', async (_, file, why) => {
    const answer = await send('/v1/imports/examine', file);
    expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining(why)]);
  });

  it('refuses what is no CSV by its type, unknown fields, and more than 25 MB', async () => {
    expect((await send('/v1/imports/examine', '{}', undefined, {}, 'application/json')).status).toBe(415);
    const unknown = await send('/v1/imports/examine', lines(header, row(1)), {
      columns: [{ header: 'Reason', field: 'colour' }],
    });
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/query/answers/columns/0/field']);
    const large = await send('/v1/imports/examine', Buffer.alloc(25 * 1024 * 1024 + 1, 'a'));
    expect([large.status, large.body.code]).toEqual([413, 'payload_too_large']);
  });
});

describe('trying a file', () => {
  it('counts what would be recorded, what needs somebody and what is on file, with reasons and first letters, and stores nothing', async () => {
    await api.call('POST', '/v1/departures', {
      client: { name: `Firm ${nth}-1` },
      contacts: [{ email: `jo@firm${nth}-1.example` }],
      departedOn: '2026-11-01',
    });
    const file = lines(header, row(1), row(2), row(3, { email: 'oops' }), row(4));
    const before = await dumpTables(api.app.pool);
    const answer = await send('/v1/imports/dry-run', file);
    expect([answer.status, await dumpTables(api.app.pool)]).toEqual([200, before]);
    expect(answer.headers['content-type']).toContain('application/x-ndjson');
    const all = told(answer.text);
    expect(all[0]).toEqual({ kind: 'progress', done: 0, total: 4 });
    expect(all.at(-1)).toMatchObject({
      kind: 'done',
      rows: 4,
      ready: 2,
      departures: 2,
      rejected: 1,
      known: 1,
      reasons: [{ line: 4, reason: expect.stringMatching(/^Email:/) }],
      firstLetters: { count: 2, firstOn: expect.any(String) },
    });
    const { days } = all.at(-1).firstLetters;
    expect(days.reduce((sum: number, one: { count: number }) => sum + one.count, 0)).toBe(2);
  });

  it('asks about dates that can be read both ways, before anything', async () => {
    const file = lines(header, row(1, { on: '03/04/2026' }));
    const asked = await send('/v1/imports/dry-run', file);
    expect([asked.status, asked.body.detail]).toEqual([422, expect.stringContaining('day first or month first')]);
    const said = await send('/v1/imports/dry-run', file, { dates: [{ header: 'Left on', order: 'dmy' }] });
    expect(told(said.text).at(-1)).toMatchObject({ kind: 'done', ready: 1 });
  });
});

describe('importing', () => {
  const importFile = async (file: string | Buffer, answers?: Answers, options: object = {}) => {
    const answer = await send('/v1/imports', file, answers, options);
    expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
    return settled(answer.body.id);
  };

  it('records in the background, row by row, by the flow of REST', async () => {
    const done = await importFile(lines(header, row(1), row(2, { on: '2026-02-01' })));
    expect(done).toMatchObject({ state: 'done', rows: 2, recorded: 2, merged: 0, rejected: 0, hasRejectedRows: false });
    expect(done.createdByName).toBe('Test');
    const made = await api.app.db.select().from(departures).where(eq(departures.importId, done.id));
    expect(made.map((one) => one.departedOn).toSorted()).toEqual(['2026-02-01', '2026-11-01']);
    expect((await api.call('GET', '/v1/imports')).body.data[0]).toEqual(done);
  });

  it('keeps rejected rows to be downloaded without formulas, mended and imported again', async () => {
    const first = await importFile(
      lines(`${header},Phone,Notes`, `${row(1, { email: 'oops' })},+49 30 1234567,=2+3`, `${row(2)},,`),
    );
    expect(first).toMatchObject({ recorded: 1, rejected: 1, hasRejectedRows: true });
    const file = await api.call('GET', `/v1/imports/${first.id}/rejected.csv`);
    expect(file.headers).toMatchObject({
      'content-type': expect.stringContaining('text/csv'),
      'content-disposition': expect.stringContaining('left.rejected.csv'),
      'x-content-type-options': 'nosniff',
    });
    expect(file.text).toContain("'+49 30 1234567,'=2+3");
    expect(file.text).toMatch(/^\ufeff?ajar_error,Client,Email/);
    const mended = file.text.replace('oops', `right${nth}@firm.example`);
    const columns = ['ajar_error', 'Client', 'Email'].map((name, index) => ({
      header: name,
      field: [null, 'client', 'email'][index] ?? null,
    }));
    const second = await importFile(mended, { columns });
    expect(second).toMatchObject({ recorded: 1, rejected: 0, hasRejectedRows: false });
    const [person] = await api.app.db
      .select()
      .from(contacts)
      .where(eq(contacts.email, `right${nth}@firm.example`));
    const [left] = await api.app.db.select().from(departures).where(eq(departures.importId, second.id));
    expect([person!.phone, left!.notes]).toEqual(['+49 30 1234567', '=2+3']);
  });

  it('does it once for the same key', async () => {
    const file = lines(header, row(1));
    const options = { headers: { 'content-type': 'text/csv', 'idempotency-key': `import-${nth}` } };
    const [one, two] = [
      await send('/v1/imports', file, undefined, options),
      await send('/v1/imports', file, undefined, options),
    ];
    expect(two.body).toEqual(one.body);
    await settled(one.body.id);
    const other = await send('/v1/imports', lines(header, row(2)), undefined, options);
    expect(other.status).toBe(422);
  });

  it('is taken back as a whole; what had left already makes a call', async () => {
    const done = await importFile(lines(header, row(1), row(2), row(3)));
    api.setNow(new Date('2026-11-17T11:00:00Z'));
    await tick(api.app, api.app.now());
    const gone = await api.app.db
      .select({ id: messages.id })
      .from(messages)
      .innerJoin(departures, eq(departures.id, messages.departureId))
      .where(eq(departures.importId, done.id));
    expect(gone).toHaveLength(3);
    const undone = await api.call('POST', `/v1/imports/${done.id}/undo`);
    expect([undone.status, undone.body]).toEqual([200, { departures: 3, canceled: 0, tooLate: 3 }]);
    expect(await settled(done.id)).toMatchObject({ state: 'undone', undoneAt: '2026-11-17T11:00:00.000Z' });
    const made = await api.app.db.select().from(departures).where(eq(departures.importId, done.id));
    expect(made.every((one) => one.undoneAt !== null)).toBe(true);
    const calls = await api.app.db.select().from(tasks).where(eq(tasks.clientId, made[0]!.clientId));
    expect(calls.filter((one) => one.title === 'Explain our mistake')).toHaveLength(1);
    expect((await api.call('POST', `/v1/imports/${done.id}/undo`)).body.departures).toBe(0);
    const deeds = await api.app.db.select().from(auditLog).where(eq(auditLog.subjectId, done.id));
    expect(deeds.map((one) => one.action)).toContain('undo-import');
  });

  it('is stopped by its undo while it runs, and nothing of it stays', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => row(index));
    const { body } = await send('/v1/imports', lines(header, ...rows));
    for (let turn = 0; turn < 100; turn += 1) {
      const made = await api.app.db.select().from(departures).where(eq(departures.importId, body.id));
      if (made.length > 5) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const undone = await api.call('POST', `/v1/imports/${body.id}/undo`);
    expect(undone.status).toBe(200);
    expect(await settled(body.id)).toMatchObject({ state: 'undone' });
    const left = await api.app.db.select().from(departures).where(eq(departures.importId, body.id));
    expect(left.filter((one) => one.undoneAt === null)).toEqual([]);
    const active = await api.app.db
      .select()
      .from(clients)
      .where(eq(clients.name, `Firm ${nth}-0`));
    expect(active.map((one) => one.state)).toEqual(['active']);
  });

  it('that nobody carries on has broken off, and the same file again records the rest', async () => {
    const done = await importFile(lines(header, row(1)));
    await api.app.db
      .update(imports)
      .set({ endedAt: null, leaseUntil: new Date(0), total: 3 })
      .where(eq(imports.id, done.id));
    expect(await settled(done.id)).toMatchObject({ state: 'broken_off', recorded: 1, rows: 3 });
    const again = await importFile(lines(header, row(1), row(2), row(3)));
    expect(again).toMatchObject({ state: 'done', recorded: 2, merged: 1, rejected: 0 });
  });

  it('is for those who may import', async () => {
    const sales = await api.makeKey('departures:write', 'imports:read');
    const options = { key: sales, headers: { 'content-type': 'text/csv', authorization: `Bearer ${sales}` } };
    for (const path of ['/v1/imports', '/v1/imports/examine', '/v1/imports/dry-run'])
      expect((await send(path, lines(header, row(1)), undefined, options)).status).toBe(403);
    expect((await api.call('GET', '/v1/imports', undefined, { key: sales })).status).toBe(200);
    expect(
      (await api.call('GET', '/v1/imports', undefined, { key: await api.makeKey('departures:read') })).status,
    ).toBe(403);
    expect((await api.call('GET', '/v1/imports/01930000-0000-7000-8000-000000000009')).status).toBe(404);
  });
});
