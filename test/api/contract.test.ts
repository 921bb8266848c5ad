import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { fromSchema, mutated, type Schema, type Source } from '../support/schema-arbitrary.ts';

interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
}

/** All fuzzing together takes about this long, however many routes there are. */
const fuzzMs = 15_000;

let api: TestApi;
let document: { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };
let operations: Operation[];
let source: Source;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
  document = (await api.call('GET', '/openapi.json', undefined, { key: null })).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
  source = { components: document.components.schemas, ids: await seed() };
});
afterAll(() => api.close());

/** One thing of each kind, so that bodies can refer to it. */
async function seed(): Promise<Record<string, string[]>> {
  const make = async (path: string, body: object) => (await api.call('POST', path, body)).body.id as string;
  const userId = await make('/v1/users', { email: 'mara@agency.example', name: 'Mara', role: 'sales' });
  const clientId = await make('/v1/clients', { name: 'Northwind' });
  const contactId = await make('/v1/contacts', { clientId, email: 'jo@northwind.example' });
  const validity = { validFrom: '2026-01-01', validUntil: '2026-12-31' };
  const offerId = await make('/v1/offers', { title: 'An offer', terms: 'Fair.', ...validity });
  const newsId = await make('/v1/news', { title: 'News', body: 'New.', publishedOn: '2026-01-01' });
  const fields = { clientId, contactId, ownerId: userId, coverId: userId };
  const paths = { '/v1/users': userId, '/v1/clients': clientId, '/v1/contacts': contactId };
  const all = { ...fields, ...paths, '/v1/offers': offerId, '/v1/news': newsId };
  return Object.fromEntries(Object.entries(all).map(([name, id]) => [name, [id]]));
}

/** The path with something that exists in it where we know something, else with an id of nothing. */
function concrete({ path }: Operation): string {
  const [noun = ''] = path.split('/{');
  return path.replaceAll(/\{\w+\}/g, source.ids[noun]?.[0] ?? '0193c0de-0000-7000-8000-00000000abcd');
}

