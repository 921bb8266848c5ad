import { meaningsOf, type Meaning } from './bounce-phrases.ts';

export type Severity = 'hard' | 'soft';

/** What is known about one recipient's failure. */
export interface Failure {
  /** The Status field of the report; null where there is none. */
  status: string | null;
  /** What the server answered, or what the notice says about the recipient. */
  words: string;
}

const enhanced = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\.\d)/g;
const replyCode = /(?<![\d.:-])(4[2-5]\d|5[0-7]\d)(?=[\s#-]|$)/;

/** The enhanced code that counts (RFC 3463): the server's own before the report's, a specific one before a generic one; null where there is none. */
export function statusOf({ status, words }: Failure): string | null {
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
const softCodes = /^5\.1\.(7|8)$|^5\.2\.[0-9]+$|^5\.3\.[1-5]$|^5\.4\.(3|5|6|7)$|^5\.6\.\d+$|^5\.7\.\d{2,}$/;

/**
 * Hard: the address or its domain does not exist. Everything else is soft, a refusal for good included: a full box, a policy,
 * a blocked sender say nothing against the address. The server's specific code decides, then its words, then its reply code.
 */
export function severityOf(failure: Failure): Severity {
  const code = statusOf(failure);
  const meanings = meaningsOf(failure.words);
  if (answersAfterTheMail(failure.words) && !hardCodes.test(code ?? '')) return 'soft';
  if (code?.startsWith('4')) return code === '4.1.1' && meanings[0] === 'nobody' ? 'hard' : 'soft';
  if (code && hardCodes.test(code)) return code === '5.1.0' && meanings[0] === 'judged' ? 'soft' : 'hard';
  if (code && softCodes.test(code)) return meanings.includes('nowhere') && code === '5.7.27' ? 'hard' : 'soft';
  return fromWords(meanings, failure.words);
}

/**
 * Some providers (Japanese carriers among them) take every recipient and refuse after the whole mail, with "User unknown" for
 * what their filter does not like: that is no word about the address.
 */
function answersAfterTheMail(words: string): boolean {
  return /(in reply to|after|response to) (the )?(end of )?data\b|\b5\d\d : user unknown|end of data command/i.test(
    words.replaceAll(/\s+/g, ' '),
  );
}

function fromWords(meanings: Meaning[], words: string): Severity {
  const reply = replyCode.exec(words)?.[1] ?? '';
  if (reply.startsWith('4')) return 'soft';
  const first = meanings[0];
  if (first === 'nobody' || first === 'nowhere') return 'hard';
  return 'soft';
}
