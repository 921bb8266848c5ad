import { type Topic, topics } from './message.ts';

/** An address, or a whole client, that must not be mailed: everything, or one topic. */
export const suppressionScopes = ['all', ...topics] as const;
export type SuppressionScope = (typeof suppressionScopes)[number];

export const suppressionReasons = [
  'unsubscribed',
  'replied_stop',
  'complained',
  'hard_bounce',
  'do_not_contact',
  'privacy_request',
  'erased',
  'provider',
  'manual',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** The way the wish came (mail-standards §1). */
export const suppressionSources = [
  'one_click',
  'page',
  'mailto',
  'reply',
  'api',
  'webhook',
  'bounce',
  'complaint',
  'import',
  'cli',
  'app',
] as const;
export type SuppressionSource = (typeof suppressionSources)[number];

/** Whether a suppression of this scope forbids a letter of this topic. */
export function forbids(scope: SuppressionScope, topic: Topic): boolean {
  return scope === 'all' || scope === topic;
}
