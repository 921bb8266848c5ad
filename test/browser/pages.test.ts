import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contacts, enrollments, suppressions } from '../../src/db/schema.ts';
import { makeToken } from '../../src/mail/token.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { openBrowser, watch } from '../support/browser.ts';
import { makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;
let browser: Browser;
let origin = '';

beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
  await api.server.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(api.server.server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await api.close();
});

const linkOf = (jo: { messageId: string }) =>
  `${origin}/u/${makeToken(api.app.secrets[0], 'unsubscribe', jo.messageId)}`;

it('lets a person stop everything with two clicks, on a phone, without scripts and without asking anybody outside', async () => {
  const jo = await people.departed('jo@phone.example');
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  const page = await context.newPage();
  const seen = watch(page, origin);
  await page.goto(linkOf(jo));
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  const posted = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.locator('button, input[type=submit]').first().click();
  await posted;
  const [enrollment] = await api.app.db.select().from(enrollments).where(eq(enrollments.id, jo.enrollmentId));
  expect(enrollment).toMatchObject({ state: 'exited', exitCode: 'unsubscribed' });
  const inForce = await api.app.db
    .select()
    .from(suppressions)
    .where(eq(suppressions.addressHash, people.hash('jo@phone.example')));
  expect(inForce).toMatchObject([{ scope: 'all', source: 'page' }]);
  expect(seen).toEqual({ outside: [], errors: [] });
  await context.close();
});

it('takes "not now, write again in six months" by keyboard alone', async () => {
  const jo = await people.departed('kim@keys.example');
  const page = await browser.newPage();
  await page.goto(`${linkOf(jo)}?choose=1`);
  const six = page.getByRole('button', { name: /6 months|six months/i });
  await six.focus();
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.keyboard.press('Enter'),
  ]);
  const [contact] = await api.app.db.select().from(contacts).where(eq(contacts.id, jo.contactId));
  expect(contact!.quietUntil).toBe('2027-05-21');
  await page.close();
});

it('shows the API reference without asking anybody outside', async () => {
  const page = await browser.newPage();
  const seen = watch(page, origin);
  await page.goto(`${origin}/docs`);
  await page.getByText('Mint a key with scopes of your own').waitFor();
  expect(seen).toEqual({ outside: [], errors: [] });
  await page.close();
});
