import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { activityRoutes } from './activities.ts';
import { answerRoutes } from './answers.ts';
import { attachmentRoutes } from './attachments.ts';
import { auditRoutes } from './audit.ts';
import { campaignDraftRoutes } from './campaign-drafts.ts';
import { campaignRoutes } from './campaigns.ts';
import { clientListRoutes } from './client-list.ts';
import { clientRoutes } from './clients.ts';
import { contactRoutes } from './contacts.ts';
import { demoRoutes } from './demo.ts';
import { departureRoutes } from './departures.ts';
import { entryRoutes } from './entry.ts';
import { healthRoutes } from './health.ts';
import { openApiRoutes } from './openapi.ts';
import { hookRoutes } from './hooks.ts';
import { houseMailRoutes } from './house-mails.ts';
import { importRoutes } from './imports.ts';
import { inboundRoutes } from './inbound.ts';
import { keyRoutes } from './keys.ts';
import { letterRoutes } from './letters.ts';
import { mailboxRoutes } from './mailbox.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { newsRoutes } from './news.ts';
import { offerRoutes } from './offers.ts';
import { personalDataRoutes } from './personal-data.ts';
import { reportListRoutes } from './report-lists.ts';
import { reportRoutes } from './reports.ts';
import { routingRuleRoutes } from './routing-rules.ts';
import { segmentRoutes } from './segments.ts';
import { sendingRoutes } from './sending.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { taskRoutes } from './tasks.ts';
import { threadRoutes } from './threads.ts';
import { timelineRoutes } from './timeline.ts';
import { todayRoutes } from './today.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import { userRoutes } from './users.ts';
import { winBackRoutes } from './win-backs.ts';
import { webRoutes } from './web.ts';
import { wordingRoutes } from './wordings.ts';
import { doctorRoutes } from './doctor.ts';
import { enrollmentStepRoutes } from './enrollment-steps.ts';
import { searchRoutes } from './search.ts';
import { viewRoutes } from './views.ts';
import { eventRoutes } from './events.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { suppressionRoutes } from './suppressions.ts';

/** Every route of the server: one plugin a noun. */
export const routePlugins: FastifyPluginAsyncZod<{ app: App }>[] = [
  openApiRoutes,
  webRoutes,
  healthRoutes,
  metricsRoutes,
  keyRoutes,
  userRoutes,
  houseMailRoutes,
  settingsRoutes,
  sendingRoutes,
  doctorRoutes,
  offerRoutes,
  newsRoutes,
  clientListRoutes,
  clientRoutes,
  contactRoutes,
  personalDataRoutes,
  departureRoutes,
  timelineRoutes,
  messageRoutes,
  segmentRoutes,
  taskRoutes,
  auditRoutes,
  unsubscribeRoutes,
  suppressionRoutes,
  enrollmentRoutes,
  enrollmentStepRoutes,
  winBackRoutes,
  importRoutes,
  inboundRoutes,
  threadRoutes,
  answerRoutes,
  attachmentRoutes,
  eventRoutes,
  hookRoutes,
  campaignRoutes,
  campaignDraftRoutes,
  routingRuleRoutes,
  wordingRoutes,
  letterRoutes,
  activityRoutes,
  reportRoutes,
  searchRoutes,
  viewRoutes,
  reportListRoutes,
  todayRoutes,
  demoRoutes,
  mailboxRoutes,
  // For the browser: last in the reference, which integrations read.
  entryRoutes,
  sessionRoutes,
];
