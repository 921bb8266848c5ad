import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { type Settings, settingsChangeSchema, settingsSchema } from '../contract/settings.ts';
import { findSettings } from '../db/house/settings.ts';
import { changeSettings } from '../flows/house/change-settings.ts';
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
};

async function findAllSettings({ db, config }: App): Promise<Settings> {
  const { policy, ...version } = await findSettings(db);
  const given = config.postalAddress === null ? {} : { postalAddress: config.postalAddress };
  return { ...policy, ...given, ...version, fromEnvironment: Object.keys(given) };
}
