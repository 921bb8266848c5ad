import { isDaemon, reportAddress } from '../addresses.ts';
import { flat } from '../body.ts';
import { parseDeliveryStatus } from '../fields.ts';
import { namedRecipients, recipientFields, wordsFor, type Named } from './recipients.ts';
import { phaseOf, severityOf, statusOf, type Failure, type Severity } from './severity.ts';
import { delaySubject, delayText, failureSubject, failureText, gaveUpText, listRefusal, serverText } from './signs.ts';
import { field, fieldAll, type DeliveryStatus, type Fields, type ParsedMail } from '../mail.ts';
import { noticePart } from './notice.ts';
import { automaticSubject } from '../auto-reply-phrases.ts';
import { hasAnswerPrefix } from '../subject.ts';

export interface FailedRecipient {
  address: string;
  /** RFC 3463, the code that counts; null where the notice has none. */
  status: string | null;
}

export type Delivery =
  | { kind: 'bounce'; severity: Severity; recipients: FailedRecipient[]; why: string[] }
  | { kind: 'delay' | 'success'; recipients: FailedRecipient[]; why: string[] };

/**
 * What a mail server reports about a mail of ours; null where this is no such report. Only `failed` is a bounce: `delayed` may
 * still arrive, the rest arrived (RFC 3464 section 2.3.3). One hard recipient makes the whole mail hard.
 */
export function readDelivery(mail: ParsedMail, body: string): Delivery | null {
  const notice = noticePart(body);
  return fromReport(mail, body, notice) ?? fromWords(mail, body, notice);
}

function fromReport(mail: ParsedMail, body: string, notice: string): Delivery | null {
  const parts = mail.deliveryStatus.length > 0 ? mail.deliveryStatus : reportInWords(mail, body);
  const blocks = parts.flatMap((status) => status.perRecipient);
  if (blocks.length === 0) return null;
  const actions = blocks.map((block) => actionOf(block));
  const failed = blocks.filter((_, index) => actions[index] === 'failed');
  if (failed.length > 0)
    return asBounce(
      failed.flatMap((block) => reported(block, notice)),
      mail,
      notice,
      ['dsn_failed'],
    );
  const recipients = blocks
    .flatMap((block) => reported(block, notice))
    .map(({ address, status }) => ({ address, status }));
  if (actions.includes('delayed')) return { kind: 'delay', recipients, why: ['dsn_delayed'] };
  return { kind: 'success', recipients, why: ['dsn_delivered'] };
}

/** A report whose MIME is broken still stands in the text; a person who quotes one is no mail server. */
function reportInWords(mail: ParsedMail, body: string): DeliveryStatus[] {
  const start = body.search(/^(reporting-mta|(final|original)-recipient):/im);
  const server =
    mail.returnPath === '' ||
    mail.reportType === 'delivery-status' ||
    mail.from.some(({ address, name }) => isDaemon(address, name));
  return start >= 0 && server ? [parseDeliveryStatus(body.slice(start, start + 8000))] : [];
}

/** The Action field; where a server leaves it out or writes its own, the class of the Status. */
function actionOf(block: Fields): 'failed' | 'delayed' | 'delivered' {
  const action = field(block, 'action')?.toLowerCase() ?? '';
  if (/^fail/.test(action)) return 'failed';
  if (/^delay/.test(action)) return 'delayed';
  if (/^(delivered|relayed|expanded)/.test(action)) return 'delivered';
  return field(block, 'status')?.startsWith('2') ? 'delivered' : 'failed';
}

interface Reported extends FailedRecipient {
  words: string;
  phase: Failure['phase'];
}

function reported(block: Fields, notice: string): Reported[] {
  const written = recipientFields(block)
    .map(reportAddress)
    .filter((one) => one !== null);
  // A domain without a dot is a name within that server.
  const address = written.find((one) => /@.+\../.test(one)) ?? written[0];
  if (!address) return [];
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field(block, 'status') ?? '')?.[0] ?? null;
  const diagnostic = fieldAll(block, 'diagnostic-code')
    .map((value) => value.replace(/^[\w-]+\s*;/, ''))
    .join(' ')
    .trim();
  // A report without a diagnosis often says more in its words to the reader.
  const around = wordsFor(address, notice);
  const words = diagnostic.length > 4 ? diagnostic : around;
  return [
    { address, status: statusOf({ status, words }), words, phase: phaseOf(`${words}\n${around}`) ?? phaseOf(notice) },
  ];
}

