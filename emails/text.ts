import type { Run } from './compile.ts';
import type { Block, Letter } from './letter.ts';

/** The plain part: the same words, every address written out, a blank line between paragraphs, no line broken by us. */
export function letterText(letter: Letter): string {
  return [
    inline(letter.greeting),
    ...letter.body.flatMap(blockText),
    [letter.signOff, ...letter.signature].filter((line) => line !== '').join('\n'),
    '----------',
    letter.why,
    letter.address,
    alone(letter.stop),
    alone(letter.choose),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The number of words between greeting and signature; addresses of links are not words. */
export function letterWords(letter: Letter): number {
  const text = letter.body
    .flatMap(blockText)
    .join(' ')
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .replaceAll(/(?<=\d)[\s().-]+(?=\d)/g, '');
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function blockText(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [paragraph(block.runs)];
    case 'highlights':
      return [[inline(block.lead), ...block.items.map((item) => `- ${item}`)].join('\n')];
    case 'offer':
      return [block.lines.map(inline).join('\n')];
    case 'news':
      return block.items.flatMap((item) => [
        ...(item.title === null ? item.paragraphs : [[item.title, ...item.paragraphs].join('\n')]),
        ...(item.link ? [alone(item.link)] : []),
      ]);
  }
}

function paragraph(runs: Run[]): string {
  const [only, second] = runs;
  return only?.href !== undefined && second === undefined ? alone(only) : inline(runs);
}

/** A link within a sentence; the angle brackets (RFC 3986, appendix C) keep the stop after it out of the address. */
function inline(runs: Run[]): string {
  return runs.map((run) => (run.href === undefined ? run.text : `${run.text} <${run.href}>`)).join('');
}

function alone({ text, href }: Run): string {
  return `${text.replace(/[.:]$/, '')}:\n${href}`;
}
