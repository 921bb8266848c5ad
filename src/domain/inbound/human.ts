import { field, type ParsedMail } from './mail.ts';
import { hasAnswerPrefix, hasForwardPrefix } from './subject.ts';

export interface Human {
  kind: 'reply' | 'other';
  subtype: 'reply' | 'forward' | 'notification' | 'new_message';
  why: string[];
}

const quoteStart =
  /^(>{1,3} ?\S|[^\n]{0,200}\b(wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev)\b[^\n]{0,40}:\s*$)/im;
const forwardedBlock =
  /^[-\s>]*(begin forwarded message|(-{3,} ?)?forwarded (message|by)|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato)/im;

/** What a person's mail is to us: an answer by its headers or by what it quotes, or something of its own. */
export function readHuman(mail: ParsedMail, body: string): Human {
  const threaded = mail.inReplyTo.length > 0 || mail.references.length > 0;
  const answer = hasAnswerPrefix(mail.subject);
  const quotes = quoteStart.test(body.slice(0, 50_000));
  const why = [
    ...(threaded ? ['thread_headers'] : []),
    ...(answer ? ['answer_subject'] : []),
    ...(quotes ? ['quoted_text'] : []),
  ];
  if (isNotification(mail)) return { kind: 'other', subtype: 'notification', why: [...why, 'automatic'] };
  if (!answer && (hasForwardPrefix(mail.subject) || forwardedBlock.test(body.slice(0, 2000)))) {
    return { kind: 'other', subtype: 'forward', why: [...why, 'forwarded'] };
  }
  if (threaded || (answer && quotes)) return { kind: 'reply', subtype: 'reply', why };
  return { kind: 'other', subtype: 'new_message', why };
}

/** Machines that tell something (trackers, newsletters, calendars) thread their mails as people do. */
function isNotification(mail: ParsedMail): boolean {
  const submitted = field(mail.headers, 'auto-submitted')?.toLowerCase() ?? 'no';
  return submitted !== 'no' && submitted !== '';
}
