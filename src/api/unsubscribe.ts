import { setTimeout } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { askLater, type MonthsLater } from '../flows/suppressions/ask-later.ts';
import { findPreferences, type Preferences } from '../flows/suppressions/find-preferences.ts';
import { noteWrongPerson } from '../flows/suppressions/note-wrong-person.ts';
import { stopTopic } from '../flows/suppressions/stop-topic.ts';
import { unsubscribe, unsubscribeAddress } from '../flows/suppressions/unsubscribe.ts';
import { writeTwiceAYear } from '../flows/suppressions/write-twice-a-year.ts';
import { openAddressThrottle } from './http/address-throttle.ts';
import { acceptAnyBody, readForm } from './http/form-body.ts';
import { consentText, type Opening, pagePolicy, preferencesPage, typedAddressPage } from './unsubscribe-page.ts';

// A mail provider posts for everybody from a few addresses: never too many.
const route = { config: { auth: 'public', limited: false }, schema: { hide: true } } as const;

/** A typed address is answered after this long whatever was found, so that the time says nothing either. */
const answerAfterMs = 300;

type Choice = (app: App, preferences: Preferences, form: Map<string, string>) => Promise<unknown>;

const later =
  (months: MonthsLater): Choice =>
  (app, { messageId }) =>
    askLater(app, messageId, months);

/** The buttons of the page by their name. Whatever else is posted to a valid link stops everything. */
const choices: Record<string, Choice> = {
  stop_offers: (app, { messageId }) => stopTopic(app, messageId, 'offers'),
  stop_news: (app, { messageId }) => stopTopic(app, messageId, 'news'),
  later_3: later(3),
  later_6: later(6),
  later_12: later(12),
  twice_a_year: (app, preferences) => writeTwiceAYear(app, preferences.messageId, consentText(preferences)),
  wrong_person: (app, { messageId }, form) => noteWrongPerson(app, messageId, successorIn(form)),
};

/** The links in the footer of every letter: a GET shows, a POST acts (RFC 8058). No log-in, no cookie, no redirect. */
export const unsubscribeRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  acceptAnyBody(server);
  const isTooOften = openAddressThrottle();

  async function answerTyped(request: FastifyRequest, reply: FastifyReply, form: Map<string, string>) {
    const typed = (form.get('address') ?? '').slice(0, 1000);
    if (typed === '') return sendPage(reply, 404, typedAddressPage(languageOf(request), false));
    const tooOften = isTooOften(typed, app.now());
    await Promise.all([tooOften ? null : unsubscribeAddress(app, typed), setTimeout(answerAfterMs)]);
    return sendPage(reply, tooOften ? 429 : 200, typedAddressPage(languageOf(request), true));
  }

  server.get('/u', route, async (request, reply) => sendPage(reply, 200, typedAddressPage(languageOf(request), false)));
  server.post('/u', route, async (request, reply) => answerTyped(request, reply, readForm(request.body)));

  server.get('/u/:token', route, async (request, reply) => {
    const preferences = await findPreferences(app, tokenOf(request));
    if (preferences === null) return sendPage(reply, 404, typedAddressPage(languageOf(request), false));
    return sendPage(reply, 200, preferencesPage(preferences, openingOf(request), false));
  });

  server.post('/u/:token', route, async (request, reply) => {
    const token = tokenOf(request);
    const form = readForm(request.body);
    const before = await findPreferences(app, token);
    if (before === null) return answerTyped(request, reply, form);
    if (isOneClick(form)) {
      await unsubscribe(app, before.messageId, 'one_click');
      return reply.code(200).header('cache-control', 'no-store').send();
    }
    const action = form.get('action') ?? '';
    const choice = Object.hasOwn(choices, action) ? choices[action] : undefined;
    if (choice === undefined) await unsubscribe(app, before.messageId, 'page');
    else await choice(app, before, form);
    const after = (await findPreferences(app, token)) ?? before;
    return sendPage(reply, 200, preferencesPage(after, openingOf(request), true));
  });
};

function isOneClick(form: Map<string, string>): boolean {
  return [...form].some(([name, value]) => /^list-unsubscribe$/i.test(name) && /^one-click$/i.test(value));
}

function tokenOf({ params }: FastifyRequest): string {
  return (params as { token: string }).token;
}

function openingOf({ query }: FastifyRequest): Opening {
  const { choose, keep } = query as Record<string, unknown>;
  if (keep !== undefined) return 'keep';
  return choose === undefined ? 'stop' : 'choose';
}

function languageOf({ headers }: FastifyRequest): string {
  return headers['accept-language'] ?? 'en';
}

/** One line, without what has no place in a name and what PostgreSQL cannot store; null when nothing is left. */
function successorIn(form: Map<string, string>): string | null {
  const text = (form.get('successor') ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ').trim();
  return text === '' ? null : [...text].slice(0, 300).join('');
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    })
    .send(page);
}
