import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  campaignCheckSchema,
  campaignCheckWishSchema,
  campaignDraftSchema,
  consequencesSchema,
  newDraftSchema,
} from '../contract/campaign-drafts.ts';
import { campaignResultsSchema, resultsQuery } from '../contract/campaign-results.ts';
import { campaignSlug, campaignVersionSchema, consequencesWishSchema, versionParams } from '../contract/campaigns.ts';
import { findCampaignVersion } from '../flows/campaigns/find-campaign.ts';
import { findStepResults } from '../flows/campaigns/find-step-results.ts';
import { foreseePublishing } from '../flows/campaigns/foresee-publishing.ts';
import { checkDefinition, discardDraft, findCampaignDraft, saveDraft } from '../flows/campaigns/save-draft.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['campaigns'];
const params = z.object({ slug: campaignSlug });
const read = { auth: { scope: 'campaigns:read' } } as const;
const write = { auth: { scope: 'campaigns:write' } } as const;

/** A campaign before it is published and after: its draft, what publishing it would mean, and what became of its steps. */
export const campaignDraftRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/campaigns/:slug/draft',
    {
      config: read,
      schema: {
        operationId: 'getCampaignDraft',
        summary: 'What somebody is working on, and what still keeps it from being published',
        tags,
        params,
        response: { 200: campaignDraftSchema },
      },
    },
    async (request) => ({ draft: await findCampaignDraft(app.db, request.params.slug) }),
  );

  server.put(
    '/v1/campaigns/:slug/draft',
    {
      config: write,
      schema: {
        operationId: 'saveCampaignDraft',
        summary: 'Keep a draft, finished or not; nobody is concerned by it until it is published',
        tags,
        params,
        body: newDraftSchema,
        response: { 200: campaignDraftSchema },
      },
    },
    async (request) => ({
      draft: await saveDraft(app, actorOfRequest(request), request.params.slug, request.body),
    }),
  );

  server.delete(
    '/v1/campaigns/:slug/draft',
    {
      config: write,
      schema: {
        operationId: 'discardCampaignDraft',
        summary: 'Throw the draft away; what is published stays',
        tags,
        params,
        response: { 204: z.null().describe('Nothing.') },
      },
    },
    async (request, reply) => {
      await discardDraft(app, actorOfRequest(request), request.params.slug);
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/v1/campaigns/check',
    {
      config: read,
      schema: {
        operationId: 'checkCampaignDefinition',
        summary: 'What is wrong with a definition, with the places; nothing is stored',
        tags,
        body: campaignCheckWishSchema,
        response: { 200: campaignCheckSchema },
      },
    },
    async (request) => ({ problems: checkDefinition(request.body.definition).problems }),
  );

  server.post(
    '/v1/campaigns/:slug/consequences',
    {
      config: read,
      schema: {
        operationId: 'foreseeCampaignPublishing',
        summary: 'What publishing a definition would change, and what moving everybody would mean for how many',
        description: 'Asked of the planner that sends. Nothing is stored.',
        tags,
        params,
        body: consequencesWishSchema,
        response: { 200: consequencesSchema },
      },
    },
    async (request) => foreseePublishing(app, request.params.slug, request.body.definition),
  );

  server.get(
    '/v1/campaigns/:slug/versions/:version',
    {
      config: read,
      schema: {
        operationId: 'getCampaignVersion',
        summary: 'One version with its definition, and what it changed',
        tags,
        params: versionParams,
        response: { 200: campaignVersionSchema },
      },
    },
    async ({ params: { slug, version } }) => findCampaignVersion(app, slug, version),
  );

  server.get(
    '/v1/campaigns/:slug/results',
    {
      config: read,
      schema: {
        operationId: 'getCampaignResults',
        summary: 'What became of each step, and what is planned of it in the next 30 days',
        tags,
        params,
        querystring: resultsQuery,
        response: { 200: campaignResultsSchema },
      },
    },
    async (request) => findStepResults(app, request.params.slug, request.query.version),
  );
};
