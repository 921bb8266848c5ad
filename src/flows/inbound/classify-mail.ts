import { bodyOf } from '../../domain/inbound/body.ts';
import { classifyInbound, type Classification } from '../../domain/inbound/classify.ts';
import { field, type ParsedMail } from '../../domain/inbound/mail.ts';
import { recipientCandidates } from '../../domain/inbound/recipients.ts';
import { returnsOn } from '../../domain/inbound/words/return-date.ts';
import { visibleText } from '../../domain/inbound/words/visible-text.ts';
import { deleteRequest, leftCompany, stopWish } from '../../domain/inbound/words/wishes.ts';
import { parseMail } from '../../mail/in/parse.ts';

export interface ClassifiedMail extends Classification {
  /** The new words; for a bounce or a complaint what the report says in words. */
  visibleText: string;
  /** Of an auto-reply: the stated day of return, 'YYYY-MM-DD'; null where none is stated. */
  returnsOn: string | null;
  /** A clear wish that we stop writing. */
  unsubscribe: boolean;
  /** A wish that a person has to read: hold and ask. */
  unclearStop: boolean;
  deleteRequest: boolean;
  leftCompany: { left: boolean; successor: string | null };
  /** Null where the bytes could not be taken apart. */
  mail: ParsedMail | null;
}

/** What one mail is, from its bytes alone: no database, no clock. A mail that cannot be read is `other` with the reason in `why`. */
export async function classifyMail(raw: Uint8Array, options: { sentTexts?: string[] } = {}): Promise<ClassifiedMail> {
  const parsed = await parseMail(raw);
  if (parsed.kind === 'unparseable') return unread(parsed.reason);
  return classifyParsed(parsed.mail, options);
}

/** The same for a mail that is taken apart already. */
export function classifyParsed(mail: ParsedMail, options: { sentTexts?: string[] } = {}): ClassifiedMail {
  const classification = classifyInbound(mail);
  const words = visibleText(mail, options);
  const wish = wishOf(mail, classification, words);
  const human = classification.kind === 'reply' || classification.kind === 'other';
  const away =
    classification.kind === 'auto_reply' ? returnsOn(`${mail.subject}.\n${words || bodyOf(mail)}`, dayOf(mail)) : null;
  return {
    ...classification,
    visibleText: words,
    returnsOn: away,
    unsubscribe: wish === 'clear',
    unclearStop: wish === 'unclear',
    deleteRequest: human && isPersonal(mail, classification) && deleteRequest(words),
    leftCompany:
      classification.kind === 'auto_reply' || classification.kind === 'reply'
        ? leftCompany(words)
        : { left: false, successor: null },
    mail,
  };
}

/** The line that `ajar classify --json` prints for one file: these fields, in this order; `path` is only passed on. */
export function classifyLine(path: string, mail: ClassifiedMail): string {
  const { kind, severity, visibleText: words, returnsOn: day, unsubscribe } = mail;
  const recipients = mail.recipients.map(({ address, status }) => ({ address, status }));
  return JSON.stringify({ path, kind, severity, recipients, visibleText: words, returnsOn: day, unsubscribe });
}

/** Mail to unsubscribe+TOKEN@… is a wish whatever it says; else the words count, and the subject where there are none. */
function wishOf(mail: ParsedMail, { kind, subtype }: Classification, words: string): 'clear' | 'unclear' | null {
  if (kind === 'bounce' || kind === 'auto_reply' || kind === 'complaint') return null;
  if (/_report$|_notice$|read_receipt|calendar/.test(subtype)) return null;
  if (recipientCandidates(mail).some((address) => /^unsubscribe[+=-]/i.test(address))) return 'clear';
  if (!isPersonal(mail, { kind, subtype })) return null;
  const subject = kind === 'reply' ? null : stopWish(mail.subject);
  return stopWish(words) ?? (words.length < 40 ? subject : null);
}

/** Not a newsletter or a notification: their footers speak of unsubscribing. */
function isPersonal(mail: ParsedMail, { kind, subtype }: Pick<Classification, 'kind' | 'subtype'>): boolean {
  const list = ['list-id', 'list-unsubscribe', 'list-post'].some((name) => field(mail.headers, name) !== null);
  return kind === 'reply' || (kind === 'other' && subtype === 'new_message' && !list);
}

/** The day the mail was written; where it does not say, the day its last server took it. */
function dayOf(mail: ParsedMail): string | null {
  const received = new Date(
    field(mail.headers, 'received')
      ?.split(';')
      .at(-1)
      ?.replace(/\([^()]*\)/g, '') ?? '',
  );
  const date = mail.date ?? (Number.isNaN(received.getTime()) ? null : received);
  return date?.toISOString().slice(0, 10) ?? null;
}

function unread(reason: string): ClassifiedMail {
  return {
    kind: 'other',
    severity: null,
    recipients: [],
    why: ['unparseable', reason],
    subtype: 'unparseable',
    visibleText: '',
    returnsOn: null,
    unsubscribe: false,
    unclearStop: false,
    deleteRequest: false,
    leftCompany: { left: false, successor: null },
    mail: null,
  };
}
