import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCurrentWordings } from '../../src/db/letters/letter-sources.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { defaultCopy, renderLetter, sampleProps, sampleToday, type LetterCopy } from '../../src/mail/render.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { depart } from '../support/departed.ts';

let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
});
afterAll(() => api.close());

const shipped = defaultCopy('thank_you', 'en');
const withSubject = (subject: string): LetterCopy => ({ ...shipped, subject: [subject] });
const revise = (copy: object, kind = 'thank_you', locale = 'en') =>
  api.call('POST', `/v1/wordings/${kind}/${locale}`, { copy });

describe('the wording of letters', () => {
  it('is listed for every letter and language, as it ships', async () => {
    const { body } = await api.call('GET', '/v1/wordings');
    expect(body.data).toHaveLength(12);
    expect(body.data[0]).toMatchObject({ kind: 'thank_you', locale: 'de', revision: 0, source: 'shipped' });
    expect(body.data[1].copy).toEqual(JSON.parse(JSON.stringify(shipped)));
  });

  it('is refused where it breaks a rule, with the place', async () => {
    const pointers = async (copy: object) =>
      (await revise(copy)).body.errors?.map((one: { pointer: string }) => one.pointer);
    expect(await pointers(withSubject('We miss you'))).toEqual(['/copy/subject/0']);
    expect(await pointers({ ...shipped, paragraphs: [['Thanks {nobody}.']] })).toEqual(['/copy/paragraphs/0/0']);
    expect(await pointers({ ...shipped, signOff: 5 })).toEqual(['/copy/signOff']);
    expect(await pointers({ ...shipped, 'a/b': 1 })).toEqual(['/copy/a~1b']);
    expect(await pointers({})).toContain('/copy/subject');
    expect((await revise(shipped, 'invoice')).status).toBe(404);
    expect((await revise(shipped, 'thank_you', 'english')).status).toBe(404);
  });

  it('reaches every letter that has not left, and says how many', async () => {
    api.app.transport = openCapture();
    const early = await depart(api, 'early.example', { departedOn: '2026-11-02' });
    api.setNow(new Date('2026-11-23T10:00:00.000Z'));
    await tick(api.app, api.app.now());
    await depart(api, 'late.example', { departedOn: '2026-11-20' });
    await depart(api, 'spaet.example', {
      departedOn: '2026-11-20',
      contacts: [{ email: 'a@spaet.example', locale: 'de' }],
    });

    const first = await revise(withSubject('Thank you from all of us'));
    expect([first.status, first.body]).toMatchObject([201, { revision: 1, toCome: 1, wentWithOldText: 1 }]);
    const same = await revise(withSubject('Thank you from all of us'));
    expect([same.status, same.body.revision]).toEqual([200, 1]);
    const second = await revise(withSubject('Thank you for the years'));
    expect(second.body.revision).toBe(2);

    api.setNow(new Date('2026-12-07T10:00:00.000Z'));
    await tick(api.app, api.app.now());
    const { body } = await api.call('GET', '/v1/messages?limit=50');
    const subjects: Record<string, string> = {};
    for (const { id, kind } of body.data as { id: string; kind: string }[]) {
      const { copy } = (await api.call('GET', `/v1/messages/${id}`)).body;
      if (kind === 'thank_you' && copy !== null) subjects[copy.to.address] = copy.subject;
    }
    expect(subjects['jo@late.example']).toBe('Thank you for the years');
    expect(subjects['jo@early.example']).not.toContain('years');
    expect(subjects['a@spaet.example']).toMatch(/^Danke/);
    expect(early.enrollmentId).toBeDefined();
    const after = await revise(withSubject('Thank you'));
    expect(after.body).toMatchObject({ toCome: 0, wentWithOldText: 2 });
  });

  it('keeps its revisions', async () => {
    const { body } = await api.call('GET', '/v1/wordings/thank_you/en/revisions?limit=2');
    expect(body.data.map((one: { revision: number }) => one.revision)).toEqual([3, 2]);
    const rest = await api.call('GET', `/v1/wordings/thank_you/en/revisions?cursor=${body.nextCursor}`);
    expect(rest.body.data).toMatchObject([{ revision: 1, copy: { subject: ['Thank you from all of us'] } }]);
    const listed = await api.call('GET', '/v1/wordings');
    expect(listed.body.data[1]).toMatchObject({ kind: 'thank_you', locale: 'en', revision: 3, source: 'edited' });
    const audit = await api.call('GET', '/v1/audit?subjectKind=wording');
    expect(audit.body.data[0]).toMatchObject({ action: 'revise-wording', detail: { revision: 3 } });
  });

  it('takes a revision at a time, however many come at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((one) => revise(withSubject(`Thanks ${one}`))));
    expect(new Set(answers.map(({ body }) => body.revision))).toEqual(new Set([4, 5, 6, 7]));
  });

  it('is read and compiled once a revision, not once a letter', async () => {
    const [one, other] = [await listCurrentWordings(api.app.db), await listCurrentWordings(api.app.db)];
    expect(other[0]?.copy).toBe(one[0]?.copy);
    const props = sampleProps('thank_you', 'full', 'en');
    const copy = one[0]?.copy as unknown as LetterCopy;
    expect(renderLetter({ kind: 'thank_you', locale: 'en', copy, props, today: sampleToday }).kind).toBe('letter');
  });

  it('may be written in a language of its own', async () => {
    const french = await revise(withSubject('Merci'), 'thank_you', 'fr');
    expect([french.status, french.body.toCome]).toEqual([201, 0]);
    await depart(api, 'tard.example', {
      departedOn: '2026-12-06',
      contacts: [{ email: 'a@tard.example', locale: 'fr-CA' }],
    });
    expect((await revise(withSubject('Merci beaucoup'), 'thank_you', 'fr')).body.toCome).toBe(1);
  });
});
