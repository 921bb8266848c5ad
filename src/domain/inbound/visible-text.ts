import { bodyOf } from './body.ts';
import type { ParsedMail } from './mail.ts';

export function visibleText(mail: Pick<ParsedMail, 'text' | 'html'>): string {
  return bodyOf(mail).trim();
}
