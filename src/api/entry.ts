import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import {
  acceptSchema,
  askedSchema,
  claimSchema,
  confirmedSchema,
  confirmSchema,
  demoSignInSchema,
  forgottenSchema,
  linkAnswerSchema,
  linkQuestionSchema,
  resetSchema,
  type Session,
  sessionSchema,
  signInSchema,
} from '../contract/session.ts';
import { findSession } from '../db/house/sessions.ts';
import { AjarError } from '../errors.ts';
import { signInToDemo } from '../flows/demo/sign-in-to-demo.ts';
import { claimHouse } from '../flows/house/claim-house.ts';
import { confirmAddress } from '../flows/house/confirm-address.ts';
import { acceptInvitation } from '../flows/house/invite-user.ts';
import { explainLink } from '../flows/house/one-time-link.ts';
import { presentSession } from '../flows/house/present-session.ts';
import { askForReset, resetPassword } from '../flows/house/reset-password.ts';
import { hashToken } from '../flows/house/session.ts';
import { noteThrottled, signIn } from '../flows/house/sign-in.ts';
import { openAttemptThrottle, refuseTooMany } from './http/attempt-throttle.ts';
import { findSignedIn, setSessionCookie, visitorOf } from './http/session-cookie.ts';

const tags = ['session'];
// Whoever signs in with a kept answer would get somebody else's session.
const config = { auth: 'public', ownPages: true, idempotent: false } as const;
/** A question about an address is answered after the same time, whether there was anything to do. */
const answerAfterMs = 300;

/** The ways in, for somebody who is not signed in yet. */
export const entryRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  const byAddress = openAttemptThrottle({ most: 10, withinMinutes: 15 });
  const byQuestion = openAttemptThrottle({ most: 5, withinMinutes: 60 });
  const byHost = openAttemptThrottle({ most: 60, withinMinutes: 15 });

  /** Ahead of everything that somebody could try out: passwords and tokens, by address and by where it comes from. */
  const refuseGuessing = async (request: FastifyRequest, address: string | null = null, counted = byAddress) => {
    const counts = [byHost.count(request.ip), ...(address === null ? [] : [counted.count(address)])];
    if (counts.some((one) => one.isFirstTooMany)) await noteThrottled(app, address);
    refuseTooMany(counts.some((one) => one.isTooMany));
  };
  /** Signed in: the cookie, and who that is. */
  const welcome = async (reply: FastifyReply, token: string): Promise<Session> => {
    const signedIn = await findSession(app.db, hashToken(token));
    if (signedIn === null) throw new AjarError('unauthorized');
    setSessionCookie(app, reply, token);
    reply.header('cache-control', 'no-store');
    return presentSession(app, signedIn.user);
  };

  server.post(
    '/v1/session',
    {
      config,
      schema: {
        operationId: 'signIn',
        summary: 'Sign in with address and password',
        tags,
        body: signInSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      await refuseGuessing(request, request.body.email);
      const token = await signIn(app, request.body, visitorOf(app, request));
      byAddress.forget(request.body.email);
      return welcome(reply, token);
    },
  );

  server.post(
    '/v1/session/claim',
    {
      config,
      schema: {
        operationId: 'claim',
        summary: 'Become the first admin, with the link that the first start printed',
        tags,
        body: claimSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      await refuseGuessing(request);
      return welcome(reply, await claimHouse(app, request.body, visitorOf(app, request)));
    },
  );

  server.post(
    '/v1/session/demo',
    {
      config,
      schema: {
        operationId: 'signInToDemo',
        summary: 'Look around the demo as one of its people',
        tags,
        body: demoSignInSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      await refuseGuessing(request);
      const signedIn = await findSignedIn(app, request);
      return welcome(reply, await signInToDemo(app, request.body, visitorOf(app, request), signedIn));
    },
  );

  server.post(
    '/v1/session/link',
    {
      config,
      schema: {
        operationId: 'explainLink',
        summary: 'What a link is for, before it is used',
        tags,
        body: linkQuestionSchema,
        response: { 200: linkAnswerSchema },
      },
    },
    async (request) => {
      await refuseGuessing(request);
      const { link, user } = await explainLink(app, request.body.token);
      return {
        kind: link.kind,
        name: user?.name ?? null,
        email: user?.email ?? null,
        role: user?.role ?? null,
        expiresAt: link.expiresAt,
      };
    },
  );

  server.post(
    '/v1/session/accept',
    {
      config,
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Set a first password, with the link of the invitation',
        tags,
        body: acceptSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      await refuseGuessing(request);
      return welcome(reply, await acceptInvitation(app, request.body, visitorOf(app, request)));
    },
  );

  server.post(
    '/v1/session/forgotten',
    {
      config,
      schema: {
        operationId: 'forgottenPassword',
        summary: 'Have a link for a new password mailed; the answer is the same for every address',
        tags,
        body: forgottenSchema,
        response: { 202: askedSchema },
      },
    },
    async (request, reply) => {
      const { email } = request.body;
      await refuseGuessing(request, email, byQuestion);
      await Promise.all([
        askForReset(app, email),
        new Promise((resolve) => {
          setTimeout(resolve, answerAfterMs);
        }),
      ]);
      return reply.code(202).send(null);
    },
  );

  server.post(
    '/v1/session/reset',
    {
      config,
      schema: {
        operationId: 'resetPassword',
        summary: 'Set a new password, with the link that was mailed; every session of before ends',
        tags,
        body: resetSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      await refuseGuessing(request);
      return welcome(reply, await resetPassword(app, request.body, visitorOf(app, request)));
    },
  );

  server.post(
    '/v1/session/confirm',
    {
      config,
      schema: {
        operationId: 'confirmAddress',
        summary: 'Show that an address is yours, with the link that was mailed to it',
        tags,
        body: confirmSchema,
        response: { 200: confirmedSchema },
      },
    },
    async (request) => {
      await refuseGuessing(request);
      return confirmAddress(app, request.body.token);
    },
  );
};
