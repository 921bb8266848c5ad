import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapColumns } from '../../src/domain/imports/csv-columns.ts';
import { joinRows, SeenClients } from '../../src/domain/imports/csv-departure.ts';
import { countByWeek, spreadFirstLetters } from '../../src/domain/imports/csv-forecast.ts';
import { csvFields } from '../../src/domain/imports/csv-fields.ts';
import { type CsvReading, identityOf, readRow } from '../../src/domain/imports/csv-rows.ts';
import {
  detectDelimiter,
  findForeignFormat,
  fromLatin1,
  readSeparatorLine,
  sniffCharset,
} from '../../src/domain/imports/csv-text.ts';

function readingOf(headers: string[]): CsvReading {
  const mapping = mapColumns(headers);
  if (mapping.kind === 'problem') throw new Error(mapping.message);
  const { columns } = mapping;
  return { columns, width: headers.length, orders: new Map(), decimal: null, currency: 'EUR', today: '2026-11-21' };
}
const read = (row: Record<string, string>) => {
  const whole = { Client: 'Northwind', Email: 'jo@northwind.example', 'Left on': '2026-11-02', ...row };
  return readRow(Object.values(whole), readingOf(Object.keys(whole)));
};

describe('a row', () => {
  it('is a departure as it would be posted', () => {
    expect(
      read({
        Email: 'Jo Brandt <Jo@Northwind.example>',
        Contact: 'Jo van der Brandt',
        Website: 'https://www.northwind.example/about',
        'Annual value': '48.000,00',
        Amends: 'A credit note',
        'Amends done on': '3.11.2026',
        'Highlight 1': '',
        'Highlight 2': 'Nine days\nto two',
        Pursue: 'ja',
        Phone: '(030) 1234567',
      }),
    ).toEqual({
      problems: [],
      draft: {
        client: { name: 'Northwind', domain: 'northwind.example', annualValue: { amount: 4_800_000, currency: 'EUR' } },
        contacts: [
          { email: 'jo@northwind.example', firstName: 'Jo', lastName: 'van der Brandt', phone: '030 1234567' },
        ],
        departedOn: '2026-11-02',
        amends: { text: 'A credit note', doneOn: '2026-11-03' },
        highlights: [{ text: 'Nine days to two' }],
        pursue: true,
      },
    });
  });

  it.each([
    [{ Contact: 'Brandt, Jo' }, { firstName: 'Jo', lastName: 'Brandt' }],
    [{ Contact: 'Jo' }, { firstName: 'Jo' }],
    [
      { Contact: 'Jo Brandt', 'First name': 'Johanna' },
      { firstName: 'Johanna', lastName: 'Brandt' },
    ],
    [{ 'Last name': 'Null' }, { lastName: 'Null' }],
    [{ Phone: 'n/a' }, {}],
  ])('%j is the person %j', (row, person) => {
    const [contact] = read(row).draft.contacts as object[];
    expect(contact).toEqual({ email: 'jo@northwind.example', ...person });
  });

  it('keeps what looks like a formula as text', () => {
    expect(read({ Client: '=1+1', Notes: '@SUM(A1)' }).draft).toMatchObject({
      client: { name: '=1+1' },
      notes: '@SUM(A1)',
    });
  });

  it('tells all that is wrong at once, with the headers of the file', () => {
    const { problems } = read({
      Client: '',
      Reason: 'because',
      Fault: 'moon',
      'Client since': '31.2.2020',
      Lead: 'maybe',
    });
    expect(problems).toHaveLength(5);
    expect(problems[0]).toBe('Client: is empty, and no departure can do without it.');
    expect(problems.find((one) => one.startsWith('Reason:'))).toContain('allowed: price, service_quality');
  });

  it('refuses cells beyond the header and characters that were lost before', () => {
    const reading = readingOf(['Client', 'Email', 'Left on']);
    expect(readRow(['A', 'a@b.example', '2026-11-02', ' ', ''], reading).problems).toEqual([]);
    expect(readRow(['A', 'a@b.example', '2026-11-02', 'more'], reading).problems[0]).toContain('4 cells');
    expect(readRow(['M\ufffdller', 'a@b.example', '2026-11-02'], reading).problems[0]).toContain('Client:');
  });

  it('never throws, whatever the cells are', () => {
    const headers = csvFields.map((field) => field.key);
    const reading = readingOf(headers);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), { maxLength: 60 }), (cells) => {
        expect(readRow(cells, reading).problems.every((problem) => problem.length > 0)).toBe(true);
      }),
    );
  });
});

