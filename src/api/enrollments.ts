import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type Enrollment,
  enrollmentPage,
  enrollmentQuery,
  enrollmentSchema,
  exitSchema,
  holdSchema,
  newEnrollmentSchema,
  skippedEnrollmentSchema,
  skipSchema,
} from '../contract/enrollments.ts';
import { id } from '../contract/primitives.ts';
import { type EnrollmentRow, findEnrollment, listEnrollments } from '../db/enrollments/enrollment-list.ts';
import { AjarError } from '../errors.ts';
import { enrollContact } from '../flows/enrollments/enroll-contact.ts';
import { exitEnrollment } from '../flows/enrollments/exit-enrollment.ts';
import { holdEnrollment } from '../flows/enrollments/hold-enrollment.ts';
import { resumeEnrollment } from '../flows/enrollments/resume-enrollment.ts';
import { skipStep } from '../flows/enrollments/skip-step.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['enrollments'];
const params = z.object({ id });
const response = { 200: enrollmentSchema };
const read = { auth: { scope: 'enrollments:read' } } as const;
const write = { auth: { scope: 'enrollments:write' } } as const;

export const enrollmentRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/enrollments',
    {
      config: read,
      schema: {
        operationId: 'listEnrollments',
        summary: 'Who is in which campaign, the newest first',
        tags,
        querystring: enrollmentQuery,
        response: { 200: enrollmentPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listEnrollments(app.db, query, page);
      return makePage(rows, page, ({ enrollment }) => [enrollment.startedAt, enrollment.id], presentEnrollment);
    },
  );

  server.get(
    '/v1/enrollments/:id',
    { config: read, schema: { operationId: 'getEnrollment', summary: 'One enrollment', tags, params, response } },
    async (request) => findPresentedEnrollment(app, request.params.id),
  );

  server.post(
    '/v1/enrollments',
    {
      config: write,
      schema: {
        operationId: 'enrollContact',
        summary: 'Enroll a contact by hand: a colleague of the lead, or somebody in another campaign',
        tags,
        body: newEnrollmentSchema,
        response: { 201: enrollmentSchema },
      },
    },
    async (request, reply) => {
      const enrollmentId = await enrollContact(app, actorOfRequest(request), request.body);
      return reply.code(201).send(await findPresentedEnrollment(app, enrollmentId));
    },
  );

  server.post(
    '/v1/enrollments/:id/hold',
    {
      config: write,
      schema: {
        operationId: 'holdEnrollment',
        summary: 'Hold it until a day, or until its owner has looked at it',
        tags,
        params,
        body: holdSchema.default({}),
        response,
      },
    },
    async (request) => {
      await holdEnrollment(app, actorOfRequest(request), request.params.id, request.body);
      return findPresentedEnrollment(app, request.params.id);
    },
  );

  server.post(
    '/v1/enrollments/:id/resume',
    {
      config: write,
      schema: { operationId: 'resumeEnrollment', summary: 'Lift its hold', tags, params, response },
    },
    async (request) => {
      await resumeEnrollment(app, actorOfRequest(request), request.params.id);
      return findPresentedEnrollment(app, request.params.id);
    },
  );

  server.post(
    '/v1/enrollments/:id/skip',
    {
      config: write,
      schema: {
        operationId: 'skipStep',
        summary: 'Leave out the next letter or task, or that of the step named',
        tags,
        params,
        body: skipSchema.default({}),
        response: { 200: skippedEnrollmentSchema },
      },
    },
    async (request) => {
      const skipped = await skipStep(app, actorOfRequest(request), request.params.id, request.body.step);
      return { ...(await findPresentedEnrollment(app, request.params.id)), skipped };
    },
  );

  server.post(
    '/v1/enrollments/:id/exit',
    {
      config: write,
      schema: {
        operationId: 'exitEnrollment',
        summary: 'End it for good',
        tags,
        params,
        body: exitSchema.default({}),
        response,
      },
    },
    async (request) => {
      await exitEnrollment(app, actorOfRequest(request), request.params.id, request.body.reason);
      return findPresentedEnrollment(app, request.params.id);
    },
  );
};

export async function findPresentedEnrollment(app: App, enrollmentId: string): Promise<Enrollment> {
  const row = await findEnrollment(app.db, enrollmentId);
  if (row === null) throw new AjarError('not_found');
  return presentEnrollment(row);
}

function presentEnrollment({ enrollment, campaign, version }: EnrollmentRow): Enrollment {
  const { id: enrollmentId, departureId, contactId, clientId, state, startedAt, nextActionAt, endedAt } = enrollment;
  const { holdCode, exitCode } = enrollment;
  return {
    id: enrollmentId,
    departureId,
    contactId,
    clientId,
    campaign,
    version,
    state,
    startedAt,
    nextActionAt,
    nextStep: enrollment.nextStepKey,
    nextWhy: enrollment.nextWhy ?? [],
    revisitOn: enrollment.revisitOn,
    hold: holdCode && {
      code: holdCode,
      since: enrollment.heldAt,
      until: enrollment.holdUntil,
      reviewOn: enrollment.holdReviewOn,
      ownerId: enrollment.holdOwnerId,
      threadId: enrollment.holdThreadId,
    },
    exit: exitCode && { code: exitCode, why: enrollment.exitWhy },
    endedAt,
  };
}
