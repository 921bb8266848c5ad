import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { preflightSchema, preflightWishSchema, previewSchema, previewWishSchema } from '../contract/campaign-check.ts';
import {
  campaignPage,
  campaignQuery,
  campaignSchema,
  campaignSlug,
  newCampaignSchema,
  publishedCampaignSchema,
  publishSchema,
} from '../contract/campaigns.ts';
import { listCampaigns } from '../db/campaigns/campaigns.ts';
import { findCampaignDetail, listPresentCampaigns } from '../flows/campaigns/find-campaign.ts';
import { pauseCampaign, resumeCampaign } from '../flows/campaigns/pause-campaign.ts';
import { preflightCampaign } from '../flows/campaigns/preflight-campaign.ts';
import { previewCampaign } from '../flows/campaigns/preview-campaign.ts';
import { createCampaign, publishCampaign } from '../flows/campaigns/publish-campaign.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['campaigns'];
const params = z.object({ slug: campaignSlug });
const read = { auth: { scope: 'campaigns:read' } } as const;
const write = { auth: { scope: 'campaigns:write' } } as const;

export const campaignRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/campaigns',
    {
      config: read,
      schema: {
        operationId: 'listCampaigns',
        summary: 'Campaigns, by slug',
        tags,
        querystring: campaignQuery,
        response: { 200: campaignPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'text');
      const rows = await listCampaigns(app.db, page);
      const presented = await listPresentCampaigns(app, rows);
      return makePage(
        rows,
        page,
        (row) => [row.slug, row.id],
        (row) => presented.get(row.id)!,
      );
    },
  );

  server.get(
    '/v1/campaigns/:slug',
    {
      config: read,
      schema: {
        operationId: 'getCampaign',
        summary: 'One campaign: its latest definition, all its versions, and how many people are where',
        tags,
        params,
        response: { 200: campaignSchema },
      },
    },
    async (request) => findCampaignDetail(app, request.params.slug),
  );

  server.post(
    '/v1/campaigns',
    {
      config: write,
      schema: {
        operationId: 'createCampaign',
        summary: 'Add a campaign; with a definition it is published at once',
        tags,
        body: newCampaignSchema,
        response: { 201: publishedCampaignSchema },
      },
    },
    async (request, reply) => {
      const diff = await createCampaign(app, actorOfRequest(request), request.body);
      return reply.code(201).send({ ...(await findCampaignDetail(app, request.body.slug)), diff, moved: 0 });
    },
  );

  server.post(
    '/v1/campaigns/:slug/publish',
    {
      config: write,
      schema: {
        operationId: 'publishCampaign',
        summary:
          'Publish the next version; it never changes, and people who are in an earlier one stay there or are moved',
        description:
          'A definition that says the same as the present version makes none and answers 200. People who are moved keep what they have had; the rest of their plan is made anew.',
        tags,
        params,
        body: publishSchema,
        response: { 200: publishedCampaignSchema, 201: publishedCampaignSchema },
      },
    },
    async (request, reply) => {
      const { slug } = request.params;
      const { isNew, diff, moved } = await publishCampaign(app, actorOfRequest(request), slug, request.body);
      return reply.code(isNew ? 201 : 200).send({ ...(await findCampaignDetail(app, slug)), diff, moved });
    },
  );

  server.post(
    '/v1/campaigns/:slug/pause',
    {
      config: write,
      schema: {
        operationId: 'pauseCampaign',
        summary: 'No letter of it leaves until it is resumed; tasks are still made',
        tags,
        params,
        response: { 200: campaignSchema },
      },
    },
    async (request) => {
      await pauseCampaign(app, actorOfRequest(request), request.params.slug);
      return findCampaignDetail(app, request.params.slug);
    },
  );

  server.post(
    '/v1/campaigns/:slug/resume',
    {
      config: write,
      schema: {
        operationId: 'resumeCampaign',
        summary: 'Go on: everything in it is planned anew, nothing leaves in a burst',
        tags,
        params,
        response: { 200: campaignSchema },
      },
    },
    async (request) => {
      await resumeCampaign(app, actorOfRequest(request), request.params.slug);
      return findCampaignDetail(app, request.params.slug);
    },
  );

  server.post(
    '/v1/campaigns/:slug/preflight',
    {
      config: read,
      schema: {
        operationId: 'preflightCampaign',
        summary: 'What would go wrong with this campaign; nothing is stored',
        tags,
        params,
        body: preflightWishSchema.default({}),
        response: { 200: preflightSchema },
      },
    },
    async (request) => preflightCampaign(app, request.params.slug, request.body.definition),
  );

  server.post(
    '/v1/campaigns/:slug/preview',
    {
      config: read,
      schema: {
        operationId: 'previewCampaign',
        summary: 'What a person would get, when and why, and one letter as it would leave; nothing is stored',
        tags,
        params,
        body: previewWishSchema.default({}),
        response: { 200: previewSchema },
      },
    },
    async (request) => previewCampaign(app, request.params.slug, request.body),
  );
};
