import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { defaultCopy } from '../../src/mail/render.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { depart } from '../support/departed.ts';
import { dumpTables } from '../support/table-dump.ts';

let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
  api.app.transport = openCapture();
});
afterAll(() => api.close());

const shipped = JSON.parse(JSON.stringify(defaultCopy('thank_you', 'en')));
const preview = (body: object, of = 'thank_you/en') => api.call('POST', `/v1/letters/${of}/preview`, body);
const preflight = (body: object, of = 'thank_you/en') => api.call('POST', `/v1/wordings/${of}/preflight`, body);
const codes = (lines: { level: string; code: string }[], level: string) =>
  lines.filter((line) => line.level === level).map((line) => line.code);

describe('the letters', () => {
  it('are listed with their rules and the values a wording may name', async () => {
    const { body } = await api.call('GET', '/v1/letters');
    expect(body.data.map((one: { kind: string }) => one.kind)).toEqual([
      'thank_you',
      'apology',
      'check_in',
      'news',
      'offer',
      'farewell',
    ]);
    expect(body.locales).toEqual(['de', 'en']);
    expect(body.data[0]).toMatchObject({ subjectMax: 45, words: { least: 90, most: 150 }, blocks: ['highlights'] });
    expect(body.data[0].values[0]).toEqual({
      name: 'clientName',
      always: true,
      link: false,
      example: 'Northwind GmbH',
    });
    expect(body.data[5].values.find((one: { name: string }) => one.name === 'keepInTouch').link).toBe(true);
  });

  it('are shown as a sample, large and small, in every language', async () => {
    for (const of of ['thank_you/en', 'offer/de', 'farewell/en']) {
      const full = await api.call('GET', `/v1/letters/${of}/sample`);
      const least = await api.call('GET', `/v1/letters/${of}/sample?size=smallest`);
      expect([full.status, full.body.missing, full.body.problems]).toEqual([200, null, []]);
      expect(full.body.letter.html).toContain('<html');
      expect(least.body.letter.text).toContain('Northwind');
    }
    expect((await api.call('GET', '/v1/letters/invoice/en/sample')).status).toBe(404);
  });

  it('are shown with the data of a client, by what the client may read, and nothing is stored', async () => {
    const { contactId } = await depart(api, 'real.example', {
      highlights: [{ text: 'Cut onboarding from nine days to two' }],
      reasonDetail: 'MARKER',
    });
    const before = await dumpTables(api.app.pool);
    const { body } = await api.call('GET', `/v1/letters/thank_you/en/sample?contact=${contactId}`);
    expect(body.letter).toMatchObject({ to: { name: 'Jo Brandt', client: 'real.example' } });
    expect(body.letter.text).toContain('nine days to two');
    expect(JSON.stringify(body)).not.toContain('MARKER');
    const offer = await api.call('GET', `/v1/letters/offer/de/sample?contact=${contactId}`);
    expect(offer.body.notes).toEqual([
      'No offer fits them today: a sample stands in its place.',
      'They read letters in "en", so this wording would not be theirs.',
    ]);
    expect(await dumpTables(api.app.pool)).toEqual(before);
    const unknown = await api.call(
      'GET',
      '/v1/letters/thank_you/en/sample?contact=0193c0de-0000-7000-8000-00000000abcd',
    );
    expect(unknown.status).toBe(422);
  });

  it('are shown with a wording that is not saved, and what is wrong with it', async () => {
    const fine = await preview({ copy: { ...shipped, subject: ['Thank you from all of us'] } });
    expect(fine.body).toMatchObject({ letter: { subject: 'Thank you from all of us' }, problems: [] });
    const banned = await preview({ copy: { ...shipped, subject: ['We miss you'] } });
    expect(banned.body.problems).toMatchObject([{ pointer: '/subject/0' }]);
    expect(banned.body.letter.subject).toBe('We miss you');
    const broken = await preview({ copy: { ...shipped, paragraphs: [['Hello {']] } });
    expect(broken.body).toMatchObject({ letter: null, problems: [{ pointer: '/paragraphs/0/0' }] });
    expect((await api.call('GET', '/v1/wordings/thank_you/en')).body.wording.revision).toBe(0);
  });

  it('tell of one wording what is in force, what ships, and what people of the language get', async () => {
    const { body } = await api.call('GET', '/v1/wordings/thank_you/en');
    expect(body.wording.copy).toEqual(body.shipped);
    const french = await api.call('GET', '/v1/wordings/thank_you/fr');
    expect(french.body).toMatchObject({ wording: null, shipped: null });
    expect(french.body.fallback.subject).toEqual(shipped.subject);
  });
});

describe('a preflight of a wording', () => {
  it('says what is missing for how many clients, and what is fine', async () => {
    await depart(api, 'plain.example');
    await depart(api, 'warm.example', { personalLine: 'I liked our Tuesdays' }, { clientSince: '2020-01-01' });
    const { body } = await preflight({});
    expect(body.people.checked).toBe(body.people.reached);
    expect(codes(body.lines, 'problem')).toEqual([]);
    expect(codes(body.lines, 'good')).toEqual(
      expect.arrayContaining(['phrases', 'reach', 'missing', 'links', 'size', 'unsubscribe']),
    );
    const personal = body.lines.find((line: { text: string }) => line.text.startsWith('{personalLine}'));
    expect(personal).toMatchObject({ level: 'warning', code: 'values' });
    expect(personal.text).toContain('not there for 2 of 3 clients');
    expect(personal.text).toContain('plain.example');
  });

  it('finds banned words, doubtful links and long subjects in what is not saved', async () => {
    const copy = {
      ...shipped,
      subject: ['A subject that goes on for a good while longer than anybody cares to read'],
      paragraphs: [...shipped.paragraphs, ['See [our page](http://agency.example/page), valued customer.']],
    };
    const { body } = await preflight({ copy });
    const at = `/paragraphs/${shipped.paragraphs.length}/0`;
    expect(codes(body.lines, 'problem')).toEqual(expect.arrayContaining(['banned_phrase', 'subject_too_long']));
    expect(body.lines).toContainEqual(expect.objectContaining({ code: 'links', level: 'warning', pointer: at }));
    expect(codes(body.lines, 'warning')).toContain('subject');
    expect((await preflight({ copy: {} })).body.lines[0].level).toBe('problem');
  });
});

describe('a test', () => {
  it('goes to no key', async () => {
    const answer = await api.call('POST', '/v1/wordings/thank_you/en/test-send', {});
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    const reader = await api.makeKey('campaigns:read');
    expect((await api.call('POST', '/v1/wordings/thank_you/en/test-send', {}, { key: reader })).status).toBe(403);
  });
});
