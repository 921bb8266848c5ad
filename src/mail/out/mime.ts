import { buildHeaderValue, encodeWord, foldLines, quoteString } from 'nodemailer/lib/mime-funcs';
import { encode as encodeQuotedPrintable, wrap as wrapQuotedPrintable } from 'nodemailer/lib/qp';
import type { Mailbox, OutgoingFile, OutgoingLetter } from './transport.ts';

const lineLength = 76;
/** RFC 5322 §2.1.1 allows 998; a word this long cannot be folded as it is. */
const longestWord = 900;
const plainPhrase = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*$/;
const printable = /^[\x20-\x7e]*$/;

/**
 * One letter as RFC 5322 bytes: multipart/alternative, the text part quoted-printable, the html part base64, header words
 * encoded (RFC 2047) and folded at 76. The same letter always gives the same bytes. nodemailer builds a tree and streams
 * for each message; a letter of ours has one fixed shape, so only its values are filled in, with nodemailer's encoders.
 */
export function encodeMime(letter: OutgoingLetter): Uint8Array {
  const { attachments = [] } = letter;
  const boundary = boundaryOf(letter.id);
  const words: Piece[] = [
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n` +
      `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n` +
      `${quotedPrintable(letter.text)}\r\n` +
      `--${boundary}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
    { base64: Buffer.from(withCrlf(letter.html), 'utf8') },
    `--${boundary}--\r\n`,
  ];
  const head = `${headersOf(letter)}MIME-Version: 1.0\r\n`;
  return write([head, ...(attachments.length === 0 ? words : withFiles(letter.id, words, attachments))]);
}

/** The words, then each file (RFC 2183): multipart/mixed around what would be the whole letter without them. */
function withFiles(id: string, words: Piece[], files: readonly OutgoingFile[]): Piece[] {
  const boundary = boundaryOf(id, 'files_');
  const parts = [words, ...files.map(filePart)].flatMap((part) => [`--${boundary}\r\n`, ...part]);
  return [`Content-Type: multipart/mixed;\r\n boundary="${boundary}"\r\n\r\n`, ...parts, `--${boundary}--\r\n`];
}

/** A file as a mail of its own, for those who read what is in it. */
export function encodeFile(file: OutgoingFile): Uint8Array {
  return write(filePart(file));
}

/**
 * One file. Its name stands twice: by RFC 2231 where it belongs, and as the name of its type for programs that know no better,
 * there with encoded words like anywhere else.
 */
function filePart({ filename, contentType, bytes }: OutgoingFile): Piece[] {
  const name = singleLine(filename);
  const type = buildHeaderValue({ value: contentType, params: { name: encodeText(name) } });
  const disposition = buildHeaderValue({ value: 'attachment', params: { filename: name } });
  const head = fold(`Content-Type: ${type}`) + fold(`Content-Disposition: ${disposition}`);
  return [`${head}Content-Transfer-Encoding: base64\r\n\r\n`, { base64: bytes }];
}

/** Text of ASCII as it stands, or bytes that become lines of base64. */
type Piece = string | { base64: Uint8Array };

function write(pieces: readonly Piece[]): Uint8Array {
  const total = pieces.reduce((sum, one) => sum + (typeof one === 'string' ? one.length : linesLength(one.base64)), 0);
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (const one of pieces)
    at += typeof one === 'string' ? bytes.write(one, at, 'latin1') : writeLines(one.base64, bytes, at);
  return bytes;
}

function base64Length({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}

function linesLength(content: Uint8Array): number {
  const length = base64Length(content);
  return length + 2 * Math.max(1, Math.ceil(length / lineLength));
}

/** Written whole at the end of its room first, and then moved to its place line by line. */
function writeLines(content: Uint8Array, bytes: Buffer, start: number): number {
  const total = linesLength(content);
  const end = start + total;
  const encoded = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
  let from = end - encoded.length;
  bytes.write(encoded, from, 'latin1');
  for (let at = start; at < end;) {
    const length = Math.min(lineLength, end - from);
    bytes.copyWithin(at, from, from + length);
    from += length;
    at += length;
    bytes[at++] = 0x0d;
    bytes[at++] = 0x0a;
  }
  return total;
}

/** A mailbox as one header value: the name quoted or encoded where it has to be, never able to end the line. */
function formatMailbox(mailbox: Mailbox): string {
  const address = `<${mailbox.address.replace(/[\s<>\p{Cc}]/gu, '')}>`;
  const name = singleLine(mailbox.name ?? '').trim();
  if (name === '') return address;
  if (!isAsciiWords(name)) return `${encodeWord(name, 'B', 52)} ${address}`;
  return `${plainPhrase.test(name) ? name : quoteString(name)} ${address}`;
}

/** A boundary that can stand in neither encoding: "=" is never followed by "_" in quoted-printable, and ends base64. */
function boundaryOf(id: string, of = ''): string {
  return `=_${of}${id.replace(/[^a-z0-9]/gi, '')}`;
}

function headersOf(letter: OutgoingLetter): string {
  const headers: [string, string][] = [
    ['From', formatMailbox(letter.from)],
    ['To', formatMailbox(letter.to)],
    ['Reply-To', formatMailbox(letter.replyTo)],
    ['Subject', encodeText(letter.subject)],
    ['Message-ID', bracketed(letter.messageId)],
    ['Date', letter.date.toUTCString().replace('GMT', '+0000')],
  ];
  if (letter.inReplyTo !== null) headers.push(['In-Reply-To', bracketed(letter.inReplyTo)]);
  if (letter.references.length > 0) headers.push(['References', letter.references.map(bracketed).join(' ')]);
  for (const [name, value] of letter.headers) headers.push([name, encodeText(value)]);
  return headers.map(([name, value]) => fold(`${name.replace(/[^A-Za-z0-9-]/g, '')}: ${value}`)).join('');
}

function fold(line: string): string {
  return `${line.length <= lineLength ? line : foldLines(line, lineLength)}\r\n`;
}

function encodeText(value: string): string {
  const line = singleLine(value);
  return isAsciiWords(line) ? line : encodeWord(line, 'B', 52);
}

/** What may stand as it is: printable ASCII that nobody would take for an encoded word, and that can be folded. */
function isAsciiWords(text: string): boolean {
  if (!printable.test(text) || text.includes('=?')) return false;
  return text.length < longestWord || text.split(' ').every((word) => word.length < longestWord);
}

function bracketed(messageId: string): string {
  return `<${messageId.replace(/[\s<>\p{Cc}]/gu, '')}>`;
}

function singleLine(text: string): string {
  return printable.test(text) ? text : text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** RFC 2045 §6.8 and §6.7: line ends of text are CRLF before it is encoded. */
function withCrlf(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replace(/\r\n|\r|\n/g, '\r\n') : text;
}

const ownEncoding = /^[\x20-\x3c\x3e-\x7e]*$/;

/** Many a line is its own encoding: a short one of ASCII without "=" and without a blank at the end. */
function quotedPrintable(text: string): string {
  return text
    .split(text.includes('\r') ? /\r\n|\r|\n/ : '\n')
    .map(quotedPrintableLine)
    .join('\r\n');
}

function quotedPrintableLine(line: string): string {
  const isItself = line.length <= lineLength && !line.endsWith(' ') && ownEncoding.test(line);
  return isItself ? line : wrapQuotedPrintable(encodeQuotedPrintable(line));
}
