// @ts-check
/**
 * Takes one mail apart in a thread of its own, so that a hostile mail can cost no more than this thread.
 * Plain JavaScript, because a worker is loaded by file: the build puts it next to its output (`dist/parse-worker.mjs`),
 * and the tests run it from here. What the parts mean is decided in `parse.ts` and in `domain/inbound`.
 */
import { parentPort } from 'node:worker_threads';
import { readAllWords } from './collect-words.mjs';
import { decode, normalize, runParser } from './mail-bytes.mjs';

const keptCharacters = 1_000_000;
const keptPartBytes = 65_536;
const keptAttachments = 200;
/** Parts whose words matter: reports and what they return. */
const readable = /^(message\/|text\/rfc822-headers|text\/calendar)/i;

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
  return runParser(raw, (parser) => {
    /** @type {any} */
    const result = { text: null, html: null, parts: [], partCount: 0 };
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
    return () => {
      // Boundaries that do not match leave nothing but a preamble: then the words are all there is.
      const empty = result.text === null && result.html === null && result.partCount === 0;
      if (empty && /^multipart\//.test(result.contentType ?? '')) result.text = bodyText(raw);
      return result;
    };
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

/** @param {{ raw: Uint8Array, wanted: 'mail' | 'words' }} message */
async function answer({ raw, wanted }) {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    if (wanted === 'words') {
      parentPort?.postMessage({ result: await readAllWords(bytes) });
      return;
    }
    const mail = await withReturned(await takeApart(normalize(bytes)));
    parentPort?.postMessage({ result: mail });
  } catch (error) {
    parentPort?.postMessage({ reason: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on('message', (message) => void answer(message));
