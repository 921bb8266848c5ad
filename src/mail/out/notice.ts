import { composeLetter, type MailHouse } from './compose.ts';
import type { Mailbox, OutgoingLetter } from './transport.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Mail of the machine to somebody of the house: Auto-Submitted, and nothing to unsubscribe from. */
export function composeNotice(notice: {
  id: string;
  house: MailHouse;
  from: Mailbox;
  to: Mailbox;
  subject: string;
  text: string;
  html: string | null;
  date: Date;
}): OutgoingLetter {
  return composeLetter({ ...notice, html: notice.html ?? htmlOf(notice.text), thread: null, kind: 'notice' });
}

/** The same words with their paragraphs, and links that can be clicked. */
function htmlOf(text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  const inner = paragraphs.map(
    (one) => `<p style="margin:0 0 16px">${linked(escaped(one)).replaceAll('\n', '<br>')}</p>`,
  );
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font:16px/1.5 sans-serif;max-width:560px">${inner.join('')}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');
}

function linked(html: string): string {
  return html.replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
}
