import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteOptions } from 'fastify';
import { routes } from '../../src/contract/routes.ts';
import { makeApi, type TestApi } from '../support/api.ts';

/** What the web app believes of a route is what the server does. */
describe('route contracts', () => {
  let api: TestApi;
  const registered = new Map<string, RouteOptions>();

  beforeAll(async () => {
    api = await makeApi({
      onRoute: (route) => {
        for (const method of [route.method].flat()) registered.set(`${method} ${route.url}`, route);
      },
    });
  });
  afterAll(() => api.close());

  it.each(Object.entries(routes))('%s', (name, contract) => {
    const schema = registered.get(name)?.schema as
      | { querystring?: unknown; body?: unknown; response?: Record<string, unknown> }
      | undefined;
    expect(schema, `${name} is not a route of the server`).toBeDefined();
    if ('query' in contract) expect(schema?.querystring).toBe(contract.query);
    if ('body' in contract) expect(unwrap(schema?.body)).toBe(contract.body);
    for (const [status, answer] of Object.entries(contract.answers)) {
      // 204: nothing is answered, however that is written down.
      if (status !== '204') expect(schema?.response?.[status]).toBe(answer);
    }
  });
});

/** A body that may be left out is the contract's with a default. */
function unwrap(body: unknown): unknown {
  const { def } = body as { def?: { type?: string; innerType?: unknown } };
  return def?.type === 'default' ? def.innerType : body;
}
