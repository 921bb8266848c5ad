// @ts-check
/** What the threads that read mails share: bytes as text, a mail as its parser wants it, and the parser itself. */
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { MailParser } from 'mailparser';

/** Bytes of an unknown charset: UTF-8 when they are that, else what Western mailers most often mean. @param {Uint8Array} bytes */
export function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'windows-1252');
  }
}

/**
 * Old Macs and some archives end lines with CR alone; mbox files put a "From " line on top; some stores begin with empty lines.
 * @param {Buffer} raw
 */
export function normalize(raw) {
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

/**
 * Bounds of what is given to the parser, far above what people write. It holds all words in one string and looks through it
 * for line ends, decodes quoted-printable slowly, splits line by line, and takes groups of addresses within groups apart in
 * squared time: for 24 MB made of the worst that is many seconds, and more memory than this thread has.
 */
const mostTextBytes = 2 * 1024 * 1024;
const mostLines = 1_000_000;
const longestField = 32 * 1024;
const longestFieldOfPart = 4 * 1024;
/** Written in one piece, a mail is one chunk for all that comes behind. */
const chunkBytes = 64 * 1024;

const options = {
  skipImageLinks: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipHtmlToText: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
};

/** The parser with these bounds; a test holds us to what this takes for granted of mailparser. */
class BoundedParser extends MailParser {
  /** @param {boolean} wholeFiles */
  constructor(wholeFiles) {
    super(/** @type {any} */ (options));
    this.wholeFiles = wholeFiles;
    /** @type {Map<string, number>} */
    this.taken = new Map();
  }

  /**
   * @param {{ type: string, value?: Buffer }} data
   * @param {(error?: Error) => void} done
   */
  processChunk(data, done) {
    const kind = data.type === 'body' ? this.boundedKind() : null;
    let chunk = data;
    if (kind !== null && data.value) {
      const taken = this.taken.get(kind) ?? 0;
      this.taken.set(kind, taken + data.value.length);
      if (taken >= mostTextBytes) {
        setImmediate(done);
        return;
      }
      chunk = { ...data, value: data.value.subarray(0, mostTextBytes - taken) };
    }
    // @ts-expect-error Not among its types.
    super.processChunk(chunk, done);
  }

  /** What the bytes at hand count as; null: they may be as many as they are. */
  boundedKind() {
    const { curnode } = /** @type {any} */ (this);
    if (!curnode) return null;
    if (!curnode.isAttachment) return curnode.contentType;
    return !this.wholeFiles && curnode.encoding === 'quoted-printable' ? 'quoted-printable' : null;
  }

  /** @param {{ key: string, line: string }[]} lines */
  processHeaders(lines) {
    // The mail's own header comes before there is any part; of a part only what it is matters.
    const isPart = Boolean(/** @type {any} */ (this).tree);
    const longest = isPart ? longestFieldOfPart : longestField;
    const wanted = isPart ? lines.filter(({ key }) => key.startsWith('content-')) : lines;
    // @ts-expect-error Not among its types.
    return super.processHeaders(wanted.map(({ key, line }) => ({ key, line: line.slice(0, longest) })));
  }
}

/** Parts of a mail that are read; mailparser gives up on a mail with more. */
const mostParts = 1000;

/**
 * A mail of more parts than anybody writes ends after the first ones. Each part begins with a line that begins with two
 * hyphens, so that as many such lines are no more parts.
 * @param {Buffer} mail
 */
function firstParts(mail) {
  let at = 0;
  for (let lines = 0; lines < mostParts - 10; lines++) {
    at = mail.indexOf('\n--', at + 1, 'latin1');
    if (at < 0) return mail;
  }
  return mail.subarray(0, at + 1);
}

/** A mail of more lines than 36 MB of attachments have ends after so many. @param {Buffer} mail */
function firstLines(mail) {
  let at = -1;
  for (let lines = 0; lines < mostLines; lines++) {
    at = mail.indexOf(10, at + 1);
    if (at < 0) return mail;
  }
  return mail.subarray(0, at + 1);
}

/** @param {Buffer} bytes */
function* chunksOf(bytes) {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/**
 * Runs a mail through the parser: `listen` hangs its ears on each one that is tried.
 * @template Result
 * @param {Buffer} mail
 * @param {(parser: MailParser) => () => Result} listen Answers what gives the result at the end.
 * @param {{ wholeFiles?: boolean }} [choices] `wholeFiles`: what is attached comes to its end, also where decoding it is slow.
 * @returns {Promise<Result>}
 */
export async function runParser(mail, listen, { wholeFiles = false } = {}) {
  /** @param {Buffer} bytes @returns {Promise<Result>} */
  const run = async (bytes) => {
    const parser = /** @type {MailParser} */ (new BoundedParser(wholeFiles));
    const result = listen(parser);
    await new Promise((resolve, reject) => {
      parser.on('error', reject);
      parser.on('end', () => resolve(null));
      Readable.from(chunksOf(bytes)).pipe(parser);
    });
    return result();
  };
  const bounded = firstLines(mail);
  try {
    return await run(bounded);
  } catch (error) {
    const first = /child nodes/.test(/** @type {Error} */ (error).message) ? firstParts(bounded) : bounded;
    if (first.length === bounded.length) throw error;
    return run(first);
  }
}
