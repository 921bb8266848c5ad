import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eq, isNull } from 'drizzle-orm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { clients, contacts, departures, enrollments, highlights, imports } from '../../src/db/schema.ts';
import type { DateOrder } from '../../src/domain/imports/csv-dates.ts';
import { csvFields } from '../../src/domain/imports/csv-fields.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { type ExamineOptions, examineCsv } from '../../src/flows/imports/examine-csv.ts';
import { type ImportOptions, importDepartures } from '../../src/flows/imports/import-departures.ts';
import { undoImport } from '../../src/flows/imports/undo-import.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const secret = 'test secret that is long enough for 32 bytes';
const root = fileURLToPath(new URL('../..', import.meta.url));
const fixture = (name: string) => path.join(root, 'test/fixtures/csv', name);

let database: TestDatabase;
let app: App;
let folder: string;
beforeAll(async () => {
  database = await makeDatabase();
  const { db, pool } = database;
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  app = {
    db,
    pool,
    log,
    now: () => now,
    secrets: [secret],
    transport: {} as Transport,
    ...(await ensureInstallation(db, [secret], now)),
    config: readConfig({}),
    processId: '01930000-0000-7000-8000-000000000001',
  };
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('TRUNCATE clients, imports, users, segments, campaigns CASCADE');
  await ensureBuiltIns(app);
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-import-'));
  return () => rmSync(folder, { recursive: true });
});

type Options = Partial<ImportOptions> & ExamineOptions;
const run = async (file: string, options: Options = {}) =>
  importDepartures(app, await examineCsv(file, options), { by: 'test', ...options });
function write(text: string | Buffer, name = 'clients.csv'): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
const importText = (text: string | Buffer, options?: Options) => run(write(text), options);
const importFixture = (name: string, options?: Options) => {
  copyFileSync(fixture(name), path.join(folder, name));
  return run(path.join(folder, name), options);
};
const clientNamed = async (name: string) => (await app.db.select().from(clients).where(eq(clients.name, name)))[0]!;
const departureOf = async (name: string) =>
  (
    await app.db
      .select()
      .from(departures)
      .where(eq(departures.clientId, (await clientNamed(name)).id))
  )[0]!;
const count = async (table: typeof departures | typeof clients | typeof contacts | typeof imports) =>
  app.db.$count(table);
const lines = (...rows: string[]) => ['Client;Email;Left on;Reason', ...rows, ''].join('\n');

