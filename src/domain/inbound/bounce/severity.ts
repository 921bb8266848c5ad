import { certainlyNobody, lookupLater, meaningsOf } from './phrases.ts';

export type Severity = 'hard' | 'soft';

/** What is known about one recipient's failure. */
export interface Failure {
  /** The Status field of the report; null where there is none. */
  status: string | null;
  /** What the server answered, or what the notice says about the recipient. */
  words: string;
  /** At which command the server refused. */
  phase: 'rcpt' | 'data' | null;
}

const enhanced = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\.\d)/g;
const replyCode = /(?<![\d.:-])(4[2-5]\d|5[0-7]\d)(?=[\s#-]|$)/;

/** The enhanced code that counts (RFC 3463): the server's own before the report's, a specific one before a generic one; null where there is none. */
export function statusOf({ status, words }: Pick<Failure, 'status' | 'words'>): string | null {
  const said = [...words.matchAll(enhanced)].map(([code]) => code).filter((code) => !code.startsWith('2'));
  const codes = status && !status.startsWith('2') ? [...said.slice(0, 6), status] : said.slice(0, 6);
  return codes.find((code) => !isGeneric(code)) ?? codes[0] ?? null;
}

function isGeneric(code: string): boolean {
  return /^[45]\.[05]\.0$/.test(code);
}

/** The address or its domain does not exist; RFC 3463 section 3.2 and the IANA registry. */
const hardCodes = /^5\.1\.(1|2|3|4|6|10)$|^5\.4\.4$|^5\.1\.0$/;
/** The address is not at fault, whatever the words: mailbox state, size, sender, network, security. */
const softCodes = /^5\.1\.(7|8)$|^5\.2\.[0-9]+$|^5\.3\.[1-5]$|^5\.4\.(3|5|6|7)$|^5\.6\.\d+$|^5\.7\.(13|2\d|\d{3})$/;

/** "User unknown" may be the sender: of a callout, of a bounce address without a mailbox. It says nothing of the recipient. */
const refusesSender =
  /sender (verif(y|ication)|domain|address (was )?(rejected|refused|denied|verif))|envelope sender domain|verification failed for <|(classified|identified|blocked|rejected)[^.;]{0,20}\bspam\b|recipient rate limit/i;

/**
 * Hard: the address or its domain does not exist. Everything else is soft, a refusal for good included: a full box, a policy,
 * a blocked sender say nothing against the address. The server's specific code decides, then its words, then its reply code.
 */
export function severityOf(failure: Failure): Severity {
  const { words, phase } = failure;
  const code = statusOf(failure);
  const meanings = meaningsOf(words);
  const reply = replyCode.exec(words)?.[1] ?? '';
  if (code?.startsWith('4')) return code === '4.1.1' && meanings[0] === 'nobody' ? 'hard' : 'soft';
  if (certainlyNobody.test(words)) return 'hard';
  // RFC 7504: the host takes no mail at all.
  if ((reply === '521' || reply === '556') && meanings[0] !== 'judged') return 'hard';
  if (refusesSender.test(words)) return 'soft';
  if (code && hardCodes.test(code)) return code === '5.1.0' && meanings[0] === 'judged' ? 'soft' : 'hard';
  if (code === '5.4.1' && /recipient address(es)? rejected/i.test(words)) return 'hard';
  if (code && softCodes.test(code)) return code === '5.7.27' && meanings.includes('nowhere') ? 'hard' : 'soft';
  if (reply.startsWith('4')) return 'soft';
  if (lookupLater.test(words)) return 'soft';
  if (meanings[0] === 'nowhere') return 'hard';
  if (meanings[0] !== 'nobody') return 'soft';
  return code === '5.5.0' || saidOfTheRecipient(phase, reply) || saysItself(words) ? 'hard' : 'soft';
}

/**
 * "User unknown" without a code for it counts where a server answered RCPT, and where the server that writes says it of its
 * own users. Some providers (Japanese carriers among them) take every recipient and say the same after the whole mail for what
 * their filter does not like.
 */
function saidOfTheRecipient(phase: Failure['phase'], reply: string): boolean {
  return phase === 'rcpt' || (phase === null && reply === '');
}

/** The server that writes explains in a sentence of its own, apart from the answer it got, that there is no such address. */
function saysItself(words: string): boolean {
  const own = words
    .split(/\n|(?<=[。！])/)
    .filter((line) => !/(?<![\d.])[45]\d\d(?![\d.])/.test(line))
    .join('\n');
  return meaningsOf(own)[0] === 'nobody';
}

/** At which command the server refused, as far as the notice shows it. */
export function phaseOf(words: string): 'rcpt' | 'data' | null {
  const line = words.slice(0, 6000).replaceAll(/\s+/g, ' ');
  if (carrierFilter.test(line)) return 'data';
  if (answersRcpt.test(line)) return 'rcpt';
  if (answersData.test(line)) return 'data';
  return /rcpt|for recipient/i.test(line) ? 'rcpt' : null;
}

/** sendmail shows the answers to RCPT below DATA (it sends both at once), and says what it makes of them. */
const answersRcpt =
  /in reply to (the )?rcpt|after rcpt|\(state 1[34]\)|does not like recipient|need rcpt|no valid recipients|\b5\.1\.1 <[^<>]{3,200}>\.\.\. user unknown|address (couldn.t be|not) found/i;
const answersData =
  /(in reply to|after|response to) (the )?(end of )?(\(?mail )?data\b|end of data|smtp command data\b|>>> data|for text command/i;
/** Japanese carriers leave the address out when it is their filter that speaks. */
const carrierFilter = /\b5\d\d : user unknown/i;
