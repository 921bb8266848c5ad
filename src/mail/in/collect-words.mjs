// @ts-check
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { convert } from 'html-to-text';
import iconv from 'iconv-lite';
import { decode, normalize, runParser } from './mail-bytes.mjs';

/**
 * Everything a mail says, for looking for a name that must go. Whatever is done to all of a mail is done byte by byte: a
 * regular expression with a million finds in 36 MB may end the process, not only the thread.
 *
 * @typedef {{ texts: string[], bytes: string[] }} Words `texts` is what people read, `bytes` the rest as text, in which a
 * short word may stand by accident.
 */

const keptCharacters = 1_000_000;
const longestHead = 1024 * 1024;
const deepestMail = 8;
const mostInflatedBytes = 32 * 1024 * 1024;
/** All that is decoded of a mail, at most two bytes of memory each; a packed file may hold far more than the mail is long. */
const mostWordBytes = 160 * 1024 * 1024;
/** Nested tags cost the parser of HTML their number squared; pieces of so many cost little. */
const tagsOfPiece = 1000;

/** @param {Buffer} raw @returns {Promise<Words>} @throws when there is more than can be looked through. */
export async function readAllWords(raw) {
  const pile = openPile();
  await collectWords(raw, pile, 0);
  return pile.words;
}

function openPile() {
  /** @type {Words} */
  const words = { texts: [], bytes: [] };
  let left = mostWordBytes;
  /** @param {Uint8Array | string} taken */
  const take = (taken) => {
    left -= taken.length;
    if (left < 0) throw new Error('too_many_words');
  };
  return {
    words,
    /** @param {string} text */
    addText(text) {
      take(text);
      words.texts.push(text);
    },
    /** @param {string} text */
    addBytes(text) {
      take(text);
      words.bytes.push(text);
    },
    take,
  };
}

/** @typedef {ReturnType<typeof openPile>} Pile */

/**
 * @param {Buffer} raw
 * @param {Pile} pile
 * @param {number} depth
 */
async function collectWords(raw, pile, depth) {
  const mail = normalize(raw);
  const written = decode(mail);
  pile.addBytes(written);
  const unfolded = unquoted(mail);
  if (unfolded !== null) pile.addBytes(decode(unfolded));
  const head = decode(mail.subarray(0, Math.min(endOfHead(mail), longestHead)));
  pile.addText(decodedWords(head.replaceAll(/\r?\n(?=[ \t])/g, '')));
  const parts = await listParts(mail, pile);
  // Also where no boundary leads to it.
  for (const block of listBase64(mail))
    if (!parts.some(({ bytes }) => bytes.subarray(0, block.length).equals(block))) pile.addBytes(decode(block));
  for (const { bytes, contentType, name } of parts) {
    pile.addText(name);
    await collectPart(bytes, pile, /^(message\/|text\/rfc822-headers)/i.test(contentType), depth);
  }
}

/** @param {Buffer} mail */
function endOfHead(mail) {
  const ends = [mail.indexOf('\n\n'), mail.indexOf('\r\n\r\n'), mail.indexOf('\n\r\n')].filter((at) => at >= 0);
  return ends.length === 0 ? mail.length : Math.min(...ends);
}

/** @param {Buffer} mail @param {Pile} pile */
function listParts(mail, pile) {
  return runParser(mail, (parser) => {
    /** @type {{ bytes: Buffer, contentType: string, name: string }[]} */
    const parts = [];
    /** @type {string[]} */
    const texts = [];
    parser.on('data', (/** @type {any} */ data) => {
      if (data.type === 'text') {
        texts.push(data.text ?? '');
        if (data.html) texts.push(String(data.html), plainOf(String(data.html)));
        return;
      }
      /** @type {Buffer[]} */
      const chunks = [];
      data.content.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
      data.content.on('end', () => {
        const contentType = String(data.contentType ?? '');
        parts.push({ bytes: Buffer.concat(chunks), contentType, name: String(data.filename ?? '') });
        data.release();
      });
    });
    return () => {
      for (const text of texts) pile.addText(text);
      return parts;
    };
  });
}

/** @param {Buffer} bytes @param {Pile} pile @param {boolean} isMail @param {number} depth */
async function collectPart(bytes, pile, isMail, depth) {
  pile.take(bytes);
  const text = decode(bytes);
  // oxlint-disable-next-line no-control-regex
  const isBinary = /[\u0000-\u0008]/.test(text);
  (isBinary ? pile.words.bytes : pile.words.texts).push(text);
  if (/<\w/.test(text) && !isBinary) pile.addText(plainOf(text));
  if (isBinary) {
    pile.addBytes(iconv.decode(bytes, 'utf16le'));
    pile.addBytes(iconv.decode(bytes, 'utf16be'));
  }
  if (depth >= deepestMail) return;
  for (const inner of unpack(bytes)) await collectPart(inner, pile, false, depth + 1);
  if (isMail) await collectWords(bytes, pile, depth + 1);
}

