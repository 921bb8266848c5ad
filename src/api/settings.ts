import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type Settings,
  settingsChangeSchema,
  settingsSchema,
  settingsVersionPage,
  settingsVersionQuery,
} from '../contract/settings.ts';
import { listActorNames } from '../db/house/actors.ts';
import { findSettings, listSettingsVersions } from '../db/house/settings.ts';
import { actorInWords } from '../domain/deed-words.ts';
import { policyChanges } from '../domain/policy-changes.ts';
import { AjarError } from '../errors.ts';
import { changeSettings } from '../flows/house/change-settings.ts';
import { restoreSettings } from '../flows/house/restore-settings.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['settings'];

export const settingsRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/settings',
    {
      config: { auth: { scope: 'settings:read' } },
      schema: { operationId: 'getSettings', summary: 'House policy', tags, response: { 200: settingsSchema } },
    },
    async () => findAllSettings(app),
  );

  server.patch(
    '/v1/settings',
    {
      config: { auth: { scope: 'settings:write' } },
      schema: {
        operationId: 'changeSettings',
        summary: 'Change house policy: what is named',
        tags,
        body: settingsChangeSchema,
        response: { 200: settingsSchema },
      },
    },
    async (request) => {
      await changeSettings(app, actorOfRequest(request), request.body);
      return findAllSettings(app);
    },
  );

  server.get(
    '/v1/settings/versions',
    {
      config: { auth: { scope: 'settings:read' } },
      schema: {
        operationId: 'listSettingsVersions',
        summary: 'How house policy came to be: who changed what, the newest first',
        tags,
        querystring: settingsVersionQuery,
        response: { 200: settingsVersionPage },
      },
    },
    async ({ query }) => listVersions(app, query),
  );

  server.post(
    '/v1/settings/versions/:version/restore',
    {
      config: { auth: { scope: 'settings:write' } },
      schema: {
        operationId: 'restoreSettings',
        summary: 'Make house policy what it was in a version: a new version',
        tags,
        params: z.object({ version: z.coerce.number().int().min(1).max(2_000_000_000) }),
        response: { 200: settingsSchema },
      },
    },
    async (request) => {
      await restoreSettings(app, actorOfRequest(request), request.params.version);
      return findAllSettings(app);
    },
  );
};

/** What is decided outside and matters to whoever sets the rules; keys, passwords and secrets are none of it. */
const shownVariables = new Set([
  'MAIL_TRANSPORT',
  'MAIL_FROM',
  'SENDER_DOMAINS',
  'REPLY_DOMAIN',
  'POSTAL_ADDRESS',
  'PUBLIC_URL',
  'SMTP_URL',
  'RESEND_BASE_URL',
  'DKIM_DOMAIN',
  'DKIM_SELECTOR',
  'HOST',
  'PORT',
  'TRUST_PROXY',
]);

async function findAllSettings({ db, config }: App): Promise<Settings> {
  const { policy, ...version } = await findSettings(db);
  const given = config.postalAddress === null ? {} : { postalAddress: config.postalAddress };
  const names = await listActorNames(db, [version.changedBy]);
  return {
    ...policy,
    ...given,
    ...version,
    changedByName:
      version.changedBy === null ? null : (names.get(version.changedBy) ?? actorInWords(version.changedBy)),
    fromEnvironment: Object.keys(given),
    environment: config.described
      .filter(({ name }) => shownVariables.has(name))
      .map(({ name, value, source }) => ({ name, value, isGiven: source !== 'default' })),
  };
}

async function listVersions({ db }: App, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  if (cursor !== undefined && !/^\d{1,9}$/.test(cursor))
    throw new AjarError('invalid_request', undefined, [
      { pointer: '/query/cursor', message: 'Not a cursor of this list: take it from nextCursor.' },
    ]);
  const rows = await listSettingsVersions(db, cursor === undefined ? null : Number(cursor), limit);
  const names = await listActorNames(
    db,
    rows.map((row) => row.changedBy),
  );
  const last = rows.at(-1);
  return {
    data: rows.map(({ version, changedAt, changedBy, policy, previous }) => ({
      version,
      changedAt,
      changedBy,
      changedByName: names.get(changedBy) ?? actorInWords(changedBy),
      changes: policyChanges(previous, policy),
    })),
    nextCursor: rows.length === limit && last !== undefined && last.version > 1 ? String(last.version) : null,
  };
}