describe('the OpenAPI document', () => {
  it('names every operation once, with a summary, tags and who may ask', () => {
    expect(operations.length).toBeGreaterThan(20);
    const mute = operations.filter((one) => !one.operationId || !one.summary || !one.tags?.length || !one.security);
    expect(mute.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('refers to nothing that is not in it, and describes every answer', () => {
    const { schemas } = document.components;
    const named = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    expect([...named].filter(([, name = '']) => !(name in schemas))).toEqual([]);
    const silent = operations.filter(
      ({ responses }) =>
        !Object.keys(responses).some((status) => status.startsWith('2')) ||
        !JSON.stringify(responses).includes('application/problem+json'),
    );
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
    // A transform in an answer would leave its schema empty.
    expect(schemas).toHaveProperty('ListedClient.properties.createdAt.format', 'date-time');
  });
});

describe('what is no JSON', () => {
  it('is described as what it is', () => {
    const found = operations.flatMap(({ path, responses }) => {
      const { content } = JSON.parse(JSON.stringify(responses))['200'] ?? {};
      return content === undefined || 'application/json' in content ? [] : [[path, Object.keys(content)]];
    });
    expect(Object.fromEntries(found)).toMatchObject({
      '/v1/clients/export.csv': ['text/csv'],
      '/v1/imports/{id}/rejected.csv': ['text/csv'],
      '/v1/suppressions/export': ['text/csv'],
      '/v1/audit/export': ['text/csv'],
      '/v1/messages/{id}/source': ['message/rfc822'],
      '/v1/inbound/{id}/raw': ['message/rfc822'],
      '/v1/messages/{id}/html': ['text/html'],
      '/v1/events': ['text/event-stream'],
    });
  });
});

describe('every route', () => {
  it('asks for a key, and for the scope it names, unless it is public', async () => {
    const answers: Record<string, unknown> = {};
    const rules: Record<string, unknown> = {};
    for (const operation of operations) {
      const url = concrete(operation);
      const anonymous = await api.call(operation.method, url, undefined, { key: null });
      if (operation.security?.length === 0) {
        expect(anonymous.status).not.toBe(401);
        continue;
      }
      const [scope = ''] = Object.values(operation.security?.[0] ?? {})[0] ?? [];
      const key = await api.makeKey(scope.startsWith('offers') ? 'news:read' : 'offers:read');
      const stranger = await api.call(operation.method, url, undefined, { key });
      answers[operation.operationId] = [anonymous.status, stranger.status, stranger.body?.detail];
      const why = operation.security?.[0]?.session
        ? expect.stringContaining('people')
        : `This needs the scope ${scope}.`;
      rules[operation.operationId] = [401, 403, why];
    }
    expect(answers).toEqual(rules);
  });

  it('that is registered without a rule stops the server from starting', async () => {
    const { buildServer } = await import('../../src/api/server.ts');
    const server = buildServer(api.app);
    server.register(async (child) => {
      child.get('/v1/open', async () => 'open');
    });
    await expect(server.ready()).rejects.toThrow(/GET \/v1\/open does not say who may ask/);
  });

  it('answers whatever stands in its address', async () => {
    const texts = [
      '',
      '%00',
      '%ED%A0%80',
      "'",
      '%25',
      '%5C',
      '-1',
      '1e9',
      '%F0%9F%92%A5',
      'a'.repeat(150),
      '../..',
      '[]',
    ];
    const failed: string[] = [];
    // A stream of events answers without end; it takes nothing that could stand in its address.
    const ending = operations.filter(({ operationId }) => operationId !== 'followEvents');
    for (const operation of ending.filter(({ method }) => method === 'GET')) {
      const url = concrete(operation);
      const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      const addresses = texts.flatMap((text) => [
        operation.path.replaceAll(/\{\w+\}/g, text),
        ...names.flatMap((name) => [`${url}?${name}=${text}`, `${url}?${name}=${text}&${name}=${text}`]),
      ]);
      for (const address of addresses) {
        const { status } = await api.call('GET', address);
        if (status >= 500) failed.push(`${address}: ${status}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it(
    'answers whatever it is given, and never with a failure of ours',
    async () => {
      const fuzzed = operations.filter(({ requestBody }) => requestBody?.content['application/json']);
      const seen = new Map<string, Set<number>>();
      for (const [index, operation] of fuzzed.entries()) {
        const statuses = new Set<number>();
        seen.set(operation.operationId, statuses);
        // A key and an address of its own: the limits of requests a minute are not what is tried here.
        const key = await api.makeKey('admin');
        const from = `192.0.2.${index}`;
        const valid = fromSchema(operation.requestBody!.content['application/json']!.schema, source);
        const url = concrete(operation);
        const ask = async (body: unknown) => {
          const payload = JSON.stringify(body) ?? 'null';
          const headers = { 'content-type': 'application/json' };
          const answer = await api.call(operation.method, url, payload, { headers, key, from });
          statuses.add(answer.status);
          if (answer.status < 400) return;
          expect(answer).not.toMatchObject({ body: { code: 'internal' } });
          expect(answer.status).toBeLessThan(500);
          expect(answer.headers['content-type']).toContain('application/problem+json');
          expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String) });
          for (const { pointer } of answer.body.errors ?? []) expect(pointer).toMatch(/^(\/([^~/]|~[01])*)*$/);
        };
        // A few without a limit, so that each is tried however slow the machine is.
        await fc.assert(fc.asyncProperty(valid, ask), { numRuns: 10, endOnFailure: true });
        const interruptAfterTimeLimit = fuzzMs / fuzzed.length;
        const any = fc.asyncProperty(fc.oneof(valid, mutated(valid)), ask);
        await fc.assert(any, { numRuns: 200, interruptAfterTimeLimit, endOnFailure: true });
      }
      // Bodies made from the document are such as the routes take: else the fuzzer would try nothing.
      const taken = [...seen].filter(([, statuses]) => [...statuses].some((status) => status < 300));
      const own = ['createOffer', 'changeOffer', 'createNewsItem', 'createClient', 'changeClient', 'createTask'];
      expect(taken.map(([operationId]) => operationId)).toEqual(expect.arrayContaining(own));
    },
    3 * fuzzMs,
  );
});
