import type { App } from '../../app.ts';
import {
  type ClaimedHouseMail,
  markHouseMailAccepted,
  markHouseMailFailed,
  markHouseMailLinkless,
  markHouseMailQueued,
  markHouseMailSending,
} from '../../db/house/house-mails.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { composeNotice } from '../../mail/out/notice.ts';
import type { Answer } from '../../mail/out/transport.ts';
import { countUnheld, giveBackLimits } from '../letters/hold-to-limits.ts';
import { houseIdentity } from './house-identity.ts';

const mostAttempts = 6;
const firstWaitMs = 60_000;

/**
 * Hands over what waits in the outbox of the house, a mail a call. What is refused for now is tried again, each time
 * after twice as long, and has failed after the sixth. Pausing is for letters to clients; while sending is locked (this
 * may be a copy of the installation) nothing leaves at all.
 */
export async function sendHouseMails(app: App, now: Date, signal?: AbortSignal): Promise<number> {
  const installation = await findInstallation(app.db);
  if (installation?.lockedAt != null) return 0;
  const policy = await findPolicy(app.db);
  const { name } = houseIdentity(app, policy);
  let sent = 0;
  while (!signal?.aborted) {
    // Each when its turn comes: one that waited for a slow server behind others would be taken for abandoned.
    const { mail, taken } = await app.db.transaction(async (tx) => {
      const claimed = await markHouseMailSending(tx, now);
      const leaving = claimed === null || claimed.isDemo ? [] : [claimed];
      const counted = leaving.map(({ id, toAddress }) => ({ id, from: senderOf(app), to: toAddress }));
      return { mail: claimed, taken: await countUnheld(app, tx, counted, policy, now) };
    });
    if (mail === null) break;
    const answer = await handOver(app, mail, name, now);
    if (answer.kind === 'refused' || answer.kind === 'deferred') await giveBackLimits(app.db, taken, [mail.id]);
    await settleMail(app, mail, answer, now);
    sent += 1;
  }
  return sent;
}

async function handOver(app: App, mail: ClaimedHouseMail, houseName: string, now: Date): Promise<Answer> {
  const { transport, config, secrets } = app;
  // They have no mailbox; what is made for them stays here.
  if (mail.isDemo && transport.kind !== 'capture')
    return { kind: 'rejected', code: 'demo', text: 'People of the demo get no real mail.' };
  const letter = composeNotice({
    ...mail,
    house: { secret: secrets[0], replyDomain: config.replyDomain, publicUrl: config.publicUrl },
    from: { name: houseName, address: senderOf(app) },
    to: { name: mail.name, address: mail.toAddress },
    // With the id it decides the bytes: a mail that is handed over again is the same one.
    date: mail.createdAt,
  });
  const handed = { id: mail.id, envelopeFrom: letter.envelopeFrom, to: letter.to.address };
  const [answer] = await transport.handOver({
    key: `ajar/house/${mail.id}`,
    letters: [handed],
    bytes: transport.encode([letter]),
  });
  app.log.info({ houseMailId: mail.id, kind: mail.kind, answer: answer?.kind, at: now.toISOString() }, 'house mail');
  return answer ?? { kind: 'unknown', code: 'no_answer', text: 'The transport did not answer.' };
}

function senderOf({ config }: App): string {
  return config.mailFrom?.address ?? 'ajar@ajar.invalid';
}

async function settleMail(app: App, mail: ClaimedHouseMail, answer: Answer, now: Date): Promise<void> {
  // Asked to slow down, it waits for as long as that lasts.
  const isTriedOut = mail.attempts >= mostAttempts && !(answer.kind === 'refused' && answer.stop === 'pace');
  const gaveUp = answer.kind !== 'accepted' && (answer.kind === 'rejected' || isTriedOut);
  if (answer.kind === 'accepted') await markHouseMailAccepted(app.db, mail.id, now);
  else if (gaveUp) await markHouseMailFailed(app.db, mail.id, `${answer.code}: ${answer.text}`.slice(0, 500));
  else {
    const waitMs = firstWaitMs * 2 ** (Math.min(mail.attempts, mostAttempts) - 1);
    const notBefore = new Date(now.getTime() + Math.max(waitMs, answer.kind === 'refused' ? answer.retryAfterMs : 0));
    const errorText = `${answer.code}: ${answer.text}`.slice(0, 500);
    await markHouseMailQueued(app.db, mail.id, { notBefore, errorText });
    return;
  }
  if (app.transport.kind !== 'capture') await markHouseMailLinkless(app.db, mail.id);
}