/**
 * What bytes say that may be packed: gzip, the files of a zip (also of a docx or xlsx), the streams of a PDF. One after the
 * other, so that no more than one of them is in memory.
 * @param {Buffer} bytes
 */
function* unpack(bytes) {
  const limit = { maxOutputLength: mostInflatedBytes };
  /** @param {() => Buffer} open @returns {Buffer[]} */
  const opened = (open) => {
    try {
      return [open()];
    } catch {
      return [];
    }
  };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield* opened(() => gunzipSync(bytes, limit));
  else if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) {
    for (let at = 0; at >= 0 && at + 30 <= bytes.length; at = bytes.indexOf('PK\u0003\u0004', at + 4, 'latin1')) {
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      // What follows the deflated bytes is not read, so that a length that stands behind them is not needed.
      if (bytes.readUInt16LE(at + 8) === 8) yield* opened(() => inflateRawSync(bytes.subarray(start), limit));
    }
  } else if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') {
    for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
      const start = bytes[at + 6] === 13 ? at + 8 : at + 7;
      if (bytes[start] === 0x78) yield* opened(() => inflateSync(bytes.subarray(start), limit));
    }
  }
}

/**
 * Words with a charset of their own (RFC 2047), wherever they stand.
 * @param {string} text
 */
function decodedWords(text) {
  return text
    .replaceAll(/(\?=)\s+(=\?)/g, '$1$2')
    .replaceAll(/=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=/gi, (_whole, charset, kind, coded) => {
      const plain = Buffer.from(kind.toLowerCase() === 'b' ? coded : coded.replaceAll('_', ' '), 'latin1');
      const bytes = kind.toLowerCase() === 'b' ? Buffer.from(coded, 'base64') : (unquoted(plain) ?? plain);
      const name = charset.split('*')[0];
      return iconv.encodingExists(name) ? iconv.decode(bytes, name) : decode(bytes);
    });
}

/** HTML as people read it; where it is nested too deep for that, without its tags. @param {string} html */
function plainOf(html) {
  const kept = html.slice(0, keptCharacters);
  let plain = '';
  for (let start = 0; start < kept.length;) {
    let end = start;
    for (let tags = 0; tags < tagsOfPiece && end >= 0; tags++) end = kept.indexOf('<', end + 1);
    const piece = kept.slice(start, end < 0 ? kept.length : end);
    start += piece.length;
    try {
      plain += convert(piece, { wordwrap: false });
    } catch {
      plain += piece.replaceAll(/<[^<>]*>/g, '');
    }
  }
  return plain;
}

/** Quoted-printable undone; null where nothing is quoted. @param {Buffer} bytes */
function unquoted(bytes) {
  let at = bytes.indexOf(61);
  if (at < 0) return null;
  const plain = Buffer.allocUnsafe(bytes.length);
  let length = bytes.copy(plain, 0, 0, at);
  for (; at < bytes.length; at++) {
    const [one, two] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    if (bytes[at] !== 61) plain[length++] = bytes[at] ?? 0;
    else if (one === 10) at += 1;
    else if (one === 13 && two === 10) at += 2;
    else {
      const byte = (hexOf(one) << 4) | hexOf(two);
      plain[length++] = byte < 0 ? 61 : byte;
      if (byte >= 0) at += 2;
    }
  }
  return plain.subarray(0, length);
}

/** -1 where it is no digit. @param {number} byte */
function hexOf(byte) {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const inBase64 = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')) inBase64[byte] = 1;

/** Runs of lines that look like base64, decoded. @param {Buffer} mail */
function* listBase64(mail) {
  let begun = -1;
  for (let start = 0; start <= mail.length;) {
    const found = mail.indexOf(10, start);
    const end = found < 0 ? mail.length : found;
    const isBlock = start < end && isBase64Line(mail, start, end);
    if (isBlock && begun < 0) begun = start;
    if (!isBlock && begun >= 0) {
      yield Buffer.from(mail.toString('latin1', begun, start), 'base64');
      begun = -1;
    }
    start = end + 1;
  }
  if (begun >= 0) yield Buffer.from(mail.toString('latin1', begun), 'base64');
}

/** @param {Buffer} mail @param {number} start @param {number} end */
function isBase64Line(mail, start, end) {
  let last = end;
  while (last > start && [9, 13, 32].includes(mail[last - 1] ?? 0)) last--;
  for (let padding = 0; padding < 2 && last > start && mail[last - 1] === 61; padding++) last--;
  if (last - start < 16) return false;
  for (let at = start; at < last; at++) if (inBase64[mail[at] ?? 0] === 0) return false;
  return true;
}
