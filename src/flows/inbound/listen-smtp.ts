import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { largestMailBytes } from '../../domain/inbound/mail.ts';
import { mayBeOurs } from '../../domain/inbound/reply-recipient.ts';
import { type ListenerLimits, openSmtpListener, type SmtpListener } from '../../mail/in/smtp-listener.ts';
import { type Envelope, withTrace } from '../../mail/in/trace.ts';
import { receiveMail, type ReceivedMail } from './receive-mail.ts';

/**
 * Opens the door for mail servers, if the configuration names one; null where it does not.
 *
 * @throws the error of the socket where it cannot listen.
 */
export async function listenSmtp(app: App, limits: Partial<ListenerLimits> = {}): Promise<SmtpListener | null> {
  const { smtpListen, replyDomain } = app.config;
  if (smtpListen === null || replyDomain === null) return null;
  return openSmtpListener({
    ...smtpListen,
    name: replyDomain,
    largestBytes: largestMailBytes,
    limits,
    accepts: (address) => mayBeOurs(address, replyDomain),
    take: async (raw, envelope) => (await receiveFromSmtp(app, raw, envelope)).id,
    tell: (event) => void app.inlets?.emit('event', event),
    onTrouble: (code) => app.log.error({ code }, 'The SMTP listener could not do its work; the sender tries again.'),
  });
}

/** Takes in a mail that a mail server hands over. Handed over again, because our answer was lost, it is the same mail. */
export async function receiveFromSmtp(app: App, raw: Uint8Array, envelope: Envelope): Promise<ReceivedMail> {
  const hash = createHash('sha256').update(raw);
  for (const address of envelope.to.map((one) => one.toLowerCase()).toSorted()) hash.update(`\0${address}`);
  const traced = withTrace(raw, envelope, {
    by: app.config.replyDomain ?? 'localhost',
    id: uuidv7(),
    at: app.now(),
  });
  return receiveMail(app, { source: 'smtp', sourceId: hash.digest('hex'), raw: traced });
}