describe('a file as people have it', () => {
  it('comes from a German Excel: windows-1252, semicolons, d.m.y, decimal commas', async () => {
    const imported = await importFixture('german-excel.csv');
    expect(imported).toMatchObject({ recorded: 3, merged: 0, rejected: 0, rejectedFile: null, rows: 3 });
    expect(await clientNamed('Müller & Söhne GmbH')).toMatchObject({
      externalId: 'K-1001',
      country: 'DE',
      clientSince: '2021-03-01',
      annualValueAmount: 4_800_000,
      annualValueCurrency: 'EUR',
      ownerEmail: 'mara@agency.example',
      state: 'departed',
    });
    expect(await departureOf('Müller & Söhne GmbH')).toMatchObject({
      departedOn: '2026-11-02',
      reason: 'price',
      fault: 'nobody',
      notes: 'Angebot „zu teuer“ – 48 €',
      importId: imported.importId,
      recordedBy: 'test',
    });
    expect(await departureOf('Bäckerei Größe')).toMatchObject({
      reason: 'billing',
      fault: 'ours',
      notes: 'Zwei Zeilen\nin einer Zelle',
    });
    expect(await departureOf('Straßenbau Öztürk')).toMatchObject({ reason: 'out_of_business', pursue: false });
    expect(await app.db.select().from(contacts).where(eq(contacts.email, 'joerg@mueller.example'))).toMatchObject([
      { firstName: 'Jörg', lastName: 'Müller' },
    ]);
    expect(imported.firstLetters.count).toBe(2);
    expect(imported.firstLetters.firstOn! >= '2026-11-21').toBe(true);
  });

  it('comes from the United States: commas in quotes, m/d/y told by one date of each column, dollars', async () => {
    expect(await importFixture('us-export.csv')).toMatchObject({ recorded: 3, rejected: 0 });
    expect(await clientNamed('Tidewater Dental, LLC')).toMatchObject({
      clientSince: '2021-03-04',
      annualValueAmount: 3_100_000,
      annualValueCurrency: 'USD',
      country: 'US',
    });
    expect(await departureOf('Tidewater Dental, LLC')).toMatchObject({ departedOn: '2026-11-02', fault: 'ours' });
    expect(await clientNamed('Copperline Brewing')).toMatchObject({ country: 'GB', annualValueAmount: 2_200_000 });
    expect(await clientNamed('Maple & Stone')).toMatchObject({ annualValueCurrency: 'CAD' });
    expect(await app.db.select().from(highlights)).toMatchObject([{ text: '410 bookings online' }]);
  });

  it('names several people of one client, who become one departure led by whom it says', async () => {
    expect(await importFixture('several-contacts.csv')).toMatchObject({ recorded: 2, merged: 2, rejected: 0, rows: 4 });
    expect(await count(departures)).toBe(2);
    expect(await departureOf('Northwind GmbH')).toMatchObject({ reason: 'price', wouldReturnIf: 'A smaller package' });
    const enrolled = await app.db
      .select({ email: contacts.email })
      .from(enrollments)
      .innerJoin(contacts, eq(contacts.id, enrollments.contactId));
    expect(enrolled).toHaveLength(2);
    expect(new Set(enrolled.map((one) => one.email))).toEqual(
      new Set(['ingrid@fjellvann.example', 'jo@northwind.example']),
    );
    expect(await count(contacts)).toBe(4);
  });

  it('holds what looks like formulas, SQL and markup: they are text, here and in the rejected file', async () => {
    const imported = await importFixture('formulas.csv');
    expect(imported).toMatchObject({ recorded: 2, rejected: 1 });
    expect(await departureOf('=HYPERLINK("http://evil.example","Click")')).toMatchObject({
      notes: "=cmd|' /C calc'!A0",
    });
    expect(await departureOf("'; DROP TABLE departures; --")).toMatchObject({ notes: '<script>alert(1)</script>' });
    expect(readFileSync(imported.rejectedFile!, 'utf8')).toBe(
      '\ufeffajar_error;Client;Email;Left on;Reason;Notes;Phone\r\n' +
        '"Reason: ""because"" is not known; allowed: price, service_quality, results, communication, billing, mistake, champion_left, competitor, owner_preference, in_house, project_finished, budget, out_of_business, we_ended, other, unknown.";@SUM(1+1);at@formula.example;2026-11-02;because;-2+3;+1 555 0100\r\n',
    );
  });

  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 as Excel calls Unicode text', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['windows-1252', (text: string) => Buffer.from(text, 'latin1')],
    ['a line that names the delimiter', (text: string) => Buffer.from(`sep=;\r\n${text}`)],
    ['line ends of an old Mac', (text: string) => Buffer.from(text.replaceAll('\n', '\r'))],
    ['tabs', (text: string) => Buffer.from(text.replaceAll(';', '\t'))],
  ])('is written in %s', async (_, encode) => {
    const text = lines('Bäcker Größe;a@baecker.example;2.11.2026;Preis');
    expect(await importText(encode(text))).toMatchObject({ recorded: 1, rejected: 0 });
    expect((await clientNamed('Bäcker Größe')).state).toBe('departed');
  });
});

