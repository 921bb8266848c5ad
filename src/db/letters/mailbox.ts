import { and, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm';
import { letterGone } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, messageCopies, messages } from '../schema.ts';

/** Letters that have left, or would have, with what an inbox shows of them; the newest first. */
export async function listMailbox(db: Db, q: string | undefined, page: PageRequest) {
  const like = q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return db
    .select({
      id: messages.id,
      clientId: clients.id,
      clientName: clients.name,
      kind: messages.kind,
      state: messages.state,
      queuedAt: messages.queuedAt,
      at: messageCopies.dateAt,
      toName: messageCopies.toName,
      toAddress: messageCopies.toAddress,
      fromName: messageCopies.fromName,
      fromAddress: messageCopies.fromAddress,
      subject: messageCopies.subject,
      beginning: sql<string>`left(${messageCopies.text}, 160)`,
    })
    .from(messages)
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .where(
      and(
        inArray(messages.state, [...letterGone]),
        like === null
          ? undefined
          : or(
              ilike(messageCopies.subject, like),
              ilike(messageCopies.toAddress, like),
              ilike(messageCopies.toName, like),
              ilike(messageCopies.text, like),
              ilike(clients.name, like),
            ),
        isBeyond(page, 'desc', messages.queuedAt, messages.id),
      ),
    )
    .orderBy(desc(messages.queuedAt), desc(messages.id))
    .limit(page.limit);
}
