import { cleanLine, shorten } from './clean.ts';

/** An item is told in many letters, and read once. */
const known = new Map<string, string[]>();
const mostKnown = 200;

/**
 * The Markdown of a news item as plain paragraphs. Nothing of it becomes markup: tags and images go, links keep their
 * words, lists become lines. The components' own Markdown lets scripts through, so a letter never uses it.
 */
export function newsParagraphs(markdown: string): readonly string[] {
  let found = known.get(markdown);
  if (found === undefined) {
    if (known.size >= mostKnown) known.clear();
    found = readParagraphs(markdown);
    known.set(markdown, found);
  }
  return found;
}

function readParagraphs(markdown: string): string[] {
  return markdown
    .slice(0, 20_000)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, ' ')
    .split(/\n[ \t]*\n/)
    .flatMap((chunk) => lines(chunk))
    .map((text) => cleanLine(inline(text)))
    .filter((text) => text !== undefined)
    .map((text) => shorten(text, 1000));
}

/** A paragraph's lines run together; those of a list, a quote or a heading stand alone. */
function lines(chunk: string): string[] {
  const found: string[] = [];
  for (const raw of chunk.split('\n')) {
    const line = raw.trim();
    if (/^([-*_]\s*){3,}$|^=+$|^`{3}|^~{3}/.test(line)) continue;
    const own = /^(#{1,6}\s+|[-*+]\s+|>\s?)(.*)$/.exec(line);
    const last = found.at(-1);
    if (own) found.push(own[2] ?? '');
    else if (last === undefined || /^\d{1,3}[.)]\s/.test(line)) found.push(line);
    else found[found.length - 1] = `${last} ${line}`;
  }
  return found;
}

function inline(text: string): string {
  return text
    .replaceAll(/!\[[^\][]*\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)/g, '')
    .replaceAll(/\[([^\][]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)/g, '$1')
    .replaceAll(/<(https?:\/\/[^<>\s]+)>/g, '$1')
    .replaceAll(/(\*\*|__)(?=\S)([^*_]+?)(?<=\S)\1/g, '$2')
    .replaceAll(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replaceAll(/(?<![\p{L}\p{N}_])_(?=\S)([^_]+?)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replaceAll(/`([^`]+)`/g, '$1')
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!<>])/g, '$1');
}
