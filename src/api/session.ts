import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  passwordChangeSchema,
  profileChangeSchema,
  sessionListSchema,
  sessionSchema,
  signedOutSchema,
} from '../contract/session.ts';
import { listSessions } from '../db/house/sessions.ts';
import { findUser } from '../db/house/users.ts';
import { deviceInWords } from '../domain/device.ts';
import { AjarError } from '../errors.ts';
import { changeProfile } from '../flows/house/change-profile.ts';
import { askToConfirm } from '../flows/house/confirm-address.ts';
import { presentSession } from '../flows/house/present-session.ts';
import { changePassword } from '../flows/house/reset-password.ts';
import { signOut, signOutElsewhere } from '../flows/house/session.ts';
import { openAttemptThrottle, refuseTooMany } from './http/attempt-throttle.ts';
import { signedInOf } from './http/auth.ts';
import { clearSessionCookie } from './http/session-cookie.ts';

const tags = ['session'];
// Their answers are about this one session: not to be kept and given again.
const config = { auth: 'person', idempotent: false } as const;

/** What somebody who is signed in sees and changes of their own. */
export const sessionRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  const attempts = openAttemptThrottle({ most: 10, withinMinutes: 15 });

  server.get(
    '/v1/session',
    {
      config,
      schema: {
        operationId: 'getSession',
        summary: 'Who is signed in, and what they may do',
        tags,
        response: { 200: sessionSchema },
      },
    },
    async (request) => presentSession(app, signedInOf(request).user),
  );

  server.patch(
    '/v1/session',
    {
      config,
      schema: {
        operationId: 'changeProfile',
        summary: 'Change what is your own: name, zone, preferences, absence; null clears',
        tags,
        body: profileChangeSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request) => {
      const { user } = signedInOf(request);
      await changeProfile(app, user.id, request.body);
      const changed = await findUser(app.db, user.id);
      if (changed === null) throw new AjarError('not_found');
      return presentSession(app, changed);
    },
  );

  server.delete(
    '/v1/session',
    {
      config,
      schema: { operationId: 'signOut', summary: 'Sign out here', tags, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await signOut(app, signedInOf(request));
      clearSessionCookie(app, reply);
      return reply.code(204).send(null);
    },
  );

  server.get(
    '/v1/sessions',
    {
      config,
      schema: {
        operationId: 'listSessions',
        summary: 'Where you are signed in, the latest used first',
        tags,
        response: { 200: sessionListSchema },
      },
    },
    async (request) => {
      const { user, tokenHash } = signedInOf(request);
      const rows = await listSessions(app.db, user.id);
      return {
        data: rows.map(({ tokenHash: hash, userAgent, ...row }) => ({
          ...row,
          current: hash === tokenHash,
          device: deviceInWords(userAgent),
        })),
      };
    },
  );

  server.delete(
    '/v1/sessions',
    {
      config,
      schema: {
        operationId: 'signOutElsewhere',
        summary: 'Sign out everywhere but here',
        tags,
        response: { 200: signedOutSchema },
      },
    },
    async (request) => ({ ended: await signOutElsewhere(app, signedInOf(request)) }),
  );

  server.post(
    '/v1/session/password',
    {
      config,
      schema: {
        operationId: 'changePassword',
        summary: 'Change your password; your other sessions end',
        tags,
        body: passwordChangeSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const signedIn = signedInOf(request);
      refuseTooMany(attempts.count(signedIn.user.id).isTooMany);
      await changePassword(app, signedIn, request.body);
      attempts.forget(signedIn.user.id);
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/v1/session/address-check',
    {
      config,
      schema: {
        operationId: 'askToConfirmAddress',
        summary: 'Have the link mailed that confirms your address',
        tags,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { user } = signedInOf(request);
      refuseTooMany(attempts.count(`confirm ${user.id}`).isTooMany);
      await askToConfirm(app, user);
      return reply.code(204).send(null);
    },
  );
};