describe('rows of one departure', () => {
  const reading = readingOf(['Client', 'Email', 'Left on', 'Client id', 'Domain']);
  const identity = (name: string, day: string, id = '', domain = '') =>
    identityOf([name, 'x', day, id, domain], reading);

  it('are told by client id, else domain, else name, and by the day', () => {
    expect(identity('A', '1.1.2026', '7')).toBe(identity('B', '1.1.2026', '7', 'other.example'));
    expect(identity('A', '1.1.2026', '', 'www.a.example')).toBe(identity('B', '1.1.2026', '', 'https://A.example/x'));
    expect(identity('A  GmbH', '1.1.2026')).toBe(identity('a gmbh', '1.1.2026'));
    expect(identity('A', '1.1.2026')).not.toBe(identity('A', '2.1.2026'));
    expect(identity('A', '1.1.2026', '7')).not.toBe(identity('A', '1.1.2026', '8'));
    expect(identity('A', '1.1.2026', '', 'gmail.com')).toBe(identity('A', '1.1.2026'));
    expect(identity('', '1.1.2026')).toBeNull();
  });

  const row = (email: string, more: object = {}) => ({
    client: { name: 'A', country: null },
    contacts: [{ email, ...more }],
    reason: null as string | null,
  });

  it('are led by the row marked as lead, and the others fill its gaps', () => {
    const joined = joinRows([
      { ...row('a@a.example'), client: { name: 'A', country: 'DE' }, reason: 'price', highlights: [{ text: 'x' }] },
      { ...row('b@a.example', { lead: true }), reason: 'budget', highlights: [{ text: 'y' }, { text: 'x' }] },
      { ...row('c@a.example', { lead: true }), fault: 'ours' },
    ]);
    expect(joined).toEqual({
      client: { name: 'A', country: 'DE' },
      contacts: [
        { email: 'a@a.example', lead: false },
        { email: 'b@a.example', lead: true },
        { email: 'c@a.example', lead: false },
      ],
      reason: 'budget',
      fault: 'ours',
      highlights: [{ text: 'y' }, { text: 'x' }],
    });
  });

  it('name a person twice and mean one', () => {
    const joined = joinRows([row('a@a.example', { firstName: 'A' }), row('a@a.example', { lastName: 'B' })]);
    expect(joined.contacts).toEqual([{ email: 'a@a.example', firstName: 'A', lastName: 'B', lead: false }]);
  });

  it('are seen again by id, host or address, but two ids are two clients', () => {
    const seen = new SeenClients();
    const marks = { departureId: null, clientId: null, host: null, addresses: [] as string[] };
    seen.add({ ...marks, clientId: '1', host: 'a.example', addresses: ['jo@a.example'] });
    expect(seen.has({ ...marks, clientId: '1' })).toBe(true);
    expect(seen.has({ ...marks, host: 'a.example' })).toBe(true);
    expect(seen.has({ ...marks, addresses: ['jo@a.example'] })).toBe(true);
    expect(seen.has({ ...marks, clientId: '2', host: 'a.example' })).toBe(false);
    expect(seen.has({ ...marks, host: 'b.example' })).toBe(false);
  });
});

describe('first letters', () => {
  it('are spread over working days, so many per owner and day', () => {
    const letters = [1, 2, 3, 4, 5].map(() => ({ owner: 'mara', day: '2026-12-04' }));
    const days = spreadFirstLetters([...letters, { owner: 'tom', day: '2026-12-04' }], 2, [1, 2, 3, 4, 5]);
    expect(days).toEqual(['2026-12-04', '2026-12-04', '2026-12-04', '2026-12-07', '2026-12-07', '2026-12-08']);
    expect(countByWeek(days)).toEqual([
      { monday: '2026-11-30', count: 3 },
      { monday: '2026-12-07', count: 3 },
    ]);
  });
});

describe('the text of a file', () => {
  it('gives its charset away', () => {
    expect(sniffCharset(Buffer.from('\ufeffa', 'utf8'))).toBe('utf-8');
    expect(sniffCharset(Buffer.from('\ufeffa', 'utf16le'))).toBe('utf-16le');
    expect(sniffCharset(Buffer.from('Client;Email', 'utf16le'))).toBe('utf-16le');
    expect(sniffCharset(Buffer.from('Client;Email', 'utf16le').swap16())).toBe('utf-16be');
    expect(sniffCharset(Buffer.from('Müller', 'latin1'))).toBeNull();
  });

  it('is windows-1252 in all its signs', () => {
    expect(fromLatin1(Buffer.from([0x80, 0x84, 0x93, 0x96, 0x9f, 0xfc, 0x41]).toString('latin1'))).toBe('€„“–ŸüA');
  });

  it('is not an Excel workbook', () => {
    expect(findForeignFormat(Buffer.from('PK\u0003\u0004rest'))).toContain('Excel');
    expect(findForeignFormat(Buffer.from([0, 1, 2, 3, 0, 0]))).toContain('not a text');
    expect(findForeignFormat(Buffer.from('Client;Email'))).toBeNull();
    expect(findForeignFormat(Buffer.from('Client;Email', 'utf16le'))).toBeNull();
  });

  it.each([
    ['a,b,c\n1,2,3', ','],
    ['a;b;c\n1,5;2;3', ';'],
    ['a\tb\n1,5\t2', '\t'],
    ['a|b\n1|2', '|'],
    ['"a,b,c,d";b\n1;2', ';'],
    ['a,b;c\n1,2,3', ','],
    ['alone\n1;2', ','],
    ['', ','],
  ])('%j is divided by %j', (text, delimiter) => expect(detectDelimiter(text)).toBe(delimiter));

  it('may name its delimiter in a line of its own', () => {
    expect(readSeparatorLine('sep=;\r\na;b')).toBe(';');
    expect(readSeparatorLine('sep,b\n1,2')).toBeNull();
  });
});
