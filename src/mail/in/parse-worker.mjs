// @ts-check
/**
 * Takes one mail apart in a thread of its own, so that a hostile mail can cost no more than this thread.
 * Plain JavaScript, because a worker is loaded by file: the build puts it next to its output (`dist/parse-worker.mjs`),
 * and the tests run it from here. What the parts mean is decided in `parse.ts` and in `domain/inbound`.
 */
import { parentPort } from 'node:worker_threads';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

import { convert } from 'html-to-text';
import iconv from 'iconv-lite';
import { MailParser } from 'mailparser';

const keptCharacters = 1_000_000;
const keptPartBytes = 65_536;
const keptAttachments = 200;
/** Parts whose words matter: reports and what they return. */
const readable = /^(message\/|text\/rfc822-headers|text\/calendar)/i;

const options = {
  skipImageLinks: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipHtmlToText: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
};

/** Bytes of an unknown charset: UTF-8 when they are that, else what Western mailers most often mean. @param {Buffer} bytes */
function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'windows-1252');
  }
}

/**
 * Old Macs and some archives end lines with CR alone; mbox files put a "From " line on top; some stores begin with empty lines.
 * @param {Buffer} raw
 */
function normalize(raw) {
  let mail = raw;
  if (!mail.includes(10) && mail.includes(13)) {
    mail = Buffer.from(mail);
    for (let i = 0; i < mail.length; i++) if (mail[i] === 13) mail[i] = 10;
  }
  if (mail.length > 2 && mail[0] === 0xef && mail[1] === 0xbb && mail[2] === 0xbf) mail = mail.subarray(3);
  let start = 0;
  while (start < mail.length && (mail[start] === 10 || mail[start] === 13)) start++;
  mail = mail.subarray(start);
  if (/^>?From [^\r\n:]*[\r\n]/.test(mail.subarray(0, 300).toString('latin1')))
    mail = mail.subarray(mail.indexOf(10) + 1);
  return mail;
}

/** Everything below the header, as text. @param {Buffer} raw */
function bodyText(raw) {
  const mail = decode(raw.subarray(0, keptCharacters)).replaceAll('\r\n', '\n');
  const end = mail.indexOf('\n\n');
  return end < 0 ? null : mail.slice(end + 2);
}

/** @param {unknown} field */
function addresses(field) {
  /** @type {{ name: string | null, address: string }[]} */
  const found = [];
  /** @param {any[]} list */
  const walk = (list) => {
    for (const entry of list ?? []) {
      if (found.length >= 200) return;
      if (entry.group) walk(entry.group);
      else if (entry.address || entry.name) found.push({ name: entry.name || null, address: entry.address ?? '' });
    }
  };
  for (const one of Array.isArray(field) ? field : [field]) walk(/** @type {any} */ (one)?.value);
  return found;
}

/**
 * @param {Buffer} raw
 * @returns {Promise<object>}
 */
