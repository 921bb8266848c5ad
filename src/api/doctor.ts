import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { diagnosisSchema } from '../contract/doctor.ts';
import { isHealthy } from '../domain/doctor/check.ts';
import { checkHouse } from '../flows/doctor/check-house.ts';

export const doctorRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/doctor',
    {
      config: { auth: { scope: 'admin' } },
      schema: {
        operationId: 'getDiagnosis',
        summary: 'What is wrong with the house, and what mends it',
        description:
          'As `ajar doctor`: logs in where letters leave and mail is fetched, and asks the DNS, so it takes up to half a minute. Changes nothing and sends nothing.',
        tags: ['sending'],
        response: { 200: diagnosisSchema },
      },
    },
    async () => {
      const checks = await checkHouse(app);
      return { ok: isHealthy(checks), checks };
    },
  );
};
