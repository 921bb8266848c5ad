import { uuidv7 } from 'uuidv7';
import { announceChange } from '../../db/change-notice.ts';
import { keepCodesOfErased } from '../../db/contacts/erased.ts';
import type { Db } from '../../db/db.ts';
import { deleteContentUses, insertMessageEvent, lockLetter, updateLetter } from '../../db/letters/mail-events.ts';
import { type MessageState, stateAfter } from '../../domain/message.ts';

/** Something that became known of a letter. */
export interface MailEvent {
  messageId: string;
  kind: 'accepted' | 'delivered' | 'delivery_delayed' | 'bounced' | 'soft_bounced' | 'complained' | 'failed';
  at: Date;
  detail?: string | null;
  providerEventId?: string | null;
  /** The provider's own id of the letter, and the Message-ID that its recipient sees, where the event tells. */
  providerId?: string | null;
  providerMessageId?: string | null;
}

const longestDetail = 500;

/**
 * Records an event of a letter, within the caller's transaction, and moves its state forward: never back, so that events may
 * come late, twice or in any order. Settles a letter whose outcome was unknown, or whose provider reports before it answers.
 * Whoever also stops a drip has locked the enrollments before. Answers the state after, null when there is no such letter.
 */
export async function recordMailEvent(tx: Db, event: MailEvent): Promise<MessageState | null> {
  const letter = await lockLetter(tx, event.messageId);
  if (letter === null) return null;
  await insertMessageEvent(tx, {
    id: uuidv7(),
    messageId: event.messageId,
    at: event.at,
    kind: event.kind,
    detail: event.detail?.slice(0, longestDetail) ?? null,
    providerEventId: event.providerEventId ?? null,
  });
  const state = nextState(letter.state, event.kind);
  await updateLetter(tx, letter.id, {
    ...(event.providerId && letter.providerId === null && { providerId: event.providerId }),
    ...(event.providerMessageId && letter.providerMessageId === null && { providerMessageId: event.providerMessageId }),
    ...timesOf(letter, event),
    ...(state !== letter.state && { state, leaseUntil: null, leasedBy: null, endedAt: ends(state) ? event.at : null }),
    ...(state === 'failed' && {
      errorCode: 'provider_failed',
      errorText: event.detail?.slice(0, longestDetail) ?? null,
    }),
  });
  if (event.detail) await keepCodesOfErased(tx, [letter.id]);
  if (state === 'failed') await deleteContentUses(tx, letter.id);
  if (state !== letter.state) await announceChange(tx, 'message', letter.id);
  return state;
}

/** A provider that gives a letter up has not handed it over; what a recipient's server took is never called failed. */
function nextState(current: MessageState, kind: MailEvent['kind']): MessageState {
  switch (kind) {
    case 'delivery_delayed':
      return stateAfter(current, 'accepted');
    case 'soft_bounced':
      return stateAfter(current, 'bounced');
    case 'failed':
      return ['sending', 'accepted', 'uncertain'].includes(current) ? 'failed' : current;
    case 'accepted':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return stateAfter(current, kind);
  }
}

function ends(state: MessageState): boolean {
  return state === 'failed';
}

type Letter = NonNullable<Awaited<ReturnType<typeof lockLetter>>>;

/** Each first time is kept. Whatever a recipient's side says of a letter, the provider had taken it. */
function timesOf(letter: Letter, { kind, at }: MailEvent) {
  if (kind === 'failed') return {};
  const bounced = kind === 'bounced' || kind === 'soft_bounced';
  return {
    acceptedAt: letter.acceptedAt ?? letter.sendingAt ?? at,
    ...(kind === 'delivered' && { deliveredAt: letter.deliveredAt ?? at }),
    ...(bounced && { bouncedAt: letter.bouncedAt ?? at }),
    ...(kind === 'bounced' && { bounceSeverity: 'hard' as const }),
    ...(kind === 'soft_bounced' && { bounceSeverity: letter.bounceSeverity ?? ('soft' as const) }),
    ...(kind === 'complained' && { complainedAt: letter.complainedAt ?? at }),
  };
}
