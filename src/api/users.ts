import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { invitationSchema } from '../contract/session.ts';
import { newUserSchema, type User, userChangeSchema, userPage, userQuery, userSchema } from '../contract/users.ts';
import { findUser, listUsers, type UserRow } from '../db/house/users.ts';
import { AjarError } from '../errors.ts';
import { changeUser } from '../flows/house/change-user.ts';
import { createUser } from '../flows/house/create-user.ts';
import { inviteUser } from '../flows/house/invite-user.ts';
import { principalOf } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['users'];
const params = z.object({ id });

export const userRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/users',
    {
      config: { auth: { scope: 'users:read' } },
      schema: {
        operationId: 'listUsers',
        summary: 'People of the house, by name',
        tags,
        querystring: userQuery,
        response: { 200: userPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'text');
      return makePage(await listUsers(app.db, query, page), page, (row) => [row.name, row.id], presentUser);
    },
  );

  server.get(
    '/v1/users/:id',
    {
      config: { auth: { scope: 'users:read' } },
      schema: {
        operationId: 'getUser',
        summary: 'One person of the house',
        tags,
        params,
        response: { 200: userSchema },
      },
    },
    async (request) => {
      const row = await findUser(app.db, request.params.id);
      if (!row) throw new AjarError('not_found');
      return presentUser(row);
    },
  );

  server.post(
    '/v1/users',
    {
      config: { auth: { scope: 'users:write' } },
      schema: {
        operationId: 'createUser',
        summary: 'Add a person of the house',
        tags,
        body: newUserSchema,
        response: { 201: userSchema },
      },
    },
    async (request, reply) =>
      reply.code(201).send(presentUser(await createUser(app, principalOf(request), request.body))),
  );

  server.patch(
    '/v1/users/:id',
    {
      config: { auth: { scope: 'users:write' } },
      schema: {
        operationId: 'changeUser',
        summary: 'Change what is named; null clears',
        tags,
        params,
        body: userChangeSchema,
        response: { 200: userSchema },
      },
    },
    async (request) => presentUser(await changeUser(app, principalOf(request), request.params.id, request.body)),
  );

  server.post(
    '/v1/users/:id/invitation',
    {
      // The answer may hold a link that is stored nowhere.
      config: { auth: { scope: 'users:write' }, idempotent: false },
      schema: {
        operationId: 'inviteUser',
        summary: 'Mail the link by which somebody sets their first password',
        tags,
        params,
        response: { 201: invitationSchema },
      },
    },
    async (request, reply) => {
      const { user, link } = await inviteUser(app, principalOf(request), request.params.id);
      const isCaptured = app.config.transport.kind === 'capture';
      return reply.code(201).send({ email: user.email, expiresAt: link.expiresAt, link: isCaptured ? link.url : null });
    },
  );
};

function presentUser({ passwordHash, emailVerifiedAt, ...row }: UserRow): User {
  return { ...row, hasPassword: passwordHash !== null, emailVerified: emailVerifiedAt !== null };
}
