// @ts-check
/**
 * Makes of one mail what a person may look at: its HTML without anything that runs, loads or reaches out, or the bytes of
 * one attachment. In a thread of its own that ends with it, so that a hostile mail can cost no more than this thread.
 */
import { parentPort, workerData } from 'node:worker_threads';

import sanitizeHtml from 'sanitize-html';
import { decode, normalize, runParser } from './mail-bytes.mjs';

const longestHtml = 2_000_000;
const mostPictureBytes = 6_000_000;
const deepest = 100;
const pictures = /^image\/(png|jpe?g|gif|webp)$/i;

/** What a style may say: how text looks, never where it is fetched from or what it covers. */
const plainValue = /^(?!.*(?:url|expression|image|var|attr|env)\s*\()[a-z0-9 #%.,()'"-]{1,120}$/i;
const styles = Object.fromEntries(
  [
    'color',
    'background-color',
    'font',
    'font-family',
    'font-size',
    'font-style',
    'font-weight',
    'line-height',
    'text-align',
    'text-decoration',
    'text-indent',
    'vertical-align',
    'white-space',
    'padding',
    'padding-left',
    'padding-right',
    'padding-top',
    'padding-bottom',
    'margin',
    'margin-left',
    'margin-right',
    'margin-top',
    'margin-bottom',
    'border',
    'border-left',
    'border-right',
    'border-top',
    'border-bottom',
    'border-collapse',
    'width',
    'max-width',
    'list-style-type',
  ].map((name) => [name, [plainValue]]),
);

const tags =
  'p br hr div span blockquote pre code center font address section article h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a img b strong i em u s strike del ins sub sup small big tt mark q table caption thead tbody tfoot tr td th col colgroup'.split(
    ' ',
  );

/**
 * @param {string} html
 * @param {boolean} withImages
 * @param {Map<string, string>} inline pictures that came with the mail, by Content-ID
 */
function clean(html, withImages, inline) {
  return sanitizeHtml(html.slice(0, longestHtml), {
    allowedTags: tags,
    nestingLimit: deepest,
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'valign', 'bgcolor', 'width', 'height'],
      a: ['href', 'title', 'rel'],
      img: ['src', 'alt', 'title'],
      font: ['color', 'face', 'size'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      table: ['border', 'cellpadding', 'cellspacing'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': styles },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: withImages ? ['https', 'data'] : ['data'] },
    allowProtocolRelative: false,
    transformTags: {
      a: (tag, attributes) => ({ tagName: tag, attribs: { ...attributes, rel: 'noopener noreferrer nofollow' } }),
      img: (tag, { src = '', ...attributes }) => {
        const own = /^cid:/i.test(src) ? inline.get(src.slice(4).toLowerCase()) : src;
        const isPicture = own !== undefined && /^data:image\/(png|jpe?g|gif|webp);base64,/i.test(own);
        const isLoaded = withImages && own !== undefined && /^https:\/\//i.test(own);
        return { tagName: tag, attribs: isPicture || isLoaded ? { ...attributes, src: own } : attributes };
      },
    },
  });
}

/** @typedef {{ kind: 'html', withImages: boolean } | { kind: 'part', number: number }} Wanted */

/**
 * The words, and of the parts those bytes that are wanted: parts have the numbers that they have where mail is taken apart.
 * @param {Buffer} raw
 * @param {Wanted} wanted
 * @returns {Promise<{ html: string | null, text: string | null, parts: { contentType: string, cid: string | null, filename: string | null, bytes: Buffer }[] }>}
 */
function read(raw, wanted) {
  const wholeFiles = wanted.kind === 'part';
  return runParser(
    normalize(raw),
    (parser) => {
      /** @type {any} */
      const found = { html: null, text: null, parts: [] };
      parser.on('data', (/** @type {any} */ data) => {
        if (data.type === 'text') {
          found.html = data.html ? String(data.html) : null;
          found.text = data.text ?? null;
          return;
        }
        const part = {
          contentType: String(data.contentType ?? 'application/octet-stream').toLowerCase(),
          cid: data.cid ? String(data.cid).toLowerCase() : null,
          filename: data.filename ? String(data.filename) : null,
          bytes: Buffer.alloc(0),
        };
        const isWanted =
          wanted.kind === 'part'
            ? found.parts.length === wanted.number
            : part.cid !== null && pictures.test(part.contentType);
        found.parts.push(part);
        /** @type {Buffer[]} */
        const chunks = [];
        data.content.on('data', (/** @type {Buffer} */ chunk) => isWanted && chunks.push(chunk));
        data.content.on('end', () => {
          part.bytes = Buffer.concat(chunks);
          data.release();
        });
      });
      return () => found;
    },
    { wholeFiles },
  );
}

/** @param {{ contentType: string, cid: string | null, bytes: Buffer }[]} parts */
function picturesOf(parts) {
  /** @type {Map<string, string>} */
  const inline = new Map();
  let left = mostPictureBytes;
  for (const { contentType, cid, bytes } of parts) {
    if (cid === null || !pictures.test(contentType) || bytes.length > left) continue;
    left -= bytes.length;
    inline.set(cid, `data:${contentType};base64,${bytes.toString('base64')}`);
  }
  return inline;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const { raw, wanted } = /** @type {{ raw: Uint8Array, wanted: Wanted }} */ (workerData);
const mail = await read(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), wanted);
if (wanted.kind === 'part') {
  const part = mail.parts[wanted.number];
  parentPort?.postMessage(
    part === undefined ? null : { contentType: part.contentType, filename: part.filename, bytes: part.bytes },
  );
} else {
  const text = mail.text ?? (mail.html === null && mail.parts.length === 0 ? decode(raw.subarray(0, longestHtml)) : '');
  parentPort?.postMessage(
    mail.html === null
      ? `<pre style="white-space:pre-wrap;font:inherit">${escape(text.slice(0, longestHtml))}</pre>`
      : clean(mail.html, wanted.withImages, picturesOf(mail.parts)),
  );
}
