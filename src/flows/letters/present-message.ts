import type { Message } from '../../contract/messages.ts';
import type { MessageRow } from '../../db/letters/messages.ts';

/** A letter or an answer as the API shows it. */
export function presentMessage(row: MessageRow): Message {
  const {
    id: messageId,
    state,
    kind,
    clientId,
    contactId,
    enrollmentId,
    departureId,
    stepKey,
    occurrence,
    threadId,
    why,
    attempts,
  } = row;
  const {
    dueAt,
    queuedAt,
    notBefore,
    acceptedAt,
    deliveredAt,
    bouncedAt,
    bounceSeverity,
    complainedAt,
    endedAt,
    providerId,
  } = row;
  return {
    id: messageId,
    state,
    kind,
    clientId,
    contactId,
    enrollmentId,
    departureId,
    stepKey,
    occurrence,
    threadId,
    why,
    attempts,
    dueAt,
    queuedAt,
    notBefore,
    acceptedAt,
    deliveredAt,
    bouncedAt,
    bounceSeverity,
    complainedAt,
    endedAt,
    providerId,
    error: row.errorCode === null ? null : { code: row.errorCode, text: row.errorText },
    messageId: row.messageIdHeader,
  };
}
