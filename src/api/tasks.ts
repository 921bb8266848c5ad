import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { completedTaskSchema, completionSchema } from '../contract/task-completion.ts';
import { newTaskSchema, taskPage, taskQuery, taskSchema } from '../contract/tasks.ts';
import { findTask, listTasks } from '../db/tasks/tasks.ts';
import { AjarError } from '../errors.ts';
import { completeTask } from '../flows/tasks/complete-task.ts';
import { reopenTask } from '../flows/tasks/reopen-task.ts';
import { createTask } from '../flows/tasks/create-task.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['tasks'];
const read = { auth: { scope: 'tasks:read' } } as const;

export const taskRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/tasks',
    {
      config: read,
      schema: {
        operationId: 'listTasks',
        summary: 'What people have to do, due first',
        tags,
        querystring: taskQuery,
        response: { 200: taskPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'day');
      const rows = await listTasks(app.db, query, page);
      return makePage(
        rows,
        page,
        (row) => [row.dueOn, row.id],
        (row) => row,
      );
    },
  );

  server.get(
    '/v1/tasks/:id',
    {
      config: read,
      schema: {
        operationId: 'getTask',
        summary: 'One task',
        tags,
        params: z.object({ id }),
        response: { 200: taskSchema },
      },
    },
    async (request) => {
      const row = await findTask(app.db, request.params.id);
      if (!row) throw new AjarError('not_found');
      return row;
    },
  );

  server.post(
    '/v1/tasks',
    {
      config: { auth: { scope: 'tasks:write' } },
      schema: {
        operationId: 'createTask',
        summary: 'Add a task by hand',
        tags,
        body: newTaskSchema,
        response: { 201: taskSchema },
      },
    },
    async (request, reply) => reply.code(201).send(await createTask(app, actorOfRequest(request), request.body)),
  );

  server.post(
    '/v1/tasks/:id/complete',
    {
      config: { auth: { scope: 'tasks:write' } },
      schema: {
        operationId: 'completeTask',
        summary: 'End a task: a conversation counts for every gap, what was learned goes to the departure',
        tags,
        params: z.object({ id }),
        body: completionSchema,
        response: { 200: completedTaskSchema },
      },
    },
    async (request) => {
      const { task, ...rest } = await completeTask(app, actorOfRequest(request), request.params.id, request.body);
      return { ...task, ...rest };
    },
  );

  server.post(
    '/v1/tasks/:id/reopen',
    {
      config: { auth: { scope: 'tasks:write' } },
      schema: {
        operationId: 'reopenTask',
        summary: 'Take back that a task was completed; not where its outcome stopped, or let go, a letter',
        tags,
        params: z.object({ id }),
        response: { 200: taskSchema },
      },
    },
    async (request) => reopenTask(app, actorOfRequest(request), request.params.id),
  );
};