describe('a file that cannot be imported as it is', () => {
  it.each([
    ['', 'is empty'],
    ['Client;Email;Left on\n', 'no rows'],
    ['Firma;Telefon\nA;1', 'the day they left'],
    ['PK\u0003\u0004 zip', 'Excel'],
    [`${lines('A;a@a.example;2.11.2026;price', 'B;"b@b.example;2.11.2026;price')}C;c@c.example;2.11.2026;\n`, 'Line 3'],
    [lines('A;a@a.example;2.11.2026;price', 'B;"b"@b.example;2.11.2026;price'), 'Line 3'],
    [lines('A;a@a.example;03/04/2026;price'), '"Left on" day first or month first'],
    [lines('A;a@a.example;13/04/2026;price', 'A;a@a.example;04/13/2026;price'), 'both 13/04/2026'],
    ['Client;Email;Left on;Value\nA;a@a.example;2026-11-02;500', '--currency'],
  ])('%j: says what to do, and stores nothing', async (text, why) => {
    await expect(importText(text)).rejects.toThrow(why);
    expect(await count(clients)).toBe(0);
    expect(await count(imports)).toBe(0);
  });

  it('is not there', async () => {
    await expect(examineCsv(path.join(folder, 'nope.csv'))).rejects.toThrow('There is no file');
    await expect(examineCsv(folder)).rejects.toThrow('is not a file');
  });

  it('has a record without end', async () => {
    const file = write(lines('A;a@a.example;2026-11-02;price', `B;b@b.example;2026-11-02;"${'x'.repeat(1_200_000)}"`));
    await expect(run(file)).rejects.toThrow('Line 3');
  });

  it('was changed between the two passes', async () => {
    const file = write(lines('A;a@a.example;2026-11-02;price'));
    const csv = await examineCsv(file);
    appendFileSync(file, 'B;b@b.example;2026-11-02;price\n');
    await expect(importDepartures(app, csv, { by: 'test' })).rejects.toThrow('was changed');
  });

  it('can be told, or asked about, which comes first, and is then read so', async () => {
    const text = lines('A;a@a.example;03/04/2026;price');
    expect(await importText(text, { dates: 'mdy' })).toMatchObject({ recorded: 1 });
    expect((await departureOf('A')).departedOn).toBe('2026-03-04');
    const asked: string[] = [];
    const ask = async (column: string): Promise<DateOrder> => {
      asked.push(column);
      return 'dmy';
    };
    expect(await importText(text.replace(/A;a@a/, 'B;b@b'), { ask })).toMatchObject({ recorded: 1 });
    expect((await departureOf('B')).departedOn).toBe('2026-04-03');
    expect(asked).toEqual(['Left on']);
  });
});

