import { flat } from './body.ts';
import {
  automaticSubject,
  automaticText,
  awaySubject,
  awayText,
  challengeText,
  guestListText,
  receivedText,
  selfDeclaredText,
  sentMailText,
} from './auto-reply-phrases.ts';
import { field, type ParsedMail } from './mail.ts';
import { hasAnswerPrefix } from './subject.ts';
import { markLines } from './words/quote-lines.ts';

export interface AutoReply {
  subtype: 'vacation' | 'challenge_response' | 'acknowledgement';
  why: string[];
}

/**
 * Whether a program answered for a person. A vacation notice carries the threading headers of an answer just as a person's
 * mail does; taken for a reply it would end the drip of everyone on holiday. RFC 3834; what Exchange, Lotus and others add.
 * Precedence alone never decides: lists set it on what people write.
 */
export function readAutoReply(mail: ParsedMail, body: string): AutoReply | null {
  const why = [...headerSigns(mail), ...wordSigns(mail, body)];
  const has = (...codes: string[]) => codes.some((code) => why.includes(code));
  // Signing up somewhere, an order, a quarantine ask for the same: a challenge is about the mail that one has sent.
  const challenge =
    has('challenge_words') &&
    (isThreaded(mail)
      ? has('auto_replied', 'auto_generated', 'auto_header', 'null_sender', 'challenge_subject', 'report')
      : has('auto_replied', 'sent_mail_words'));
  if (challenge) return { subtype: 'challenge_response', why };
  // A tool of the house tells of absences too: only what is said in the first person, or answers a mail, is an answer.
  const answers =
    has('automatic_subject', 'automatic_words', 'away_words') ||
    (has('away_subject') && has('suppress', 'null_sender', 'bulk'));
  const received = has('received_words') && has('bulk', 'noreply', 'suppress', 'auto_generated', 'ticket');
  const strong =
    has('auto_replied', 'auto_header') ||
    (has('auto_generated') && (answers || (isThreaded(mail) && (has('away_subject', 'suppress') || received))));
  const together =
    has('automatic_subject') ||
    (has('away_subject') &&
      (has('away_words', 'automatic_words', 'null_sender', 'suppress') || (has('bulk') && !has('newsletter'))));
  const silent = has('null_sender', 'suppress', 'noreply') && has('automatic_words', 'away_words');
  const said =
    has('automatic_words') && !has('list') && (has('bulk', 'noreply') || (!isThreaded(mail) && has('away_words')));
  const declared = has('own_automatic_words') && isThreaded(mail) && !has('list', 'newsletter');
  const acknowledged = received && !has('list', 'newsletter') && (isThreaded(mail) || has('noreply', 'ticket'));
  if (!strong && !together && !silent && !said && !declared && !acknowledged) return null;
  return { subtype: has('away_subject', 'away_words') ? 'vacation' : 'acknowledgement', why };
}

/** Whether a program asks the sender to prove being human, in words that nothing else uses; some send it as a delivery report. */
export function isChallenge(mail: ParsedMail, body: string): boolean {
  return guestListText.test(flat(body.slice(0, 3000))) && !/^(fwd?|wg|tr):/i.test(mail.subject);
}

function isThreaded(mail: ParsedMail): boolean {
  return mail.inReplyTo.length > 0 || mail.references.length > 0 || hasAnswerPrefix(mail.subject);
}

/** What the mail's header says. */
function headerSigns(mail: ParsedMail): string[] {
  const header = (name: string): string => field(mail.headers, name)?.toLowerCase() ?? '';
  const submitted = header('auto-submitted').split(';')[0]!.trim();
  const precedence = `${header('precedence')} ${header('x-precedence')}`;
  return setOf([
    ['auto_replied', submitted.startsWith('auto-replied')],
    ['auto_generated', submitted !== '' && submitted !== 'no' && !submitted.startsWith('auto-replied')],
    [
      'auto_header',
      autoHeaders.some((name) => isSet(header(name))) ||
        /auto[_-]?reply/.test(precedence) ||
        /autorespon|autoreply/.test(header('x-post-messageclass')),
    ],
    ['suppress', /\b(oof|autoreply|all)\b/.test(header('x-auto-response-suppress'))],
    ['null_sender', mail.returnPath === ''],
    ['bulk', /bulk|junk/.test(precedence)],
    ['list', header('list-id') !== '' || header('list-post') !== ''],
    ['newsletter', header('list-unsubscribe') !== ''],
    [
      'ticket',
      ticketHeaders.some((name) => header(name) !== '') ||
        /zendesk|freshdesk|otrs|jira|help ?scout|kayako/.test(header('x-mailer')),
    ],
    [
      'noreply',
      mail.from.some(({ address }) => /^(no-?reply|do-?not-?reply|auto(reply|responder|mailer)?)\b/i.test(address)),
    ],
    ['report', mail.contentType === 'multipart/report'],
  ]);
}

/** What its subject and its words say. */
function wordSigns(mail: ParsedMail, body: string): string[] {
  const text = flat(body.slice(0, 4000));
  const opening = text.slice(0, 700);
  return setOf([
    ['automatic_subject', automaticSubject.test(mail.subject)],
    ['away_subject', !hasAnswerPrefix(mail.subject) && awaySubject.test(mail.subject)],
    ['automatic_words', automaticText.test(opening)],
    ['own_automatic_words', selfDeclaredText.test(ownOpening(body))],
    ['received_words', receivedText.test(opening)],
    ['away_words', awayText.test(opening)],
    ['challenge_words', challengeText.test(text)],
    ['sent_mail_words', sentMailText.test(text)],
    ['challenge_subject', challengeText.test(mail.subject) || /verif|confirm|challenge/i.test(mail.subject)],
  ]);
}

/** What stands above everything quoted: who answers an automatic answer quotes its words. */
function ownOpening(body: string): string {
  const lines = markLines(body.slice(0, 4000));
  const end = lines.findIndex(({ kind }) => kind !== 'own');
  const own = end < 0 ? lines : lines.slice(0, end);
  return flat(own.map(({ text }) => text).join('\n')).slice(0, 1000);
}

function setOf(signs: [string, boolean][]): string[] {
  return signs.filter(([, set]) => set).map(([code]) => code);
}

const autoHeaders = [
  'x-autoreply',
  'x-autorespond',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-auto-reply',
  'x-autogenerated',
  'x-autoresponder',
];

/** What help desks write into their mail, persons' answers included: it never decides alone. */
const ticketHeaders = [
  'x-jira-fingerprint',
  'x-rt-ticket',
  'x-otrs-ticket',
  'x-powered-by',
  'x-zendesk-priority-mail',
  'x-freshdesk-ticket-id',
  'x-sfdc-emailcategory',
  'x-ticket-id',
];

function isSet(value: string): boolean {
  return value !== '' && value !== 'no' && value !== 'false';
}
