import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  csvSurveySchema,
  csvUploadQuery,
  type DryRunLine,
  type Import,
  type ImportAnswers,
  importPage,
  importQuery,
  importSchema,
  undoneImportSchema,
} from '../contract/imports.ts';
import { id } from '../contract/primitives.ts';
import { findImport, findRejectedRows, type ImportRow, listImports } from '../db/imports.ts';
import { listActorNames } from '../db/house/actors.ts';
import { AjarError } from '../errors.ts';
import { examineCsv } from '../flows/imports/examine-csv.ts';
import { runImport } from '../flows/imports/run-import.ts';
import { answersOf, surveyCsv } from '../flows/imports/survey-csv.ts';
import { tellDryRun } from '../flows/imports/tell-dry-run.ts';
import { undoImport } from '../flows/imports/undo-import.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';
import { sendFile } from './http/untrusted.ts';

const tags = ['imports'];
const params = z.object({ id });
const read = { auth: { scope: 'imports:read' } } as const;
const write = { auth: { scope: 'imports:write' } } as const;
const bodyLimit = 25 * 1024 * 1024;
const csvBody = {
  consumes: ['text/csv'],
  body: z
    .any()
    .describe('The file as it is, up to 25 MB: comma, semicolon, tab or bar; UTF-8, UTF-16 or windows-1252.'),
  querystring: csvUploadQuery,
};

export const importRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
    request.bodyBytes = body as Buffer;
    done(null, body);
  });
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  server.addHook('preClose', async () => {
    stopping.abort();
    await Promise.all(running);
  });

  server.post(
    '/v1/imports/examine',
    {
      config: write,
      bodyLimit,
      schema: {
        operationId: 'examineImport',
        summary:
          'Look at a CSV file: its columns, what each is taken for, and what only a person can say. Stores nothing',
        tags,
        ...csvBody,
        response: { 200: csvSurveySchema },
      },
    },
    async (request) => surveyCsv(uploadOf(request), answersOf(request.query.answers ?? {}).overrides),
  );

  server.post(
    '/v1/imports/dry-run',
    {
      config: { ...write, idempotent: false },
      bodyLimit,
      schema: {
        operationId: 'tryImport',
        summary: 'Record every row of a CSV file and take it back, told while it runs. Stores nothing',
        description:
          'A line of JSON now and then (application/x-ndjson): progress, at last done or problem. It stops when the connection ends.',
        tags,
        ...csvBody,
        response: { 200: z.any().describe('application/x-ndjson, each line an ImportDryRunLine.') },
      },
    },
    async (request, reply) => {
      const csv = await examine(request);
      const lines = tellDryRun(app, csv, actorOfRequest(request));
      return reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(written(lines)));
    },
  );

  server.post(
    '/v1/imports',
    {
      config: write,
      bodyLimit,
      schema: {
        operationId: 'importDepartures',
        summary: 'Record the clients of a CSV file who left; goes on by itself after the answer',
        tags,
        ...csvBody,
        response: { 202: importSchema },
      },
    },
    async (request, reply) => {
      const csv = await examine(request);
      const { importId, ended } = await runImport(app, csv, actorOfRequest(request), stopping.signal);
      running.add(ended);
      void ended.finally(() => running.delete(ended));
      return reply.code(202).send(await presentById(app, importId));
    },
  );

  server.get(
    '/v1/imports',
    {
      config: read,
      schema: {
        operationId: 'listImports',
        summary: 'Imports, the latest first',
        tags,
        querystring: importQuery,
        response: { 200: importPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listImports(app.db, page);
      const names = await listActorNames(
        app.db,
        rows.map((row) => row.createdBy),
      );
      return makePage(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => presentImport(row, names),
      );
    },
  );

  server.get(
    '/v1/imports/:id',
    {
      config: read,
      schema: {
        operationId: 'getImport',
        summary: 'One import, how far it is',
        tags,
        params,
        response: { 200: importSchema },
      },
    },
    async (request) => presentById(app, request.params.id),
  );

  server.get(
    '/v1/imports/:id/rejected.csv',
    {
      config: read,
      schema: {
        operationId: 'getRejectedRows',
        summary: 'The rejected rows with their reasons, to be mended and imported again',
        description:
          'What a spreadsheet would take for a formula begins with an apostrophe, which an import takes off.',
        tags,
        params,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const found = await findRejectedRows(app.db, request.params.id);
      if (found === null) throw new AjarError('not_found', 'No rejected rows are kept of such an import.');
      const filename = `${found.fileName.replace(/(?:\.rejected)?\.[^.]*$/, '')}.rejected.csv`;
      return sendFile(reply, { bytes: found.csv, contentType: 'text/csv', filename });
    },
  );

  server.post(
    '/v1/imports/:id/undo',
    {
      config: write,
      schema: {
        operationId: 'undoImport',
        summary: 'Take back everything that an import recorded; one that runs is stopped first',
        tags,
        params,
        response: { 200: undoneImportSchema },
      },
    },
    async (request) => undoImport(app, request.params.id, actorOfRequest(request)),
  );
};

interface Upload {
  body: unknown;
  query: { fileName: string; answers?: ImportAnswers | undefined };
}

function uploadOf({ body, query }: Upload) {
  if (!Buffer.isBuffer(body))
    throw new AjarError('unsupported_media_type', 'Send the file itself: Content-Type: text/csv.');
  return { name: query.fileName, content: body };
}

function examine(request: Upload) {
  return examineCsv(uploadOf(request), answersOf(request.query.answers ?? {}));
}

async function* written(lines: AsyncIterable<DryRunLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

async function presentById(app: App, importId: string): Promise<Import> {
  const row = await findImport(app.db, importId);
  if (row === null) throw new AjarError('not_found', 'There is no import with this id.');
  return presentImport(row, await listActorNames(app.db, [row.createdBy]));
}

function presentImport(row: ImportRow, names: ReadonlyMap<string, string>): Import {
  const {
    id: importId,
    fileName,
    createdAt,
    createdBy,
    total,
    recorded,
    merged,
    rejected,
    endedAt,
    undoneAt,
    hasRejectedRows,
  } = row;
  return {
    id: importId,
    fileName,
    state: stateOf(row),
    createdAt,
    createdBy,
    createdByName: names.get(createdBy) ?? (createdBy === 'cli' ? 'The command line' : createdBy),
    rows: total,
    recorded,
    merged,
    rejected,
    endedAt,
    undoneAt,
    hasRejectedRows,
  };
}

function stateOf({ isRunning, undoneAt, total, recorded, merged, rejected }: ImportRow): Import['state'] {
  if (isRunning) return 'running';
  if (undoneAt !== null) return 'undone';
  return total === null || recorded + merged + rejected >= total ? 'done' : 'broken_off';
}
