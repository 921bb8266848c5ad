import type { App } from '../../app.ts';
import type { SendingTest } from '../../contract/sending.ts';
import { findUser } from '../../db/house/users.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { queueHouseMail } from '../house/queue-house-mail.ts';

/** A server that does not answer is told so before whoever asked gives up. */
const patienceMs = 20_000;

/**
 * Tries the way out: logs in where letters would be handed over, outside of any transaction, and sends a mail to the
 * person who asks, at their own address. A key has no address, so for it only the log-in is tried.
 */
export async function testTransport(app: App, actor: string, userId: string | null): Promise<SendingTest> {
  const problem = await tryLogIn(app);
  const { kind } = app.config.transport;
  const mail =
    problem === null ? await mailTo(app, userId) : { to: null, text: 'No mail was sent, since the way out is closed.' };
  await insertAudit(app.db, {
    at: app.now(),
    actor,
    action: 'test-sending',
    subjectKind: 'sending',
    subjectId: null,
    detail: { transport: kind, ok: problem === null },
  });
  return {
    transport: kind,
    ok: problem === null,
    text: problem ?? saidOf[kind],
    mail: mail.to === null ? null : { to: mail.to },
    mailText: mail.text,
  };
}

const saidOf = {
  capture: 'Nothing leaves this computer: letters are kept on the page "Mailbox".',
  smtp: 'The SMTP server let us in.',
  resend: 'Resend knows our key.',
};

/** Null when the way out lets us in, else one sentence that says what is wrong; never takes longer than 20 seconds. */
export async function tryLogIn({ transport }: Pick<App, 'transport'>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('There was no answer within 20 seconds.'), patienceMs);
  });
  try {
    return await Promise.race([transport.verify(), tooLong]);
  } catch {
    return 'The way out could not be tried.';
  } finally {
    clearTimeout(timer);
  }
}

async function mailTo(app: App, userId: string | null): Promise<{ to: string | null; text: string }> {
  const user = userId === null ? null : await findUser(app.db, userId);
  if (user === null) return { to: null, text: 'A key has no address: sign in as a person to be sent a mail.' };
  if (user.emailVerifiedAt === null)
    return { to: null, text: 'Your address is not confirmed yet: confirm it on your profile to be sent a mail.' };
  const text = `This mail shows that Ajar can send.\n\nIt came by ${app.config.transport.kind} from ${app.config.publicUrl}.`;
  const subject = 'Ajar can send';
  await queueHouseMail(app.db, { kind: 'test_send', userId: user.id, aboutId: null, subject, text }, app.now());
  return { to: user.email, text: `A mail to ${user.email} is on its way.` };
}
