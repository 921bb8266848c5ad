import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clients } from '../../src/db/schema.ts';
import { receiveMail } from '../../src/flows/inbound/receive-mail.ts';
import { answerTo, hadLetter } from '../support/mails.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { type OpenedAjar, openAjar } from '../support/web.ts';

/** As in support/api, which must not be loaded before the pages are built. */
const noon = new Date('2026-11-21T12:00:00.000Z');
const patient = { timeout: 30_000 };

/** What open pages hear, whatever lies between them and the server. */
describe('open pages', { timeout: 180_000 }, () => {
  let ajar: OpenedAjar;
  let proxy: Proxy;
  let pages: Page[] = [];
  beforeAll(async () => {
    ajar = await openAjar({ role: 'sales' });
    ajar.context.setDefaultTimeout(30_000);
  }, 180_000);
  afterAll(() => ajar?.close());
  beforeEach(async () => {
    proxy = await openProxy(ajar.url);
  });
  afterEach(async () => {
    for (const page of pages) await page.close();
    pages = [];
    await proxy.close();
  });

  const openInbox = async (): Promise<Page> => {
    const page = await ajar.context.newPage();
    pages.push(page);
    const listed = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/threads');
    await page.goto(`${proxy.url}/inbox?tab=all`);
    await listed;
    return page;
  };
  const streams = (count: number) => expect.poll(proxy.streams, patient).toBe(count);
  const somebodyAnswers = async (name: string): Promise<void> => {
    const letter = await hadLetter(ajar.api.app, ajar.people, `jo@${name.toLowerCase()}.example`, noon);
    await ajar.api.app.db.update(clients).set({ name }).where(eq(clients.id, letter.clientId));
    await receiveMail(ajar.api.app, { source: 'api', raw: answerTo(letter, 'Call me.') });
  };
  const shows = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(name) }).waitFor();
  const turn = (page: Page, visibility: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibility);

  it('are as many as one likes in a browser: they share a stream, and the next one keeps it', async () => {
    for (let count = 0; count < 7; count += 1) await openInbox();
    await streams(1);
    await somebodyAnswers('Alder');
    await Promise.all(pages.map((page) => shows(page, 'Alder')));
    await pages.shift()?.close();
    await streams(1);
    await somebodyAnswers('Birch');
    await Promise.all(pages.map((page) => shows(page, 'Birch')));
  });

  it('outlast a proxy that answers in place of the server, and hear of what they missed', async () => {
    const page = await openInbox();
    await streams(1);
    const outage = proxy.refuse();
    proxy.cut();
    // So often is asked before an answer is given up.
    await expect.poll(() => outage.refused('/v1/session'), patient).toBeGreaterThanOrEqual(3);
    await somebodyAnswers('Cedar');
    outage.end();
    await shows(page, 'Cedar');
    await streams(1);
  });

  it('miss nothing that came between their first answer and the stream', async () => {
    const begin = proxy.hold();
    const page = await openInbox();
    await somebodyAnswers('Damson');
    begin();
    await shows(page, 'Damson');
  });

  it('read again what was asked for before a change and answered after it', async () => {
    const page = await ajar.context.newPage();
    pages.push(page);
    let counted = 0;
    page.on('request', (asked) => (counted += asked.url().endsWith('/v1/threads/counts') ? 1 : 0));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isList = (url: URL) => url.pathname === '/v1/threads';
    await page.route(
      isList,
      async (route) => {
        const old = await route.fetch();
        await released;
        await route.fulfill({ response: old });
      },
      { times: 1 },
    );
    await page.goto(`${proxy.url}/inbox?tab=all`);
    // Once as the page opens, once as its stream does, and once for the answer that comes in.
    await expect.poll(() => counted, patient).toBeGreaterThanOrEqual(2);
    const before = counted;
    await somebodyAnswers('Hazel');
    await expect.poll(() => counted, patient).toBeGreaterThan(before);
    release();
    await shows(page, 'Hazel');
  });

  it('keep no stream while they are not on the screen, and read anew when they are', async () => {
    const page = await openInbox();
    const other = await openInbox();
    await streams(1);
    await turn(page, 'hidden');
    await somebodyAnswers('Elder');
    await shows(other, 'Elder');
    await turn(other, 'hidden');
    await streams(0);
    await somebodyAnswers('Fir');
    await turn(page, 'visible');
    await shows(page, 'Fir');
    await streams(1);
  });

  it('hear each for itself where the browser has no locks, while they are on the screen', async () => {
    await ajar.context.addInitScript(() => {
      if (location.hash === '#no-locks') Reflect.deleteProperty(Navigator.prototype, 'locks');
    });
    const page = await openInbox();
    await page.goto('about:blank');
    await page.goto(`${proxy.url}/inbox?tab=all#no-locks`);
    expect(await page.evaluate(() => 'locks' in navigator)).toBe(false);
    await streams(1);
    await turn(page, 'hidden');
    await streams(0);
    await somebodyAnswers('Gorse');
    await turn(page, 'visible');
    await shows(page, 'Gorse');
    await streams(1);
  });

  it('become those of whoever the browser is signed in as, in every tab', async () => {
    const page = await openInbox();
    const other = await openInbox();
    await streams(1);
    const [, value = ''] = (await ajar.api.signIn('admin')).headers.cookie.split('=');
    const [cookie] = await ajar.context.cookies(proxy.url);
    await ajar.context.addCookies([{ ...cookie!, value }]);
    const outage = proxy.refuse();
    proxy.cut();
    await expect.poll(() => outage.refused('/v1/events'), patient).toBeGreaterThan(0);
    outage.end();
    for (const one of [page, other]) await one.getByRole('button', { name: /^Test admin: own page/ }).waitFor();
    await streams(1);
    await page.getByRole('button', { name: /^Test admin: own page/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const one of [page, other]) await one.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await streams(0);
  });
});