function takeApart(raw) {
  return new Promise((resolve, reject) => {
    const parser = new MailParser(/** @type {any} */ (options));
    /** @type {any} */
    const result = { text: null, html: null, parts: [], partCount: 0 };
    parser.on('error', reject);
    parser.on('headers', (/** @type {Map<string, any>} */ headers) => {
      result.headers = /** @type {any} */ (parser).headerLines.map(
        (/** @type {{ key: string, line: string }} */ { key, line }) => {
          const value = line.slice(line.indexOf(':') + 1);
          return [key, decode(Buffer.from(value, 'latin1')).replaceAll(/\r?\n/g, '').trim().slice(0, 20_000)];
        },
      );
      const subject = headers.get('subject');
      result.subject = typeof subject === 'string' ? subject.slice(0, 2000) : '';
      result.from = addresses(headers.get('from'));
      result.sender = addresses(headers.get('sender'));
      result.to = addresses(headers.get('to'));
      result.cc = addresses(headers.get('cc'));
      result.replyTo = addresses(headers.get('reply-to'));
      const type = headers.get('content-type');
      result.contentType = String(type?.value ?? 'text/plain').toLowerCase();
      result.parameters = Object.fromEntries(
        Object.entries(type?.params ?? {}).map(([key, value]) => [key, String(value)]),
      );
    });
    parser.on('data', (/** @type {any} */ data) => {
      if (data.type === 'text') {
        result.text = data.text?.slice(0, keptCharacters) ?? null;
        result.html = data.html ? String(data.html).slice(0, keptCharacters) : null;
        return;
      }
      const contentType = String(data.contentType ?? 'application/octet-stream').toLowerCase();
      const type = data.headers?.get('content-type');
      const keep = readable.test(contentType);
      /** @type {Buffer[]} */
      const chunks = [];
      let size = 0;
      data.content.on('data', (/** @type {Buffer} */ chunk) => {
        if (keep && size < keptPartBytes) chunks.push(chunk);
        size += chunk.length;
      });
      data.content.on('end', () => {
        result.partCount++;
        if (result.parts.length < keptAttachments) {
          result.parts.push({
            contentType,
            filename: data.filename ? String(data.filename).slice(0, 500) : null,
            method: type?.params?.method ?? null,
            size,
            text: keep ? decode(Buffer.concat(chunks).subarray(0, keptPartBytes)) : null,
          });
        }
        data.release();
      });
    });
    parser.on('end', () => {
      // Boundaries that do not match leave nothing but a preamble: then the words are all there is.
      const empty = result.text === null && result.html === null && result.partCount === 0;
      if (empty && /^multipart\//.test(result.contentType ?? '')) result.text = bodyText(raw);
      resolve(result);
    });
    parser.end(raw);
  });
}

/** What a report returns of the mail it is about: its headers, and its words where they are there. @param {any} mail */
async function withReturned(mail) {
  const returned = mail.parts.find((/** @type {any} */ part) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers)/.test(part.contentType),
  );
  if (!returned?.text) return mail;
  try {
    return { ...mail, returned: await takeApart(normalize(Buffer.from(returned.text))) };
  } catch {
    return mail;
  }
}

const deepestMail = 8;
const mostInflatedBytes = 32 * 1024 * 1024;

/**
 * What bytes say that may be packed: gzip, the files of a zip (also of a docx or xlsx), the streams of a PDF.
 * @param {Buffer} bytes
 * @returns {Buffer[]}
 */
function unpack(bytes) {
  const limit = { maxOutputLength: mostInflatedBytes };
  /** @param {() => Buffer} open @returns {Buffer[]} */
  const opened = (open) => {
    try {
      return [open()];
    } catch {
      return [];
    }
  };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return opened(() => gunzipSync(bytes, limit));
  /** @type {Buffer[]} */
  const found = [];
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) {
    for (let at = 0; at >= 0 && at + 30 <= bytes.length; at = bytes.indexOf('PK\u0003\u0004', at + 4, 'latin1')) {
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      // What follows the deflated bytes is not read, so that a length that stands behind them is not needed.
      if (bytes.readUInt16LE(at + 8) === 8) found.push(...opened(() => inflateRawSync(bytes.subarray(start), limit)));
    }
  } else if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') {
    for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
      const start = bytes[at + 6] === 13 ? at + 8 : at + 7;
      if (bytes[start] === 0x78) found.push(...opened(() => inflateSync(bytes.subarray(start), limit)));
    }
  }
  return found;
}

/**
 * Words with a charset of their own (RFC 2047), wherever they stand.
 * @param {string} text
 */
function decodedWords(text) {
  return text
    .replaceAll(/(\?=)\s+(=\?)/g, '$1$2')
    .replaceAll(/=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=/gi, (whole, charset, kind, coded) => {
      const bytes =
        kind.toLowerCase() === 'b'
          ? Buffer.from(coded, 'base64')
          : Buffer.from(unquoted(coded.replaceAll('_', ' ')), 'latin1');
      const name = charset.split('*')[0];
      return iconv.encodingExists(name) ? iconv.decode(bytes, name) : decode(bytes);
    });
}

