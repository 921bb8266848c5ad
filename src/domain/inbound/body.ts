import { htmlToPlain } from './words/html-text.ts';
import type { ParsedMail } from './mail.ts';

/** No rule reads more than this of a mail, so that no mail can make a rule slow. */
export const longestBody = 200_000;

/** The words of a mail: its plain text, or its HTML as text where it has no other. Lines end in LF. */
export function bodyOf(mail: Pick<ParsedMail, 'text' | 'html'>): string {
  const text = mail.text?.trim() ? mail.text : mail.html ? htmlToPlain(mail.html) : '';
  return text.slice(0, longestBody).replaceAll(/\r\n?/g, '\n');
}

/** Words on one line with single spaces, so that a phrase matches however the lines were broken. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
