import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import {
  breakdownQuery,
  breakdownSchema,
  departureReportPage,
  departureReportQuery,
  letterReportPage,
  letterReportQuery,
  replyReportPage,
  replyReportQuery,
  stopReportPage,
  stopReportQuery,
  winBackReportPage,
  winBackReportQuery,
} from '../contract/report-lists.ts';
import {
  listDepartedIn,
  listLettersIn,
  listRepliesIn,
  listStopsIn,
  listWonBackIn,
} from '../db/clients/report-lists.ts';
import { findBreakdown, findPeriod } from '../flows/clients/find-results.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['reports'];
const config = { auth: { scope: 'reports:read' } } as const;

/** The lists behind the numbers of the summary. */
export const reportListRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/reports/breakdown',
    {
      config,
      schema: {
        operationId: 'getBreakdown',
        summary: 'Who left, answered and came back, by month; who left, by reason',
        tags,
        querystring: breakdownQuery,
        response: { 200: breakdownSchema },
      },
    },
    async ({ query }) => findBreakdown(app, query),
  );

  server.get(
    '/v1/reports/departures',
    {
      config,
      schema: {
        operationId: 'listDepartedIn',
        summary: 'Who left in a span of days, the latest first',
        tags,
        querystring: departureReportQuery,
        response: { 200: departureReportPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'day');
      const rows = await listDepartedIn(app.db, await findPeriod(app, query), query, page);
      return makePage(rows, page, (row) => [row.departedOn, row.id], presentDeparture);
    },
  );

  server.get(
    '/v1/reports/win-backs',
    {
      config,
      schema: {
        operationId: 'listWonBackIn',
        summary: 'Who came back in a span of days, the latest first',
        tags,
        querystring: winBackReportQuery,
        response: { 200: winBackReportPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'day');
      const rows = await listWonBackIn(app.db, await findPeriod(app, query), query.afterReply, page);
      return makePage(rows, page, ({ winBack }) => [winBack.wonBackOn, winBack.id], presentWinBack);
    },
  );

  server.get(
    '/v1/reports/replies',
    {
      config,
      schema: {
        operationId: 'listRepliesIn',
        summary: 'Who answered in a span of days, the latest first',
        tags,
        querystring: replyReportQuery,
        response: { 200: replyReportPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listRepliesIn(app.db, await findPeriod(app, query), page);
      return makePage(rows, page, (row) => [row.receivedAt, row.id], presentWithNames);
    },
  );

  server.get(
    '/v1/reports/letters',
    {
      config,
      schema: {
        operationId: 'listLettersIn',
        summary: 'Letters of a span of days, the latest first',
        tags,
        querystring: letterReportQuery,
        response: { 200: letterReportPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listLettersIn(app.db, await findPeriod(app, query), query, page);
      return makePage(rows, page, (row) => [row.at, row.id], presentWithNames);
    },
  );

  server.get(
    '/v1/reports/stops',
    {
      config,
      schema: {
        operationId: 'listStopsIn',
        summary: 'Who asked us to stop in a span of days, the latest first',
        tags,
        querystring: stopReportQuery,
        response: { 200: stopReportPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listStopsIn(app.db, await findPeriod(app, query), page);
      return makePage(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => row,
      );
    },
  );
};

function presentDeparture({
  clientId,
  clientName,
  annualValueAmount,
  annualValueCurrency,
  ...row
}: Awaited<ReturnType<typeof listDepartedIn>>[number]) {
  return {
    ...row,
    client: { id: clientId, name: clientName },
    annualValue: money(annualValueAmount, annualValueCurrency),
  };
}

function presentWinBack({ winBack, clientName }: Awaited<ReturnType<typeof listWonBackIn>>[number]) {
  const { id, clientId, wonBackOn, repliedBefore, heldOut, note } = winBack;
  const annualValue = money(winBack.annualValueAmount, winBack.annualValueCurrency);
  return { id, client: { id: clientId, name: clientName }, wonBackOn, annualValue, repliedBefore, heldOut, note };
}

function presentWithNames<
  Row extends { clientId: string; clientName: string; contactId: string; contactName: string },
>({ clientId, clientName, contactId, contactName, ...row }: Row) {
  return { ...row, client: { id: clientId, name: clientName }, contact: { id: contactId, name: contactName } };
}

function money(amount: number | null, currency: string | null) {
  return amount === null || currency === null ? null : { amount, currency };
}