/** HTML as people read it; where it is nested too deep for that, without its tags. @param {string} html */
function plainOf(html) {
  try {
    return convert(html.slice(0, keptCharacters), { wordwrap: false });
  } catch {
    return html.replaceAll(/<[^<>]*>/g, '');
  }
}

/** Quoted-printable. @param {string} text */
function unquoted(text) {
  return text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/**
 * Everything a mail says, whatever it is written in: `texts` is what people read, `bytes` the rest as text, in which a
 * short word may stand by accident. More is better than less: this is how a name is looked for that must go.
 * @param {Buffer} raw
 * @param {{ texts: string[], bytes: string[] }} words
 */
async function collectWords(raw, words, depth = 0) {
  const mail = normalize(raw);
  const written = mail.toString('latin1');
  const end = written.search(/\r?\n\r?\n/);
  words.bytes.push(decode(mail), decode(Buffer.from(unquoted(written), 'latin1')));
  words.texts.push(
    decodedWords(decode(mail.subarray(0, end < 0 ? mail.length : end)).replaceAll(/\r?\n(?=[ \t])/g, '')),
  );
  // Also where no boundary leads to it.
  for (const [block] of written.matchAll(/(?:^[a-z0-9+/]{16,}={0,2}[ \t]*\r?$\n?)+/gim))
    words.bytes.push(decode(Buffer.from(block, 'base64')));
  /** @type {{ bytes: Buffer, contentType: string, name: string }[]} */
  const parts = [];
  await new Promise((resolve, reject) => {
    const parser = new MailParser(/** @type {any} */ (options));
    parser.on('error', reject);
    parser.on('data', (/** @type {any} */ data) => {
      if (data.type === 'text') {
        words.texts.push(data.text ?? '');
        if (data.html) words.texts.push(String(data.html), plainOf(String(data.html)));
        return;
      }
      /** @type {Buffer[]} */
      const chunks = [];
      data.content.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
      data.content.on('end', () => {
        parts.push({
          bytes: Buffer.concat(chunks),
          contentType: String(data.contentType ?? ''),
          name: String(data.filename ?? ''),
        });
        data.release();
      });
    });
    parser.on('end', () => resolve(null));
    parser.end(mail);
  });
  for (const { bytes, contentType, name } of parts) {
    words.texts.push(name);
    await collectPart(bytes, words, /^(message\/|text\/rfc822-headers)/i.test(contentType), depth);
  }
}

/** @param {Buffer} bytes @param {{ texts: string[], bytes: string[] }} words @param {boolean} isMail @param {number} depth */
async function collectPart(bytes, words, isMail, depth) {
  const text = decode(bytes);
  // eslint-disable-next-line no-control-regex
  const isBinary = /[\u0000-\u0008]/.test(text);
  (isBinary ? words.bytes : words.texts).push(text);
  if (/<\w/.test(text) && !isBinary) words.texts.push(plainOf(text));
  if (isBinary) words.bytes.push(iconv.decode(bytes, 'utf16le'), iconv.decode(bytes, 'utf16be'));
  if (depth >= deepestMail) return;
  for (const inner of unpack(bytes)) await collectPart(inner, words, false, depth + 1);
  if (isMail) await collectWords(bytes, words, depth + 1);
}

/** @param {{ raw: Uint8Array, wanted: 'mail' | 'words' }} message */
async function answer({ raw, wanted }) {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    if (wanted === 'words') {
      const words = { texts: [], bytes: [] };
      await collectWords(bytes, words);
      parentPort?.postMessage({ result: words });
      return;
    }
    const mail = await withReturned(await takeApart(normalize(bytes)));
    parentPort?.postMessage({ result: mail });
  } catch (error) {
    parentPort?.postMessage({ reason: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on('message', (message) => void answer(message));
