import type { ParsedMail } from './mail.ts';

/** A text as a database stores it: every character but NUL, which a mail may well hold. */
export function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}

/** The mail with those of its fields storable that are kept as they are. */
export function storable(mail: ParsedMail): ParsedMail {
  const messageId = mail.messageId === null ? null : withoutNul(mail.messageId);
  return { ...mail, messageId, subject: withoutNul(mail.subject) };
}
