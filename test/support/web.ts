import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { UserRole } from '../../src/domain/user.ts';
import { sendHouseMails } from '../../src/flows/house/send-house-mails.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import type { TestApi } from './api.ts';
import { openBrowser, watch } from './browser.ts';
import { makePeople, type People } from './people.ts';

/** The web app as somebody uses it: a real server on a database of its own, and a browser in which they are signed in. */
export interface OpenedAjar {
  page: Page;
  context: BrowserContext;
  /** Where it is, without a slash at the end. */
  url: string;
  api: TestApi;
  people: People;
  /** Null when nobody is signed in. */
  userId: string | null;
  /** What went wrong on the page so far, and what it asked for elsewhere. */
  seen: { outside: string[]; errors: string[] };
  /** Another person in a browser of their own. */
  enter: (role: UserRole) => Promise<Page>;
  /** What the schedule does with mail to the house. */
  deliverHouseMail: () => Promise<number>;
  close: () => Promise<void>;
}

interface OpenOptions {
  /** Null: nobody is signed in. */
  role: UserRole | null;
  /** What is on file before the browser opens. */
  seed?: (ajar: { api: TestApi; people: People; userId: string | null }) => Promise<void>;
  now?: Date;
}

const root = path.resolve(import.meta.dirname, '../..');
let built: Promise<unknown> | null = null;

/** Opens nothing yet: `await ajar.page.goto(ajar.url + '/clients')`. */
export async function openAjar({ role, seed, now }: OpenOptions): Promise<OpenedAjar> {
  // The pages are those of the sources; the server looks for them when it is loaded.
  built ??= promisify(execFile)(process.execPath, ['src/build.mjs'], { cwd: root });
  await built;
  const { makeApi } = await import('./api.ts');
  const api = await makeApi();
  if (now) api.setNow(now);
  api.app.transport = openCapture();
  const people = makePeople(api.app.db, api.app.addressKey, api.app.now());
  const signedIn = role === null ? null : await api.signIn(role);
  const userId = signedIn?.userId ?? null;
  await seed?.({ api, people, userId });
  await api.server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(api.server.server.address() as AddressInfo).port}`;
  api.app.config.publicUrl = url;
  const browser = await openBrowser();
  const context = await openContext(browser, url, signedIn?.headers.cookie ?? null);
  const page = await context.newPage();
  return {
    page,
    context,
    url,
    api,
    people,
    userId,
    seen: watch(page, url),
    enter: async (other) => {
      const { headers } = await api.signIn(other);
      return (await openContext(browser, url, headers.cookie)).newPage();
    },
    deliverHouseMail: () => sendHouseMails(api.app, api.app.now()),
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}

async function openContext(browser: Browser, url: string, cookie: string | null): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  if (cookie !== null) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
  }
  return context;
}

interface Axe {
  run: (options: object) => Promise<{
    violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
  }>;
}

/** Nothing that axe knows of keeps somebody out (WCAG 2.2 A and AA), in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset['mantineColorScheme'] === wanted,
      colorScheme,
    );
    // A colour on its way from one scheme to the other is neither's.
    await page.evaluate(async () => {
      const isFinite = (one: Animation) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
      await new Promise(requestAnimationFrame);
      await Promise.allSettled(
        document
          .getAnimations()
          .filter(isFinite)
          .map(({ finished }) => finished),
      );
    });
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: Axe };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } });
      return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map(({ html }) => html) }));
    });
    expect({ colorScheme, found }).toEqual({ colorScheme, found: [] });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** On a telephone, 360 wide, nothing stands out sideways. */
export async function expectNarrow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  // The frame takes a moment to make way.
  await expect.poll(() => page.evaluate(findOutside)).toEqual({ scrolls: false, outside: [] });
  if (before) await page.setViewportSize(before);
}

/** In the page: whether it scrolls sideways, and what stands out that nothing clips. */
function findOutside(): { scrolls: boolean; outside: string[] } {
  const limit = document.documentElement.clientWidth;
  const isClipped = (element: Element): boolean =>
    element.parentElement !== null &&
    (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element.parentElement).overflowX) ||
      isClipped(element.parentElement));
  const outside = [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > limit + 1 && !isClipped(element))
    .map((element) => element.outerHTML.slice(0, 120));
  return { scrolls: document.documentElement.scrollWidth > limit, outside: outside.slice(0, 5) };
}
