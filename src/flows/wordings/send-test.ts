import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { PreviewWording, testSendSchema } from '../../contract/letters.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findUser } from '../../db/house/users.ts';
import type { LetterKind } from '../../domain/message.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { AjarError } from '../../errors.ts';
import { queueHouseMail } from '../house/queue-house-mail.ts';
import { previewWording } from './preview-wording.ts';

/**
 * Sends a letter, with a wording saved or not, to whoever asks for it and to nobody else: at their own address, once they
 * have shown that it is theirs. It is marked as a test, is no letter to anybody, and holds sample values only: what a
 * mailbox has of a client cannot be erased.
 *
 * @throws forbidden for keys; wrong_state while the address is not confirmed; invalid_request for a wording that is not fit to be sent
 */
export async function sendTest(
  app: App,
  principal: Principal,
  of: { kind: LetterKind; locale: string },
  wish: Omit<PreviewWording, 'contact'>,
): Promise<z.output<typeof testSendSchema>> {
  const user = principal.kind === 'user' ? await findUser(app.db, principal.id) : null;
  if (user === null)
    throw new AjarError('forbidden', 'A test goes to the person who asks for it, and a key has no address.');
  if (user.emailVerifiedAt === null)
    throw new AjarError('wrong_state', 'Confirm your address first: tests go to confirmed addresses only.');
  const { letter, missing, problems } = await previewWording(app, of, wish);
  if (letter === null) {
    const errors = problems.map(({ pointer, message }) => ({ pointer: `/copy${pointer}`, message }));
    throw new AjarError('invalid_request', missing === null ? errors[0]?.message : `${missing} is missing.`, errors);
  }
  const now = app.now();
  const subject = `[Test] ${letter.subject}`;
  await app.db.transaction(async (tx) => {
    const { html, text } = letter;
    await queueHouseMail(tx, { kind: 'test_send', userId: user.id, aboutId: null, subject, html, text }, now);
    await insertAudit(tx, {
      at: now,
      actor: actorOf(principal),
      action: 'test-send',
      subjectKind: 'wording',
      subjectId: null,
      detail: of,
    });
  });
  return { to: user.email, subject };
}
