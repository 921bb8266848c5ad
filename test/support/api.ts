import { EventEmitter } from 'node:events';
import type { FastifyInstance, LightMyRequestResponse, RouteOptions } from 'fastify';
import type { App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { buildServer } from '../../src/api/server.ts';
import { users } from '../../src/db/schema.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { UserRole } from '../../src/domain/user.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { createKey } from '../../src/flows/house/create-key.ts';
import { beginSession } from '../../src/flows/house/session.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { uuidv7 } from 'uuidv7';
import { makeDatabase } from './postgres.ts';

export interface ApiOptions {
  now?: () => Date;
  env?: Record<string, string>;
  /** Told of every route as it is registered. */
  onRoute?: (route: RouteOptions) => void;
}

/** A server on a database of its own, with a key that may do everything; the clock stands still unless it is moved. */
export interface TestApi {
  app: App;
  server: FastifyInstance;
  logged: { level: string; fields: object; message: string }[];
  /** Moves the clock. */
  setNow: (at: Date) => void;
  key: string;
  makeKey: (...scopes: Scope[]) => Promise<string>;
  /** Somebody of the house who is signed in, as a browser sends it; `await api.call('GET', '/v1/session', undefined, await api.signIn('sales'))`. */
  signIn: (role: UserRole, row?: Partial<typeof users.$inferInsert>) => Promise<SignedInCall>;
  /** As whoever holds the key; the admin key unless told otherwise, null for nobody. */
  call: (method: string, url: string, body?: unknown, options?: CallOptions) => Promise<Answer>;
  close: () => Promise<void>;
}

/** Options of `call` for somebody with a session. */
export interface SignedInCall {
  userId: string;
  key: null;
  headers: { cookie: string; 'sec-fetch-site': 'same-origin' };
}

interface CallOptions {
  key?: string | null;
  headers?: Record<string, string>;
  /** The address that asks; loopback unless told otherwise. */
  from?: string;
}

export interface Answer {
  status: number;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  headers: LightMyRequestResponse['headers'];
  text: string;
}

export const noon = new Date('2026-11-21T12:00:00.000Z');

export async function makeApi(options: ApiOptions = {}): Promise<TestApi> {
  const database = await makeDatabase();
  const logged: TestApi['logged'] = [];
  const log = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message });
  let now = noon;
  const secrets: App['secrets'] = ['test secret that is long enough for 32 bytes'];
  const app: App = {
    db: database.db,
    pool: database.pool,
    now: options.now ?? (() => now),
    config: readConfig({ LOG_LEVEL: 'silent', ...options.env }),
    secrets,
    ...(await ensureInstallation(database.db, secrets, now)),
    transport: {} as Transport,
    log: { info: log('info'), warn: log('warn'), error: log('error'), debug: log('debug') },
    inlets: new EventEmitter(),
    processId: '01930000-0000-7000-8000-000000000001',
  };
  const server = buildServer(app);
  if (options.onRoute) server.addHook('onRoute', options.onRoute);
  const makeKey = async (...scopes: Scope[]) => (await createKey(app, 'cli', { name: 'Test', scopes })).key;
  const key = await makeKey('admin');
  await server.ready();

  return {
    app,
    server,
    logged,
    setNow: (at) => {
      now = at;
    },
    key,
    makeKey,
    signIn: async (role, row = {}) => {
      const userId = uuidv7();
      const values = { id: userId, email: `${userId}@agency.example`, name: `Test ${role}`, role, createdAt: now };
      await database.db.insert(users).values({ ...values, ...row });
      const token = await database.db.transaction((tx) =>
        beginSession(tx, userId, { userAgent: null, tokenHash: null }),
      );
      return { userId, key: null, headers: { cookie: `ajar_session=${token}`, 'sec-fetch-site': 'same-origin' } };
    },
    call: async (method, url, body, { key: given = key, headers = {}, from } = {}) => {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        ...(from !== undefined && { remoteAddress: from }),
        headers: { ...(given === null ? {} : { authorization: `Bearer ${given}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const isJson = /[/+]json\b/.test(String(answer.headers['content-type']));
      const parsed: unknown = isJson && answer.payload !== '' ? JSON.parse(answer.payload) : null;
      return { status: answer.statusCode, body: parsed, headers: answer.headers, text: answer.payload };
    },
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}
