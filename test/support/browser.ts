import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright, type Page } from 'playwright-core';

const onTheMachine = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real browser: the Chromium of the machine where there is one, else the one that comes with the packages. */
export async function openBrowser(): Promise<Browser> {
  const found = onTheMachine.find((path) => existsSync(path));
  // Its own services look for hosts outside; none is wanted here.
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  // The arguments that come with the packaged one are for a machine that lives a second: one process, gone with its first page.
  return playwright.launch({ executablePath: found ?? (await chromium.executablePath()), args: quiet });
}

/** Watches a page: what it asked for beyond its own host, and what went wrong in it. */
export function watch(page: Page, origin: string): { outside: string[]; errors: string[] } {
  const seen = { outside: [] as string[], errors: [] as string[] };
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) seen.outside.push(url);
  });
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(message.text());
  });
  return seen;
}
