import { z } from 'zod';
import { activityPage, activityQuery, activitySchema, newActivitySchema } from './activities.ts';
import { draftChangeSchema, draftSchema, newAnswerSchema, queuedAnswerSchema } from './answers.ts';
import { attachmentQuery, attachmentSchema } from './attachments.ts';
import { auditPage, auditQuery } from './audit.ts';
import { preflightSchema, preflightWishSchema, previewSchema, previewWishSchema } from './campaign-check.ts';
import {
  campaignCheckSchema,
  campaignCheckWishSchema,
  campaignDraftSchema,
  consequencesSchema,
  newDraftSchema,
} from './campaign-drafts.ts';
import { campaignResultsSchema, resultsQuery } from './campaign-results.ts';
import {
  campaignPage,
  campaignQuery,
  campaignSchema,
  campaignVersionSchema,
  consequencesWishSchema,
  newCampaignSchema,
  newRoutingRulesSchema,
  publishedCampaignSchema,
  publishSchema,
  routingRulesSchema,
} from './campaigns.ts';
import {
  clientChangeSchema,
  clientCountQuery,
  clientCountSchema,
  clientDetailSchema,
  clientPage,
  clientQuery,
  newClientSchema,
} from './clients.ts';
import { contactChangeSchema, contactPage, contactQuery, contactSchema, newContactSchema } from './contacts.ts';
import { audienceSchema, contentUsePage, contentUseQuery } from './content-uses.ts';
import { demoRemovedSchema, demoSchema, demoStepSchema, demoWalkSchema } from './demo.ts';
import {
  departurePage,
  departurePatchSchema,
  departureQuery,
  departureSchema,
  dryRunQuery,
  mergedDepartureSchema,
  newDepartureSchema,
  recordedDepartureSchema,
  undoneSchema,
} from './departures.ts';
import { diagnosisSchema } from './doctor.ts';
import {
  enrollmentPage,
  enrollmentQuery,
  enrollmentSchema,
  enrollmentPreviewSchema,
  enrollmentPreviewWishSchema,
  exitSchema,
  holdSchema,
  movedEnrollmentSchema,
  newEnrollmentSchema,
  stepMoveSchema,
  stepSchema,
  skippedEnrollmentSchema,
  skipSchema,
} from './enrollments.ts';
import {
  csvSurveySchema,
  csvUploadQuery,
  importPage,
  importQuery,
  importSchema,
  undoneImportSchema,
} from './imports.ts';
import { houseMailPage, houseMailQuery } from './house-mails.ts';
import { inboundPage, inboundQuery, inboundSchema, linkSchema, receivedMailSchema } from './inbound.ts';
import { createdKeySchema, keyPage, keyQuery, newKeySchema } from './keys.ts';
import {
  letterListSchema,
  previewWordingSchema,
  sampleQuery,
  shownLetterSchema,
  testSendSchema,
  testSendWishSchema,
  wordingPreflightSchema,
  wordingPreflightWishSchema,
} from './letters.ts';
import { mailboxPage, mailboxQuery } from './mailbox.ts';
import { messagePage, messageQuery, messageSchema, messageWithCopySchema, settleSchema } from './messages.ts';
import { newNewsItemSchema, newsItemChangeSchema, newsItemSchema, newsPage, newsQuery } from './news.ts';
import { newOfferSchema, offerChangeSchema, offerPage, offerQuery, offerSchema } from './offers.ts';
import { personalDataQuery, personalDataSchema } from './personal-data.ts';
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
} from './report-lists.ts';
import { summaryQuery, summarySchema } from './reports.ts';
import { foundSchema, searchQuery } from './search.ts';
import {
  newSegmentSchema,
  segmentChangeSchema,
  segmentContactPage,
  segmentPage,
  segmentQuery,
  segmentSchema,
} from './segments.ts';
import { sendingChangeSchema, sendingSchema, sendingTestSchema } from './sending.ts';
import {
  acceptSchema,
  askedSchema,
  claimSchema,
  confirmedSchema,
  confirmSchema,
  demoSignInSchema,
  forgottenSchema,
  invitationSchema,
  linkAnswerSchema,
  linkQuestionSchema,
  passwordChangeSchema,
  profileChangeSchema,
  resetSchema,
  sessionListSchema,
  sessionSchema,
  signedOutSchema,
  signInSchema,
} from './session.ts';
import { settingsChangeSchema, settingsSchema, settingsVersionPage, settingsVersionQuery } from './settings.ts';
import {
  liftQuery,
  newSuppressionSchema,
  suppressionPage,
  suppressionQuery,
  suppressionSchema,
} from './suppressions.ts';
import { completedTaskSchema, completionSchema } from './task-completion.ts';
import { newTaskSchema, taskPage, taskQuery, taskSchema } from './tasks.ts';
import {
  assignSchema,
  closeSchema,
  snoozeSchema,
  threadCountsSchema,
  threadDetailSchema,
  threadPage,
  threadQuery,
  threadSchema,
} from './threads.ts';
import { clientTimelineSchema, timelineQuery, timelineSchema } from './timeline.ts';
import { todaySchema } from './today.ts';
import { newUserSchema, userChangeSchema, userPage, userQuery, userSchema } from './users.ts';
import { newViewSchema, viewChangeSchema, viewListSchema, viewQuery, viewSchema } from './views.ts';
import { newWinBackSchema, recordedWinBackSchema, undoneWinBackSchema } from './win-backs.ts';
import {
  newWordingSchema,
  revisedWordingSchema,
  revisionPage,
  revisionQuery,
  wordingDetailSchema,
  wordingListSchema,
} from './wordings.ts';

