import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  enrollmentPreviewSchema,
  enrollmentPreviewWishSchema,
  enrollmentSchema,
  movedEnrollmentSchema,
  stepMoveSchema,
  stepSchema,
} from '../contract/enrollments.ts';
import { id } from '../contract/primitives.ts';
import { moveStep, unmoveStep } from '../flows/enrollments/move-step.ts';
import { previewEnrollment } from '../flows/enrollments/preview-enrollment.ts';
import { reopenEnrollment } from '../flows/enrollments/reopen-enrollment.ts';
import { unskipStep } from '../flows/enrollments/unskip-step.ts';
import { findPresentedEnrollment } from './enrollments.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['enrollments'];
const params = z.object({ id });
const response = { 200: enrollmentSchema };
const write = { auth: { scope: 'enrollments:write' } } as const;

/** What a person decides about single steps, and how they take it back. */
export const enrollmentStepRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.post(
    '/v1/enrollments/:id/unskip',
    {
      config: write,
      schema: {
        operationId: 'unskipStep',
        summary: 'Take back a skip by hand',
        tags,
        params,
        body: stepSchema,
        response,
      },
    },
    async (request) => {
      await unskipStep(app, actorOfRequest(request), request.params.id, request.body);
      return findPresentedEnrollment(app, request.params.id);
    },
  );

  server.post(
    '/v1/enrollments/:id/move',
    {
      config: write,
      schema: {
        operationId: 'moveStep',
        summary: 'Give the next occurrence of a step another time; windows, gaps and conditions still count then',
        tags,
        params,
        body: stepMoveSchema,
        response: { 200: movedEnrollmentSchema },
      },
    },
    async (request) => {
      const moved = await moveStep(app, actorOfRequest(request), request.params.id, request.body);
      return { ...(await findPresentedEnrollment(app, request.params.id)), moved };
    },
  );

  server.post(
    '/v1/enrollments/:id/unmove',
    {
      config: write,
      schema: {
        operationId: 'unmoveStep',
        summary: 'Give it its own time again',
        tags,
        params,
        body: stepSchema,
        response,
      },
    },
    async (request) => {
      await unmoveStep(app, actorOfRequest(request), request.params.id, request.body);
      return findPresentedEnrollment(app, request.params.id);
    },
  );

  server.post(
    '/v1/enrollments/:id/reopen',
    {
      config: write,
      schema: {
        operationId: 'reopenEnrollment',
        summary: 'Take back that a person ended it, while nothing else has taken its place',
        tags,
        params,
        response,
      },
    },
    async (request) => {
      await reopenEnrollment(app, actorOfRequest(request), request.params.id);
      return findPresentedEnrollment(app, request.params.id);
    },
  );

  server.post(
    '/v1/enrollments/:id/preview',
    {
      config: { auth: { scope: 'enrollments:read' }, idempotent: false },
      schema: {
        operationId: 'previewEnrollment',
        summary: 'A letter that is to come, as it would leave by what is known now. Nothing is stored',
        tags,
        params,
        body: enrollmentPreviewWishSchema.default({}),
        response: { 200: enrollmentPreviewSchema },
      },
    },
    async (request) => previewEnrollment(app, request.params.id, request.body),
  );
};
