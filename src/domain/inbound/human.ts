import { field, type ParsedMail } from './mail.ts';
import { markLines, type MarkedLine } from './words/quote-lines.ts';
import { hasAnswerPrefix, hasForwardPrefix } from './subject.ts';

export interface Human {
  kind: 'reply' | 'other';
  subtype: 'reply' | 'forward' | 'notification' | 'list' | 'new_message';
  why: string[];
}

/**
 * What a person's mail is to us: an answer by its headers or by what it quotes, or something of its own. Lists thread patches
 * and new subjects below older mails; what comes through a list is an answer only if its subject says so too.
 */
export function readHuman(mail: ParsedMail, body: string): Human {
  const threaded = mail.inReplyTo.length > 0 || mail.references.length > 0;
  const answer = hasAnswerPrefix(mail.subject);
  const marked = markLines(body.slice(0, 20_000));
  const quotes = quotesBelowWords(marked);
  const list = isFromList(mail);
  const why = [
    ...(threaded ? ['thread_headers'] : []),
    ...(answer ? ['answer_subject'] : []),
    ...(quotes ? ['quoted_text'] : []),
    ...(list ? ['list_headers'] : []),
  ];
  if (isNotification(mail)) return { kind: 'other', subtype: 'notification', why: [...why, 'automatic'] };
  if (!answer && (hasForwardPrefix(mail.subject) || forwardedBlock.test(body.slice(0, 2000)))) {
    return { kind: 'other', subtype: 'forward', why: [...why, 'forwarded'] };
  }
  const quotesAtAll = answer && marked.some(({ kind }) => kind !== 'own');
  const answers = list ? threaded && answer : threaded || quotesAtAll || quotes;
  return answers
    ? { kind: 'reply', subtype: 'reply', why }
    : { kind: 'other', subtype: list ? 'list' : 'new_message', why };
}

const forwardedBlock =
  /^[-\s>]*(begin forwarded message|(-{3,} ?)?forwarded (message|by)|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato)/im;

/** The header of one older mail, early on, and words of one's own above it; a digest holds many. */
function quotesBelowWords(marked: MarkedLine[]): boolean {
  const embedded = marked.flatMap(({ kind }, at) => (kind === 'embedded' ? [at] : []));
  const at = embedded[0] ?? marked.findIndex(({ kind }) => kind === 'announcement');
  if (at < 1 || at > 60 || embedded.length > 1) return false;
  return marked.slice(0, at).some(({ kind, text }) => kind === 'own' && text.trim() !== '');
}

/** RFC 2369, RFC 2919, and what older lists set. A program that only sets Precedence is no list. */
function isFromList(mail: ParsedMail): boolean {
  const names = [
    'list-id',
    'list-post',
    'list-subscribe',
    'list-help',
    'mailing-list',
    'x-mailing-list',
    'x-beenthere',
    'x-mailman-version',
    'x-loop',
    'x-list',
    'x-ml-name',
  ];
  if (names.some((name) => field(mail.headers, name) !== null)) return true;
  // "[list] Subject" without "Re:" is how archives show what a list sent.
  if (
    /^\[[\w .-]{2,40}\] (?!re:)/i.test(mail.subject) &&
    !/^\[(ext(ern\w*)?|spam|suspected|caution|warning)\b/i.test(mail.subject)
  )
    return true;
  return /^(owner-|.*-(owner|admin|bounces|request)@)/i.test(field(mail.headers, 'sender') ?? mail.returnPath ?? '');
}

/** Machines that tell something (trackers, newsletters, calendars) thread their mails as people do. */
function isNotification(mail: ParsedMail): boolean {
  const submitted = field(mail.headers, 'auto-submitted')?.toLowerCase() ?? 'no';
  const tracker = ['x-bugzilla-url', 'x-github-reason', 'x-jira-fingerprint', 'x-redmine-host', 'x-rt-ticket'];
  return (submitted !== 'no' && submitted !== '') || tracker.some((name) => field(mail.headers, name) !== null);
}
