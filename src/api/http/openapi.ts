import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemSchema } from '../../contract/problem.ts';
import type { AuthRule } from './auth.ts';

declare module 'fastify' {
  interface FastifySchema {
    /** Not in the reference. */
    hide?: boolean;
  }
}

export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Ajar',
      version: '1',
      description:
        'Record departed clients, read replies, and follow what leaves and why. Keys carry the scope `admin` or ' +
        '`<noun>:read|write`; writing includes reading. Lists are `{ data, nextCursor }`. Errors are ' +
        '`application/problem+json` with a stable `code`.',
    },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'ajar_session', description: 'People who are signed in.' },
      },
    },
  },
  transform: jsonSchemaTransform,
  transformObject: (document) => keepUsedSchemas(jsonSchemaTransformObject(document)) as never,
};

/** What every documented route must say, and what follows from its rule and its method. */
export function documentRoute(route: RouteOptions): void {
  const { schema, config, url } = route;
  if (!url.startsWith('/v1/') || schema?.hide) return;
  if (!schema?.operationId || !schema.summary || !schema.tags)
    throw new Error(`${String(route.method)} ${url} needs operationId, summary and tags.`);
  const isPublic = config?.auth === 'public';
  route.schema = {
    ...schema,
    // Scopes of a bearer scheme are words for the reader; OpenAPI 3.1 allows them for every kind of scheme.
    security: securityOf(config?.auth),
    response: { ...problemsOf(route, isPublic), ...answersOf(schema) },
  };
}

function securityOf(auth: AuthRule | undefined): Record<string, string[]>[] {
  if (auth === 'public') return [];
  if (typeof auth !== 'object') return [{ session: [] }];
  return [{ key: [auth.scope] }, { session: [auth.scope] }];
}

/** Bytes of another kind (a mail, a file) have no schema; that they come is said all the same. */
function answersOf({ response = {}, produces = ['application/octet-stream'] }: FastifySchema): object {
  const answers = response as object;
  if (Object.keys(answers).some((status) => status.startsWith('2'))) return answers;
  const bytes = { schema: z.string().meta({ format: 'binary' }) };
  const content = Object.fromEntries(produces.map((type) => [type, bytes]));
  return { 200: { description: 'Bytes, not JSON.', content }, ...answers };
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

function problemsOf({ method, schema, url }: RouteOptions, isPublic: boolean): Record<string, unknown> {
  const writes = method !== 'GET' && method !== 'HEAD';
  return {
    ...(!isPublic && { 401: problem('Nobody is signed in, and no valid key.'), 403: problem('You may not do that.') }),
    ...(url.includes('/:') && { 404: problem('There is nothing here.') }),
    ...(writes && { 409: problem('It conflicts with what is stored, or with the present state.') }),
    ...(schema?.body || schema?.querystring ? { 422: problem('Something in the request is not valid.') } : {}),
    default: problem('Any other refusal or failure.'),
  };
}

interface Document {
  paths?: unknown;
  components?: { schemas?: Record<string, unknown> };
}

/** Each schema comes in a form for requests and one for answers; only what is referred to stays. */
function keepUsedSchemas(document: Document): Document {
  const all = document.components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(all[name]);
    }
  };
  visit(document.paths);
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas } };
}