function asBounce(found: Reported[], mail: ParsedMail, notice: string, why: string[]): Delivery {
  const known = found.length > 0 ? found : namedRecipients(mail, notice, notice).map(withStatus);
  const recipients = new Map<string, FailedRecipient>();
  for (const { address, status } of known) {
    if (!recipients.has(address.toLowerCase())) recipients.set(address.toLowerCase(), { address, status });
  }
  const judged = known.length > 0 ? known : [{ status: null, words: notice, phase: phaseOf(notice) }];
  const severity = judged.some((one) => severityOf(one) === 'hard') ? 'hard' : 'soft';
  return { kind: 'bounce', severity, recipients: [...recipients.values()], why };
}

function withStatus({ address, words }: Named): Reported {
  return { address, words, status: statusOf({ status: null, words }), phase: phaseOf(words) };
}

function fromWords(mail: ParsedMail, body: string, notice: string): Delivery | null {
  const why = signsOf(mail, flat(notice.slice(0, 6000)));
  if (why === null) return null;
  const named = namedRecipients(mail, notice, body);
  const head = flat(notice.slice(0, 3000));
  const late = delaySubject.test(mail.subject) || delayText.test(head);
  if (late && !gaveUpText.test(head))
    return {
      kind: 'delay',
      recipients: named.map(withStatus).map(({ address, status }) => ({ address, status })),
      why: [...why, 'delay_words'],
    };
  return asBounce(named.map(withStatus), mail, notice, why);
}

/** A list's own program, by its address or by what it writes into its notices. */
function isListRobot(mail: ParsedMail): boolean {
  if (hasAnswerPrefix(mail.subject)) return false;
  const robot =
    /([-.](owner|admin|request|bounces?|help|ctl)|^(majordomo|listserv|listproc|sympa|mailman|ezmlm|fml))@/i;
  return field(mail.headers, 'x-list-administrivia') !== null || mail.from.some(({ address }) => robot.test(address));
}

/**
 * Programs that answer for a person have no envelope sender either, and say "your message will not be forwarded"; servers say
 * what failed in the subject, or give an answer with its code.
 */
function speaksAsServer(mail: ParsedMail, notice: string): boolean {
  if (automaticSubject.test(mail.subject)) return false;
  return failureSubject.test(mail.subject) || serverText.test(notice.slice(0, 800)) || serverAnswer.test(notice);
}

/** A code of RFC 3463, or of RFC 5321 where no number of a house or a telephone stands. */
const serverAnswer = /(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])|[:>"'(] ?[45]\d\d[ -]\D/;

/** Why this is a server's notice of failure; null where it is not. A person who quotes or forwards one has none of the server's signs. */
function signsOf(mail: ParsedMail, notice: string): string[] | null {
  const why: string[] = [];
  const from = mail.from[0];
  const daemon = mail.from.some(({ address, name }) => isDaemon(address, name)) || from === undefined;
  if (field(mail.headers, 'x-failed-recipients') !== null) why.push('failed_recipients_header');
  if (mail.reportType === 'delivery-status') why.push('dsn_report_type');
  if (mail.returnPath === '') why.push('null_sender');
  if (daemon) why.push('daemon_sender');
  if (failureSubject.test(mail.subject) || delaySubject.test(mail.subject)) why.push('failure_subject');
  if (failureText.test(notice)) why.push('failure_words');
  const has = (...codes: string[]) => codes.every((code) => why.includes(code));
  if (isListRobot(mail) && listRefusal.test(`${mail.subject} ${notice.slice(0, 800)}`)) return [...why, 'list_refusal'];
  const machine =
    has('daemon_sender') || has('dsn_report_type') || (has('null_sender') && speaksAsServer(mail, notice));
  if (has('failed_recipients_header')) return why;
  const threaded = mail.inReplyTo.length + mail.references.length > 0;
  if (!threaded && has('failure_subject', 'failure_words') && serverText.test(notice.slice(0, 800)))
    return [...why, 'server_words'];
  if (has('dsn_report_type') && (has('failure_words') || has('failure_subject'))) return why;
  // A postmaster is a person too: one that answers in a thread must speak as servers do.
  const answers = threaded && hasAnswerPrefix(mail.subject) && !has('null_sender');
  if (answers && !serverText.test(notice.slice(0, 800))) return null;
  if (machine && (has('failure_words') || (has('failure_subject') && has('daemon_sender')))) return why;
  return null;
}
