import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopesOfRole } from '../../src/domain/role.ts';
import { covers, type Scope } from '../../src/domain/scope.ts';
import { type UserRole, userRoles } from '../../src/domain/user.ts';
import { makeApi, type SignedInCall, type TestApi } from '../support/api.ts';

interface Operation {
  method: string;
  path: string;
  operationId: string;
  security: Record<string, string[]>[];
}

let api: TestApi;
let operations: Operation[];
let signedIn: Record<UserRole, SignedInCall>;

beforeAll(async () => {
  api = await makeApi();
  const { body } = await api.call('GET', '/openapi.json', undefined, { key: null });
  const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
  operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
  const [admin, marketer, sales] = await Promise.all(userRoles.map((role) => api.signIn(role)));
  signedIn = { admin: admin!, marketer: marketer!, sales: sales! };
});
afterAll(() => api.close());

const scopeOf = ({ security }: Operation): Scope | null => (security[0]?.key?.[0] as Scope | undefined) ?? null;

/** What changes something, by who may not: the whole table, so that a change of it is seen. */
function refusedTo(role: UserRole): string[] {
  return operations
    .filter((one) => one.method !== 'GET' && scopeOf(one) !== null && !covers(scopesOfRole(role), scopeOf(one)!))
    .map(({ operationId }) => operationId)
    .toSorted();
}

describe('what a role may do', () => {
  it.each([...userRoles])('is asked at every route: %s', async (role) => {
    const wrong: string[] = [];
    for (const operation of operations.filter(({ security }) => security.length > 0)) {
      const scope = scopeOf(operation);
      const path = operation.path.replaceAll(/\{\w+\}/g, '0193c0de-0000-7000-8000-00000000abcd');
      // What would sign everybody out is tried last, elsewhere.
      if (/^\/v1\/sessions?$/.test(path) && operation.method === 'DELETE') continue;
      // A stream has no end to wait for.
      if (path === '/v1/events') continue;
      const { status, body } = await api.call(operation.method, path, undefined, signedIn[role]);
      const refused = status === 403 && body?.detail === `This needs the scope ${scope}.`;
      const may = scope === null || covers(scopesOfRole(role), scope);
      if (refused === may) wrong.push(`${operation.operationId}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lets everybody pause sending, and an admin do everything', () => {
    for (const role of userRoles) expect(covers(scopesOfRole(role), 'sending:write')).toBe(true);
    expect(refusedTo('admin')).toEqual([]);
  });

  it('leaves answers to sales, wording to marketers, and the house to admins', () => {
    const marketer = refusedTo('marketer');
    const sales = refusedTo('sales');
    for (const list of [marketer, sales])
      expect(list).toEqual(expect.arrayContaining(['createUser', 'inviteUser', 'createKey', 'changeSettings']));
    expect(marketer).toEqual(expect.arrayContaining(['closeThread', 'assignThread', 'answerThread', 'linkMail']));
    expect(sales).toEqual(
      expect.arrayContaining(['createCampaign', 'publishCampaign', 'createOffer', 'createNewsItem']),
    );
    for (const both of [
      'recordDeparture',
      'createClient',
      'changeContact',
      'holdEnrollment',
      'completeTask',
      'createSuppression',
    ])
      expect([...marketer, ...sales]).not.toContain(both);
    expect(sales).not.toContain('closeThread');
    expect(marketer).not.toContain('createOffer');
  });

  it('bounds the keys that somebody mints', async () => {
    const mint = (role: UserRole, scope: Scope) =>
      api.call('POST', '/v1/keys', { name: 'CRM', scopes: [scope] }, signedIn[role]);
    expect((await mint('admin', 'admin')).status).toBe(201);
    expect((await mint('sales', 'clients:read')).status).toBe(403);
    expect((await mint('marketer', 'clients:read')).status).toBe(403);
  });

  it('keeps the last admin an admin', async () => {
    const { userId } = await api.signIn('admin', { passwordHash: '$argon2id$x' });
    const demoted = await api.call('PATCH', `/v1/users/${userId}`, { role: 'sales' });
    expect(demoted).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    await api.signIn('admin', { passwordHash: '$argon2id$x' });
    expect((await api.call('PATCH', `/v1/users/${userId}`, { role: 'sales' })).status).toBe(200);
  });
});
