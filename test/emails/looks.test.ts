import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { type Colour, contrast, negative, readColour, turned } from './colours.ts';
import { everyLetter } from './every-letter.ts';

let browser: Browser;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
  await page.route('**', async (route) => {
    asked.push(route.request().url());
    await route.abort();
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
}, 60_000);

interface Seen {
  words: string;
  ink: string;
  ground: string;
  size: number;
}

/** Each stretch of text that a person sees, and each rule, with its colour and that of the page behind it. */
async function look(): Promise<{ texts: Seen[]; rules: Omit<Seen, 'size'>[] }> {
  return page.evaluate(() => {
    const groundOf = (element: Element): string => {
      const ground = getComputedStyle(element).backgroundColor;
      const seen = ground !== 'rgba(0, 0, 0, 0)' && ground !== 'transparent';
      return seen || element.parentElement === null ? ground : groundOf(element.parentElement);
    };
    const texts: { words: string; ink: string; ground: string; size: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement!;
      if (node.nodeValue!.trim() === '' || !element.checkVisibility()) continue;
      const { color: ink, fontSize } = getComputedStyle(element);
      texts.push({ words: node.nodeValue!, ink, ground: groundOf(element), size: Number.parseFloat(fontSize) });
    }
    const rules = [...document.querySelectorAll('.rule')].map((element) => {
      const look = getComputedStyle(element);
      const ink = element.tagName === 'HR' ? look.borderTopColor : look.borderLeftColor;
      return { words: element.tagName, ink, ground: groundOf(element) };
    });
    return { texts, rules };
  });
}

const same = (colour: Colour): Colour => colour;

describe.each([
  ['light', 'light', same],
  ['dark', 'dark', same],
  ['turned dark by a program that keeps the hues', 'light', turned],
  ['turned dark as a negative', 'light', negative],
] as const)('on a page that is %s', (_, colorScheme, change) => {
  it('every word can be read by everybody (WCAG AA), and the rules are seen', async () => {
    await page.emulateMedia({ colorScheme });
    for (const { name, letter } of everyLetter) {
      await page.setContent(letter.html);
      const { texts, rules } = await look();
      const faint = (least: number, seen: Omit<Seen, 'size'>[]) =>
        seen.filter(({ ink, ground }) => contrast(change(readColour(ink)), change(readColour(ground))) < least);
      const seen = { name, someText: texts.length > 5, faint: [...faint(4.5, texts), ...faint(1.5, rules)] };
      expect(seen).toEqual({ name, someText: true, faint: [] });
    }
  });
});

it('turns dark where dark is wished for, and only there', async () => {
  const grounds: string[][] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setContent(everyLetter[0]!.letter.html);
    const { texts } = await look();
    grounds.push([...new Set(texts.map(({ ground }) => ground))]);
  }
  expect(grounds).toEqual([['rgb(255, 255, 255)'], ['rgb(28, 28, 30)']]);
});

it('scrolls sideways on no phone, whatever it holds, and nothing is smaller than 14 px', async () => {
  for (const { name, letter } of everyLetter) {
    await page.setContent(letter.html);
    for (const width of [320, 360, 600]) {
      await page.setViewportSize({ width, height: 600 });
      const wide = await page.evaluate(() => document.scrollingElement!.scrollWidth);
      expect({ name, wide }).toEqual({ name, wide: width });
    }
    const small = (await look()).texts.filter(({ size }) => size < 14);
    expect({ name, small }).toEqual({ name, small: [] });
  }
});

it('has links that a finger hits: 32 px high and apart from each other', async () => {
  await page.setViewportSize({ width: 320, height: 600 });
  for (const { name, letter } of everyLetter) {
    await page.setContent(letter.html);
    const links = await page.evaluate(() =>
      [...document.querySelectorAll('a')].map((link) => {
        const { top, bottom } = link.getBoundingClientRect();
        return { top, bottom, words: link.innerText };
      }),
    );
    const missed = links.filter(({ top, bottom }, at) => bottom - top < 32 || (links[at + 1]?.top ?? bottom) < bottom);
    expect({ name, some: links.length >= 2, missed }).toEqual({ name, some: true, missed: [] });
  }
});

it('runs its lines no wider than a letter, left on a wide screen', async () => {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.setContent(everyLetter[0]!.letter.html);
  const lines = await page.evaluate(() =>
    [...document.querySelectorAll('p')]
      .map((line) => line.getBoundingClientRect())
      .map(({ left, width }) => ({ left, width })),
  );
  expect(lines.filter(({ left, width }) => left !== 16 || width > 560)).toEqual([]);
});

it('is told by a screen reader as what it is: a text in its language, without tables', async () => {
  for (const { name, locale, letter } of everyLetter) {
    await page.setContent(letter.html);
    const told = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      title: document.title,
      tables: document.querySelectorAll('table:not([role=presentation])').length,
      images: document.querySelectorAll('img').length,
      namelessLinks: [...document.querySelectorAll('a')].filter((link) => link.innerText.trim() === '').length,
    }));
    const expected = { lang: locale, title: letter.subject, tables: 0, images: 0, namelessLinks: 0 };
    expect({ name, ...told }).toEqual({ name, ...expected });
  }
});

it('asks nobody for anything when it is opened', () => {
  expect(asked).toEqual([]);
});