describe('rejected rows', () => {
  it('lose no other row, and are imported once they are mended, however often', async () => {
    const first = await importText(
      lines(
        'A;a@a.example;2.11.2026;price',
        'B;nobody;2.11.2026;price',
        'C;c@c.example;31.2.2026;price',
        'D;d@d.example;1.1.2030;',
      ),
    );
    expect(first).toMatchObject({ recorded: 1, merged: 0, rejected: 3 });
    expect(first.rejectedFile).toBe(path.join(folder, 'clients.rejected.csv'));
    expect(first.reasons.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(first.reasons[2]!.reason).toMatch(/^Left on: Is ahead of us/);

    const second = await run(first.rejectedFile!);
    expect(second).toMatchObject({ importId: expect.any(String) as string, recorded: 0, rejected: 3 });
    expect(second.rejectedFile).toBe(path.join(folder, 'clients.rejected.2.csv'));
    expect(readFileSync(second.rejectedFile!, 'utf8')).toBe(readFileSync(first.rejectedFile!, 'utf8'));

    const mended = readFileSync(second.rejectedFile!, 'utf8')
      .replaceAll('nobody', 'b@b.example')
      .replaceAll('31.2.2026', '28.2.2026')
      .replaceAll('1.1.2030', '1.11.2026');
    writeFileSync(second.rejectedFile!, mended);
    expect(await run(second.rejectedFile!)).toMatchObject({ recorded: 3, merged: 0, rejected: 0, rejectedFile: null });
  });

  it('are those of the colleagues too when the row of the lead is wrong: nobody else gets the letters', async () => {
    const text =
      'Client,Email,Left on,Lead\nA,a@a.example,2026-11-02,\nA,oops,2026-11-02,yes\nB,b@b.example,2026-11-02,\nB,oops,2026-11-02,';
    const imported = await importText(text);
    expect(imported).toMatchObject({ recorded: 1, merged: 0, rejected: 3 });
    expect(imported.reasons[0]).toMatchObject({
      line: 2,
      reason: expect.stringContaining('Goes with line 3') as string,
    });
    const mended = readFileSync(imported.rejectedFile!, 'utf8').replaceAll('oops', 'right@a.example');
    writeFileSync(imported.rejectedFile!, mended);
    expect(await run(imported.rejectedFile!)).toMatchObject({ recorded: 1, rejected: 0 });
    expect((await app.db.select().from(enrollments)).length).toBe(2);
  });

  it('go where they are told to, and a place that takes none is refused before anything is recorded', async () => {
    const file = write(lines('A;a@a.example;2.11.2026;price', 'B;nobody;2.11.2026;'));
    await expect(run(file, { rejectedFile: path.join(folder, 'nowhere', 'x.csv') })).rejects.toThrow('--rejected');
    expect(await count(clients)).toBe(0);
    const rejectedFile = path.join(folder, 'mine.csv');
    expect(await run(file, { rejectedFile })).toMatchObject({ rejectedFile });
  });

  it('keep every value and cell, those beyond the header too', async () => {
    const odd = 'Client,Email,Left on,Notes\n" A ",nobody,2026-11-02,"x ""y""\r\nz",extra,cells\n"",,2026-11-02\n';
    const { rejectedFile } = await importText(odd);
    const [, ...rows] = readFileSync(rejectedFile!, 'utf8').split('\r\n');
    expect(rows.join('\r\n')).toContain(', A ,nobody,2026-11-02,"x ""y""\r\nz",extra,cells');
    expect(rows.join('\r\n')).toContain(',,,2026-11-02');
  });
});

describe('an import', () => {
  const three = lines('A;a@a.example;2.11.2026;price', 'B;b@b.example;3.11.2026;budget', 'C;c@c.example;4.11.2026;');

  it('merges what is known: the same file twice makes nothing twice', async () => {
    await importText(three);
    expect(await importText(three)).toMatchObject({ recorded: 0, merged: 3, rejected: 0, firstLetters: { count: 0 } });
    expect(await count(departures)).toBe(3);
    expect(await count(clients)).toBe(3);
    const kept = await app.db.select().from(imports).orderBy(imports.createdAt, imports.id);
    expect(kept).toMatchObject([
      { fileName: 'clients.csv', recorded: 3, merged: 0, createdBy: 'test' },
      { recorded: 0, merged: 3 },
    ]);
  });

  it('is undone as one', async () => {
    const { importId } = await importText(three);
    expect(await undoImport(app, importId!, 'test')).toMatchObject({ departures: 3, tooLate: 0 });
    expect(await app.db.select().from(departures).where(isNull(departures.undoneAt))).toEqual([]);
    expect((await app.db.select().from(enrollments)).every((one) => one.state === 'exited')).toBe(true);
    expect((await clientNamed('A')).state).toBe('active');
    expect(await importText(three)).toMatchObject({ recorded: 3, merged: 0 });
  });

  it('that is only tried stores nothing, counts what an import would, and writes a file only when asked', async () => {
    await importText(lines('A;a@a.example;2.11.2026;price'));
    const text = lines(
      'A;a@a.example;2.11.2026;price',
      'B;b@b.example;3.11.2026;budget',
      'B two;b@b.example;4.11.2026;budget',
      'C;nobody;4.11.2026;',
    );
    const before = await database.pool.query(
      'SELECT (SELECT count(*) FROM audit_log) a, (SELECT count(*) FROM clients) c',
    );
    const tried = await importText(text, { dryRun: true });
    expect(tried).toMatchObject({
      importId: null,
      dryRun: true,
      recorded: 1,
      merged: 2,
      rejected: 1,
      rejectedFile: null,
    });
    expect(existsSync(path.join(folder, 'clients.rejected.csv'))).toBe(false);
    const after = await database.pool.query(
      'SELECT (SELECT count(*) FROM audit_log) a, (SELECT count(*) FROM clients) c',
    );
    expect(after.rows).toEqual(before.rows);
    expect(await count(imports)).toBe(1);
    const done = await importText(text);
    const { recorded, merged, rejected, firstLetters } = tried;
    expect(done).toMatchObject({ recorded, merged, rejected, firstLetters });
  });

  it('spreads the first letters of an owner over days', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => `C${index};c${index}@c${index}.example;20.11.2026;price`);
    const { firstLetters } = await importText(lines(...rows), { dryRun: true });
    expect(firstLetters.count).toBe(25);
    expect(firstLetters.weeks.reduce((sum, week) => sum + week.count, 0)).toBe(25);
    expect(firstLetters.weeks.every((week) => week.count <= 50)).toBe(true);
  });

  it('of more colleagues than a departure takes at once keeps them all', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => `A;p${index}@a.example;20.11.2026;price`);
    expect(await importText(lines(...rows))).toMatchObject({ recorded: 1, merged: 119, rejected: 0 });
    expect(await count(departures)).toBe(1);
    expect(await count(contacts)).toBe(120);
  });

  it('that lost the database says what is kept, and goes on when it is run again', async () => {
    const file = write(three);
    const csv = await examineCsv(file);
    let calls = 0;
    const transaction: App['db']['transaction'] = (work) => {
      calls += 1;
      if (calls > 2) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      return app.db.transaction(work);
    };
    const db = new Proxy(app.db, {
      get: (target, key) => (key === 'transaction' ? transaction : (Reflect.get(target, key) as unknown)),
    });
    await expect(importDepartures({ ...app, db }, csv, { by: 'test' })).rejects.toThrow('after 2 departures recorded');
    expect(await run(file)).toMatchObject({ recorded: 1, merged: 2, rejected: 0 });
  });

  it('that was killed between rows leaves an import that can be undone, and the same file makes nothing twice', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => `K${index};k${index}@k${index}.example;20.11.2026;price`);
    const file = write(lines(...rows));
    const child = path.join(root, 'node_modules/.cache', `import-child-${process.pid}.mjs`);
    await build({
      entryPoints: [path.join(root, 'test/support/import-child.ts')],
      outfile: child,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    });
    const killed = spawn(process.execPath, [child, database.url, file, secret], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const seen: string[] = [];
    killed.stdout.on('data', (data: Buffer) => {
      seen.push(...data.toString().trim().split('\n'));
      if (seen.length >= 5) killed.kill('SIGKILL');
    });
    await new Promise((resolve) => killed.on('exit', resolve));
    rmSync(child);
    expect(seen.length).toBeLessThan(400);
    const [half] = await app.db.select().from(imports);
    const made = await count(departures);
    expect(made).toBeGreaterThanOrEqual(5);
    expect(made).toBeLessThan(400);

    const rest = await run(file);
    expect(rest).toMatchObject({ rejected: 0 });
    expect(rest.recorded + rest.merged).toBe(400);
    expect(await count(departures)).toBe(400);
    expect(await count(clients)).toBe(400);
    const { departures: undone } = await undoImport(app, half!.id, 'test');
    expect(undone + rest.recorded).toBe(400);
  });

  it('answers for every row, whatever the cells are', async () => {
    const keys = csvFields.map((field) => field.key);
    const good: Record<string, string> = { client: 'Acme', email: 'jo@acme.example', departedOn: '2026-11-02' };
    const cell = fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '=1+1',
        '-',
        '"',
        '\n',
        ';',
        '2.11.2026',
        '48.000,00',
        'yes',
        'price',
        'Ünï',
        "a'b",
        '\u0000',
        '\ud83d',
      ),
    );
    const row = fc
      .record(Object.fromEntries(keys.map((key) => [key, cell])))
      .chain((cells) => fc.boolean().map((isGood) => (isGood ? { ...cells, ...good } : cells)));
    let files = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        files += 1;
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = [keys, ...rows.map((one) => keys.map((key) => one[key]!))].map((cells) =>
          cells.map(quoted).join(';'),
        );
        const file = write(`\ufeff${text.join('\n')}\n`, `file${files}.csv`);
        const csv = await examineCsv(file, { dates: 'dmy', currency: 'EUR' }).catch((error: Error) => error);
        if (csv instanceof Error) return expect(csv.message).toMatch(/rows|month first/);
        const { recorded, merged, rejected, rejectedFile } = await importDepartures(app, csv, { by: 'test' });
        expect(recorded + merged + rejected).toBe(csv.rows);
        expect(rejectedFile === null).toBe(rejected === 0);
        if (rejectedFile === null) return;
        const again = await run(rejectedFile, { dates: 'dmy', currency: 'EUR' });
        expect(again.rejected).toBe(rejected);
        expect(readFileSync(again.rejectedFile!, 'utf8')).toBe(readFileSync(rejectedFile, 'utf8'));
      }),
      { numRuns: 40 },
    );
  });
});
