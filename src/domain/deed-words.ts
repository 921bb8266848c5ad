/**
 * What the log of deeds says, in words: the end of a sentence whose beginning is who did it ("Mara paused all sending").
 * A deed that has no words yet is told by its name.
 */
const words: Record<string, string> = {
  'ask-for-reset': 'asked for a new password',
  'ask-later': 'was asked to write later',
  'assign-thread': 'gave a conversation to somebody',
  'cancel-answer': 'took back an answer',
  'change-client': 'changed a client',
  'change-contact': 'changed a contact',
  'change-departure': 'changed a departure',
  'change-news-item': 'changed a news item',
  'change-offer': 'changed an offer',
  'change-routing-rules': 'changed which campaign a departure goes to',
  'change-segment': 'changed a segment',
  'change-settings': 'changed the settings',
  'change-user': 'changed a person of the house',
  'close-thread': 'closed a conversation',
  'complete-task': 'completed a task',
  'create-campaign': 'made a campaign',
  'create-client': 'added a client',
  'create-contact': 'added a contact',
  'create-key': 'minted an API key',
  'create-news-item': 'wrote a news item',
  'create-offer': 'made an offer',
  'create-segment': 'made a segment',
  'create-task': 'made a task',
  'create-user': 'added a person of the house',
  'demo-scene': 'played a scene of the demo',
  'dismiss-mail': 'dismissed a mail',
  'enroll-contact': 'enrolled a contact',
  erase: 'erased a person',
  'exit-enrollment': 'ended the letters to somebody',
  'hold-enrollment': 'put the letters to somebody on hold',
  'lift-suppression': 'lifted a suppression',
  'link-mail': 'linked a mail to a client',
  'log-activity': 'logged a conversation',
  'merge-departure': 'merged a departure into an open one',
  'note-wrong-person': 'was told that it is the wrong person',
  'pause-campaign': 'paused a campaign',
  'pause-sending': 'paused all sending',
  'publish-campaign': 'published a campaign',
  'receive-mail': 'took in a mail',
  'record-departure': 'recorded a departure',
  'record-win-back': 'recorded that a client came back',
  'remove-demo': 'removed the demo',
  'replay-mail': 'had a mail read again',
  'resume-campaign': 'let a campaign go on',
  'resume-enrollment': 'let the letters to somebody go on',
  'resume-sending': 'let letters leave again',
  'retry-message': 'had a letter tried again',
  'reopen-task': 'opened a task again',
  'reopen-thread': 'opened a conversation again',
  'revise-wording': 'changed the wording of a letter',
  'revoke-key': 'revoked an API key',
  'settle-message': 'settled whether a letter left',
  'skip-step': 'skipped a step',
  'snooze-thread': 'snoozed a conversation',
  'sign-in': 'signed in',
  'sign-out': 'signed out',
  'stop-topic': 'asked us to stop one topic',
  suppress: 'suppressed an address or a client',
  'suppress-address': 'suppressed an address',
  'test-sending': 'tested the way out',
  'throttle-sign-in': 'was kept from signing in after too many tries',
  'undo-departure': 'undid a departure',
  'undo-import': 'undid an import',
  'unsnooze-thread': 'woke a conversation',
  unsubscribe: 'asked us to stop',
  'write-twice-a-year': 'asked for two letters a year',
};

/** Every deed with its words, in the order of the words. */
export const deedNames: readonly (readonly [action: string, words: string])[] = Object.entries(words).toSorted(
  ([, a], [, b]) => (a < b ? -1 : 1),
);

export function deedInWords(action: string): string {
  return words[action] ?? action.replaceAll('-', ' ');
}

/** Who did it, where it is neither a person nor a key: `cli`, `demo`, a contact by a link in a letter. */
export function actorInWords(actor: string): string {
  const kind = actor.split(':', 1).join();
  const known: Record<string, string> = {
    cli: 'The command line',
    nobody: 'Somebody',
    demo: 'The demo',
    system: 'Ajar',
    worker: 'Ajar',
    user: 'A person who is gone',
    key: 'A key that is gone',
    contact: 'A contact',
    recipient: 'A recipient',
    mail: 'A mail',
    webhook: 'The provider',
    import: 'An import',
  };
  return known[kind] ?? actor;
}
