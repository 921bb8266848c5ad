import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { unbroken } from './layout.tsx';
import type { Letter } from './letter.ts';
import { templates } from './templates.ts';

/** The markup of all letters of one shape, cut where the words of a letter stand: `slots[n]` follows `literals[n]`. */
interface Page {
  literals: string[];
  slots: number[];
}

const doctype =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">';

/** What shapes a letter rather than being said in it. */
const structural = new Set(['kind', 'as', 'lang', 'dir']);
const mostPages = 500;
const pages = new Map<string, Page>();

/**
 * The web part of a letter. React renders each shape of letter (its kind, its blocks, which lines are there) once, with
 * stand-ins for the words; after that the words are only escaped, as React does it, and filled in. The bytes are the same
 * as if React had rendered the letter itself, for a tenth of the time.
 */
export function letterPage(letter: Letter): string {
  const words: string[] = [];
  const shape = shapeOf(letter, words);
  const key = JSON.stringify(shape);
  let page = pages.get(key);
  if (page === undefined) {
    if (pages.size >= mostPages) pages.clear();
    page = renderPage(shape);
    pages.set(key, page);
  }
  return page.slots.reduce(
    (html, slot, index) => html + escapeWord(words[slot]!) + page.literals[index + 1]!,
    page.literals[0]!,
  );
}

/** The letter with a stand-in for each word; the words are collected in their order. An empty one shapes the page. */
function shapeOf<Part>(part: Part, words: string[]): Part {
  if (typeof part === 'string') return (part === '' ? '' : standIn(words.push(part) - 1)) as Part;
  if (Array.isArray(part)) return part.map((one) => shapeOf(one, words)) as Part;
  if (part === null || typeof part !== 'object') return part;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part)) {
    const isRun = name === 'text' && !('href' in part);
    copy[name] = structural.has(name) ? value : shapeOf(isRun ? unbroken(value as string) : value, words);
  }
  return copy as Part;
}

/** Between two characters for private use, which no template has and no escaping touches. */
function standIn(slot: number): string {
  return `\ue000${slot}\ue001`;
}

function renderPage(shape: Letter): Page {
  const parts = (doctype + renderToStaticMarkup(createElement(templates[shape.kind], { letter: shape }))).split(
    /\ue000(\d+)\ue001/,
  );
  return {
    literals: parts.filter((_, index) => index % 2 === 0),
    slots: parts.filter((_, index) => index % 2 === 1).map(Number),
  };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };

function escapeWord(word: string): string {
  return /[&<>"']/.test(word) ? word.replace(/[&<>"']/g, (mark) => entities[mark]!) : word;
}