interface RouteContract {
  query?: z.ZodType;
  body?: z.ZodType;
  answers: Record<number, z.ZodType>;
}

const nothing = z.null();

/**
 * Every route that the web app calls: what it takes and what it answers. The very schemas that the server validates and
 * answers with; a test compares the two.
 */
export const routes = {
  'GET /v1/audit': { query: auditQuery, answers: { 200: auditPage } },
  'GET /v1/campaigns': { query: campaignQuery, answers: { 200: campaignPage } },
  'POST /v1/campaigns': { body: newCampaignSchema, answers: { 201: publishedCampaignSchema } },
  'POST /v1/campaigns/check': { body: campaignCheckWishSchema, answers: { 200: campaignCheckSchema } },
  'GET /v1/campaigns/:slug': { answers: { 200: campaignSchema } },
  'POST /v1/campaigns/:slug/consequences': { body: consequencesWishSchema, answers: { 200: consequencesSchema } },
  'GET /v1/campaigns/:slug/draft': { answers: { 200: campaignDraftSchema } },
  'PUT /v1/campaigns/:slug/draft': { body: newDraftSchema, answers: { 200: campaignDraftSchema } },
  'DELETE /v1/campaigns/:slug/draft': { answers: { 204: nothing } },
  'POST /v1/campaigns/:slug/pause': { answers: { 200: campaignSchema } },
  'POST /v1/campaigns/:slug/preflight': { body: preflightWishSchema, answers: { 200: preflightSchema } },
  'POST /v1/campaigns/:slug/preview': { body: previewWishSchema, answers: { 200: previewSchema } },
  'POST /v1/campaigns/:slug/publish': {
    body: publishSchema,
    answers: { 200: publishedCampaignSchema, 201: publishedCampaignSchema },
  },
  'GET /v1/campaigns/:slug/results': { query: resultsQuery, answers: { 200: campaignResultsSchema } },
  'GET /v1/campaigns/:slug/versions/:version': { answers: { 200: campaignVersionSchema } },
  'POST /v1/campaigns/:slug/resume': { answers: { 200: campaignSchema } },
  'GET /v1/clients': { query: clientQuery, answers: { 200: clientPage } },
  'POST /v1/clients': { body: newClientSchema, answers: { 201: clientDetailSchema } },
  'GET /v1/clients/count': { query: clientCountQuery, answers: { 200: clientCountSchema } },
  'GET /v1/clients/:id': { answers: { 200: clientDetailSchema } },
  'PATCH /v1/clients/:id': { body: clientChangeSchema, answers: { 200: clientDetailSchema } },
  'GET /v1/clients/:id/activities': { query: activityQuery, answers: { 200: activityPage } },
  'POST /v1/clients/:id/activities': { body: newActivitySchema, answers: { 201: activitySchema } },
  'GET /v1/clients/:id/timeline': { query: timelineQuery, answers: { 200: clientTimelineSchema } },
  'POST /v1/clients/:id/win-backs': { body: newWinBackSchema, answers: { 201: recordedWinBackSchema } },
  'GET /v1/contacts': { query: contactQuery, answers: { 200: contactPage } },
  'POST /v1/contacts': { body: newContactSchema, answers: { 201: contactSchema } },
  'GET /v1/contacts/:id': { answers: { 200: contactSchema } },
  'PATCH /v1/contacts/:id': { body: contactChangeSchema, answers: { 200: contactSchema } },
  'DELETE /v1/contacts/:id': { answers: { 204: nothing } },
  'GET /v1/contacts/:id/export': { query: personalDataQuery, answers: { 200: personalDataSchema } },
  'GET /v1/contacts/:id/timeline': { query: timelineQuery, answers: { 200: timelineSchema } },
  'GET /v1/demo': { answers: { 200: demoSchema } },
  'POST /v1/demo/advance': { body: demoStepSchema, answers: { 200: demoWalkSchema } },
  'DELETE /v1/demo': { answers: { 200: demoRemovedSchema } },
  'GET /v1/departures': { query: departureQuery, answers: { 200: departurePage } },
  'POST /v1/departures': {
    query: dryRunQuery,
    body: newDepartureSchema,
    answers: { 200: mergedDepartureSchema, 201: recordedDepartureSchema },
  },
  'GET /v1/departures/:id': { answers: { 200: departureSchema } },
  'PATCH /v1/departures/:id': { body: departurePatchSchema, answers: { 200: departureSchema } },
  'POST /v1/departures/:id/undo': { answers: { 200: undoneSchema } },
  'GET /v1/doctor': { answers: { 200: diagnosisSchema } },
  'GET /v1/enrollments': { query: enrollmentQuery, answers: { 200: enrollmentPage } },
  'POST /v1/enrollments': { body: newEnrollmentSchema, answers: { 201: enrollmentSchema } },
  'GET /v1/enrollments/:id': { answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/exit': { body: exitSchema, answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/hold': { body: holdSchema, answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/move': { body: stepMoveSchema, answers: { 200: movedEnrollmentSchema } },
  'POST /v1/enrollments/:id/preview': {
    body: enrollmentPreviewWishSchema,
    answers: { 200: enrollmentPreviewSchema },
  },
  'POST /v1/enrollments/:id/reopen': { answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/resume': { answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/skip': { body: skipSchema, answers: { 200: skippedEnrollmentSchema } },
  'POST /v1/enrollments/:id/unmove': { body: stepSchema, answers: { 200: enrollmentSchema } },
  'POST /v1/enrollments/:id/unskip': { body: stepSchema, answers: { 200: enrollmentSchema } },
  'GET /v1/house-mails': { query: houseMailQuery, answers: { 200: houseMailPage } },
  'GET /v1/imports': { query: importQuery, answers: { 200: importPage } },
  'POST /v1/imports': { query: csvUploadQuery, answers: { 202: importSchema } },
  'POST /v1/imports/dry-run': { query: csvUploadQuery, answers: {} },
  'POST /v1/imports/examine': { query: csvUploadQuery, answers: { 200: csvSurveySchema } },
  'GET /v1/imports/:id': { answers: { 200: importSchema } },
  'GET /v1/imports/:id/rejected.csv': { answers: {} },
  'POST /v1/imports/:id/undo': { answers: { 200: undoneImportSchema } },
  'GET /v1/inbound': { query: inboundQuery, answers: { 200: inboundPage } },
  'POST /v1/inbound': { answers: { 202: receivedMailSchema } },
  'GET /v1/inbound/:id': { answers: { 200: inboundSchema } },
  'POST /v1/inbound/:id/dismiss': { answers: { 200: inboundSchema } },
  'POST /v1/inbound/:id/link': { body: linkSchema, answers: { 200: inboundSchema } },
  'POST /v1/inbound/:id/replay': { answers: { 200: receivedMailSchema } },
  'POST /v1/inbound/:id/restore': { answers: { 200: inboundSchema } },
  'GET /v1/keys': { query: keyQuery, answers: { 200: keyPage } },
  'POST /v1/keys': { body: newKeySchema, answers: { 201: createdKeySchema } },
  'DELETE /v1/keys/:id': { answers: { 204: nothing } },
  'GET /v1/letters': { answers: { 200: letterListSchema } },
  'POST /v1/letters/:kind/:locale/preview': { body: previewWordingSchema, answers: { 200: shownLetterSchema } },
  'GET /v1/letters/:kind/:locale/sample': { query: sampleQuery, answers: { 200: shownLetterSchema } },
  'GET /v1/mailbox': { query: mailboxQuery, answers: { 200: mailboxPage } },
  'GET /v1/messages': { query: messageQuery, answers: { 200: messagePage } },
  'GET /v1/messages/:id': { answers: { 200: messageWithCopySchema } },
  'POST /v1/messages/:id/cancel': { answers: { 200: messageSchema } },
  'POST /v1/messages/:id/retry': { answers: { 200: messageSchema } },
  'POST /v1/messages/:id/settle': { body: settleSchema, answers: { 200: messageSchema } },
  'GET /v1/news': { query: newsQuery, answers: { 200: newsPage } },
  'POST /v1/news': { body: newNewsItemSchema, answers: { 201: newsItemSchema } },
  'GET /v1/news/:id': { answers: { 200: newsItemSchema } },
  'PATCH /v1/news/:id': { body: newsItemChangeSchema, answers: { 200: newsItemSchema } },
  'GET /v1/news/:id/audience': { answers: { 200: audienceSchema } },
  'GET /v1/news/:id/uses': { query: contentUseQuery, answers: { 200: contentUsePage } },
  'GET /v1/offers': { query: offerQuery, answers: { 200: offerPage } },
  'POST /v1/offers': { body: newOfferSchema, answers: { 201: offerSchema } },
  'GET /v1/offers/:id': { answers: { 200: offerSchema } },
  'PATCH /v1/offers/:id': { body: offerChangeSchema, answers: { 200: offerSchema } },
  'GET /v1/offers/:id/audience': { answers: { 200: audienceSchema } },
  'GET /v1/offers/:id/uses': { query: contentUseQuery, answers: { 200: contentUsePage } },
  'GET /v1/reports/breakdown': { query: breakdownQuery, answers: { 200: breakdownSchema } },
  'GET /v1/reports/departures': { query: departureReportQuery, answers: { 200: departureReportPage } },
  'GET /v1/reports/letters': { query: letterReportQuery, answers: { 200: letterReportPage } },
  'GET /v1/reports/replies': { query: replyReportQuery, answers: { 200: replyReportPage } },
  'GET /v1/reports/stops': { query: stopReportQuery, answers: { 200: stopReportPage } },
  'GET /v1/reports/win-backs': { query: winBackReportQuery, answers: { 200: winBackReportPage } },
  'GET /v1/reports/summary': { query: summaryQuery, answers: { 200: summarySchema } },
  'GET /v1/routing-rules': { answers: { 200: routingRulesSchema } },
  'PUT /v1/routing-rules': { body: newRoutingRulesSchema, answers: { 200: routingRulesSchema } },
  'GET /v1/search': { query: searchQuery, answers: { 200: foundSchema } },
  'GET /v1/segments': { query: segmentQuery, answers: { 200: segmentPage } },
  'POST /v1/segments': { body: newSegmentSchema, answers: { 201: segmentSchema } },
  'PATCH /v1/segments/:slug': { body: segmentChangeSchema, answers: { 200: segmentSchema } },
  'GET /v1/segments/:slug/contacts': { query: segmentQuery, answers: { 200: segmentContactPage } },
  'GET /v1/sending': { answers: { 200: sendingSchema } },
  'POST /v1/sending': { body: sendingChangeSchema, answers: { 200: sendingSchema } },
  'POST /v1/sending/test': { answers: { 200: sendingTestSchema } },
  'GET /v1/session': { answers: { 200: sessionSchema } },
  'POST /v1/session': { body: signInSchema, answers: { 200: sessionSchema } },
  'PATCH /v1/session': { body: profileChangeSchema, answers: { 200: sessionSchema } },
  'DELETE /v1/session': { answers: { 204: nothing } },
  'POST /v1/session/accept': { body: acceptSchema, answers: { 200: sessionSchema } },
  'POST /v1/session/address-check': { answers: { 204: nothing } },
  'POST /v1/session/claim': { body: claimSchema, answers: { 200: sessionSchema } },
  'POST /v1/session/confirm': { body: confirmSchema, answers: { 200: confirmedSchema } },
  'POST /v1/session/demo': { body: demoSignInSchema, answers: { 200: sessionSchema } },
  'POST /v1/session/forgotten': { body: forgottenSchema, answers: { 202: askedSchema } },
  'POST /v1/session/link': { body: linkQuestionSchema, answers: { 200: linkAnswerSchema } },
  'POST /v1/session/password': { body: passwordChangeSchema, answers: { 204: nothing } },
  'POST /v1/session/reset': { body: resetSchema, answers: { 200: sessionSchema } },
  'GET /v1/sessions': { answers: { 200: sessionListSchema } },
  'DELETE /v1/sessions': { answers: { 200: signedOutSchema } },
  'GET /v1/settings': { answers: { 200: settingsSchema } },
  'PATCH /v1/settings': { body: settingsChangeSchema, answers: { 200: settingsSchema } },
  'GET /v1/settings/versions': { query: settingsVersionQuery, answers: { 200: settingsVersionPage } },
  'POST /v1/settings/versions/:version/restore': { answers: { 200: settingsSchema } },
  'GET /v1/suppressions': { query: suppressionQuery, answers: { 200: suppressionPage } },
  'POST /v1/suppressions': { body: newSuppressionSchema, answers: { 200: suppressionSchema, 201: suppressionSchema } },
  'DELETE /v1/suppressions/:id': { query: liftQuery, answers: { 204: nothing } },
  'GET /v1/tasks': { query: taskQuery, answers: { 200: taskPage } },
  'POST /v1/tasks': { body: newTaskSchema, answers: { 201: taskSchema } },
  'GET /v1/tasks/:id': { answers: { 200: taskSchema } },
  'POST /v1/tasks/:id/reopen': { answers: { 200: taskSchema } },
  'POST /v1/tasks/:id/complete': { body: completionSchema, answers: { 200: completedTaskSchema } },
  'GET /v1/threads': { query: threadQuery, answers: { 200: threadPage } },
  'GET /v1/threads/counts': { answers: { 200: threadCountsSchema } },
  'GET /v1/threads/:id': { answers: { 200: threadDetailSchema } },
  'POST /v1/threads/:id/assign': { body: assignSchema, answers: { 200: threadSchema } },
  'POST /v1/threads/:id/close': { body: closeSchema, answers: { 200: threadSchema } },
  'GET /v1/threads/:id/draft': { answers: { 200: draftSchema } },
  'PUT /v1/threads/:id/draft': { body: draftChangeSchema, answers: { 200: draftSchema } },
  'DELETE /v1/threads/:id/draft': { answers: { 204: nothing } },
  'PUT /v1/threads/:id/draft/attachments/:fileId': {
    query: attachmentQuery,
    answers: { 200: attachmentSchema, 201: attachmentSchema },
  },
  'DELETE /v1/threads/:id/draft/attachments/:fileId': { answers: { 204: nothing } },
  'POST /v1/threads/:id/reopen': { answers: { 200: threadSchema } },
  'POST /v1/threads/:id/reply': { body: newAnswerSchema, answers: { 201: queuedAnswerSchema } },
  'POST /v1/threads/:id/snooze': { body: snoozeSchema, answers: { 200: threadSchema } },
  'POST /v1/threads/:id/unsnooze': { answers: { 200: threadSchema } },
  'GET /v1/today': { answers: { 200: todaySchema } },
  'GET /v1/users': { query: userQuery, answers: { 200: userPage } },
  'POST /v1/users': { body: newUserSchema, answers: { 201: userSchema } },
  'GET /v1/users/:id': { answers: { 200: userSchema } },
  'POST /v1/users/:id/invitation': { answers: { 201: invitationSchema } },
  'PATCH /v1/users/:id': { body: userChangeSchema, answers: { 200: userSchema } },
  'GET /v1/views': { query: viewQuery, answers: { 200: viewListSchema } },
  'POST /v1/views': { body: newViewSchema, answers: { 201: viewSchema } },
  'DELETE /v1/views/:id': { answers: { 204: nothing } },
  'PATCH /v1/views/:id': { body: viewChangeSchema, answers: { 200: viewSchema } },
  'POST /v1/win-backs/:id/undo': { answers: { 200: undoneWinBackSchema } },
  'GET /v1/wordings': { answers: { 200: wordingListSchema } },
  'POST /v1/wordings/:kind/:locale': {
    body: newWordingSchema,
    answers: { 200: revisedWordingSchema, 201: revisedWordingSchema },
  },
  'GET /v1/wordings/:kind/:locale': { answers: { 200: wordingDetailSchema } },
  'POST /v1/wordings/:kind/:locale/test-send': { body: testSendWishSchema, answers: { 202: testSendSchema } },
  'POST /v1/wordings/:kind/:locale/preflight': {
    body: wordingPreflightWishSchema,
    answers: { 200: wordingPreflightSchema },
  },
  'GET /v1/wordings/:kind/:locale/revisions': { query: revisionQuery, answers: { 200: revisionPage } },
} as const satisfies Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /v1/${string}`, RouteContract>;

type Routes = typeof routes;
export type RouteName = keyof Routes;

/** What goes over the wire: instants are ISO 8601 texts. */
export type QueryOf<Name extends RouteName> = Routes[Name] extends { query: infer Q extends z.ZodType }
  ? z.input<Q>
  : undefined;
export type BodyOf<Name extends RouteName> = Routes[Name] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
export type AnswerOf<Name extends RouteName> =
  Routes[Name]['answers'][keyof Routes[Name]['answers']] extends infer A extends z.ZodType ? z.input<A> : never;
