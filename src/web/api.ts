import type { AnswerOf, BodyOf, QueryOf, RouteName } from '../contract/routes.ts';

/** A refusal of the server (RFC 9457), or that it could not be reached (`status` 0). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly { pointer: string; message: string }[];

  constructor(status: number, body: Partial<Pick<Problem, 'code' | 'title' | 'errors'> & { detail: string }>) {
    super(body.detail ?? body.title ?? 'That did not work.');
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? 'unknown';
    this.title = body.title ?? 'That did not work.';
    this.errors = body.errors ?? [];
  }
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** What a call needs: the names in its path, the body where it takes one. */
export type InputOf<Name extends RouteName> = (ParamNames<Name> extends never
  ? { params?: undefined }
  : { params: Record<ParamNames<Name>, string> }) & { query?: QueryOf<Name> } & (undefined extends BodyOf<Name>
    ? { body?: BodyOf<Name> }
    : { body: BodyOf<Name> });

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** The same key twice does the thing once. */
  idempotencyKey?: string;
}

/** Calls one route of the contract. @throws Problem */
export async function call<Name extends RouteName>(
  name: Name,
  input: InputOf<Name>,
  { signal, idempotencyKey }: CallOptions = {},
): Promise<AnswerOf<Name>> {
  const method = name.slice(0, name.indexOf(' '));
  const headers: Record<string, string> = {};
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  return (await request(method, pathOf(name, input), { headers, body, signal })) as AnswerOf<Name>;
}

/** The address of a call, for links that the browser follows itself (downloads, frames). */
export function pathOf(
  name: string,
  { params = {}, query = {} }: { params?: Record<string, string> | undefined; query?: unknown },
): string {
  const path = name
    .slice(name.indexOf(' ') + 1)
    .replaceAll(/:(\w+)/g, (_all, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(key, String(one));
    }
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

/** One request as it is; answers the parsed body, null where there is none. @throws Problem */
export async function request(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(path, { ...init, method, credentials: 'same-origin' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, {
      title: 'Ajar does not answer.',
      detail: 'Ajar does not answer. Is it running, and are you online?',
    });
  });
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : null;
  if (answer.ok) return body;
  throw new Problem(answer.status, body ?? {});
}
