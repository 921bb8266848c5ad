/** One outgoing letter and its states (design §2). Never a bare "sent": accepted is the provider, delivered the recipient's server. */

export const letterKinds = ['thank_you', 'apology', 'check_in', 'news', 'offer', 'farewell'] as const;
export type LetterKind = (typeof letterKinds)[number];

/** What a message is: one of the letters of a campaign, or a rep's answer in a thread. */
export const messageKinds = [...letterKinds, 'answer'] as const;
export type MessageKind = (typeof messageKinds)[number];

export const messageStates = [
  'queued',
  'sending',
  'accepted',
  'delivered',
  'bounced',
  'complained',
  'failed',
  'uncertain',
  'canceled',
] as const;
export type MessageState = (typeof messageStates)[number];

export function isMessageState(text: string): text is MessageState {
  return (messageStates as readonly string[]).includes(text);
}

/** What a person can stop on its own. */
export const topics = ['offers', 'news', 'personal'] as const;
export type Topic = (typeof topics)[number];

/** The topic a letter belongs to: offers and news can be stopped alone, everything else is personal. */
export function topicOf(kind: MessageKind): Topic {
  if (kind === 'offer') return 'offers';
  return kind === 'news' ? 'news' : 'personal';
}

/** Letters that may go once per departure and client, not once per contact (product §1). */
export function isOncePerDeparture(kind: MessageKind): boolean {
  return kind === 'thank_you' || kind === 'apology';
}

const rank: Partial<Record<MessageState, number>> = { accepted: 1, delivered: 2, bounced: 3, complained: 4 };

/**
 * The state after an event of the provider: accepted < delivered < bounced < complained, so an event that comes
 * late and says less is only recorded. An `uncertain` or `sending` message is settled by any of them.
 */
export function stateAfter(
  current: MessageState,
  event: 'accepted' | 'delivered' | 'bounced' | 'complained',
): MessageState {
  return (rank[event] ?? 0) > (rank[current] ?? 0) ? event : current;
}

/** States that count as "a letter has gone": for gaps, caps and once. */
export const letterGone = ['sending', 'accepted', 'delivered', 'bounced', 'complained', 'uncertain'] as const;

/** What stands for a provider's id of a letter that was only captured: it never left. Ends with the letter's own id. */
export function capturedId(messageId: string): string {
  return `capture-${messageId}`;
}
