import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { houseMails, users } from '../../src/db/schema.ts';
import { makeHouse } from '../../src/flows/demo/make-house.ts';
import { findDemoToken } from '../../src/flows/demo/sign-in-to-demo.ts';
import { makeClaimToken } from '../../src/flows/house/claim-house.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** Getting in, each way from the link to the product, in a browser. */

let ajar: OpenedAjar;
let page: Page;

beforeAll(async () => {
  ajar = await openAjar({ role: null });
  ({ page } = ajar);
}, 180_000);
afterAll(() => ajar?.close());

const password = 'seven paper lanterns';
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: /own page and sign out/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading('Sign in').waitFor();
}

/** The link in the latest captured mail of this kind, as its reader would open it. */
async function linkIn(kind: 'invitation' | 'password_reset' | 'address_check'): Promise<string> {
  await ajar.deliverHouseMail();
  const mails = await ajar.api.app.db.select().from(houseMails).where(eq(houseMails.kind, kind));
  const mail = mails.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
  expect(mail?.state).toBe('accepted');
  return /http\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}

describe('the first admin', () => {
  it('claims the installation, after a password that is too weak, and is in', async () => {
    const token = await makeClaimToken(ajar.api.app);
    await page.goto(`${ajar.url}/claim/${token}`);
    await heading('Make it yours').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByLabel('Your name').fill('Olga Ruiz');
    await page.getByLabel('E-mail address').fill('olga@studio.example');
    await page.getByLabel('Password', { exact: true }).fill('olga2026!!');
    await button('Make it mine').click();
    await page.getByText('Leave out "olga"').waitFor();
    // What was typed is still there, and the field that is wrong has the focus.
    expect(await page.getByLabel('Your name').inputValue()).toBe('Olga Ruiz');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-pointer')))
      .toBe('/password');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await button('Make it mine').click();
    await page.getByRole('button', { name: /Olga Ruiz: own page/ }).waitFor();
    expect(new URL(page.url()).pathname).not.toContain('claim');
    const [olga] = await ajar.api.app.db.select().from(users).where(eq(users.email, 'olga@studio.example'));
    expect(olga).toMatchObject({ role: 'admin', name: 'Olga Ruiz' });
    await page.goto(`${ajar.url}/claim/${token}`);
    await heading('This link does not work any more').waitFor();
  });

  it('shows that the address is theirs', async () => {
    await page.goto(await linkIn('address_check'));
    await button('Yes, it is mine').click();
    await page.getByText('olga@studio.example is yours.').waitFor();
  });

  it('signs out and in again, and lands on the page they wanted', async () => {
    await page.goto(`${ajar.url}/profile`);
    await heading('Your profile').waitFor();
    await signOut();
    await page.goto(`${ajar.url}/profile`);
    await heading('Sign in').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByLabel('E-mail address').fill('olga@studio.example');
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await button('Sign in').click();
    await page.getByRole('alert').getByText('Address and password do not belong together.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await heading('Your profile').waitFor();
  });
});

describe('one’s profile', () => {
  it('is there for every device and colour, and keeps what is changed', async () => {
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByLabel('Title').fill('Client director');
    await page.getByRole('region', { name: 'You' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your profile is saved.').waitFor();
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
    const [olga] = await ajar.api.app.db.select().from(users).where(eq(users.email, 'olga@studio.example'));
    expect(olga).toMatchObject({ title: 'Client director', preferences: { colorScheme: 'dark' } });
    await page.getByText('As the system', { exact: true }).click();
  });
});

describe('an invitation', () => {
  it('is mailed, accepted, and shows the menu of the role', async () => {
    const { userId } = await ajar.api.signIn('sales', { email: 'mara@studio.example', name: 'Mara' });
    await ajar.api.call('POST', `/v1/users/${userId}/invitation`);
    await signOut();
    await page.goto(await linkIn('invitation'));
    await heading('Welcome to Ajar').waitFor();
    await page.getByText('You sign in as mara@studio.example.').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByLabel('Your name').fill('Mara Lindt');
    await page.getByLabel('Password', { exact: true }).fill('a quiet green harbour');
    await button('Come in').click();
    await page.getByRole('button', { name: /Mara Lindt: own page/ }).waitFor();
    const menu = page.getByRole('navigation').first();
    await menu.getByRole('link', { name: 'Today' }).waitFor();
    expect(await menu.getByRole('link', { name: /API keys|Audit log/ }).count()).toBe(0);
  });
});

describe('a forgotten password', () => {
  it('is replaced by the link in the mail', async () => {
    await signOut();
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await heading('Forgotten your password?').waitFor();
    await expectAccessible(page);
    await page.getByLabel('E-mail address').fill('mara@studio.example');
    await button('Mail me a link').click();
    await heading('Look into your mail').waitFor();
    await expectNarrow(page);
    await page.goto(await linkIn('password_reset'));
    await heading('A new password').waitFor();
    await page.getByLabel('New password').fill('another quiet harbour');
    await button('Save and sign in').click();
    await page.getByRole('button', { name: /Mara Lindt: own page/ }).waitFor();
    await signOut();
  });
});

describe('the demo', () => {
  it('opens with one click on the printed link, and is seen with other eyes', async () => {
    await makeHouse(ajar.api.app, '2026-11-21');
    await ajar.people.client({ isDemo: true });
    await page.goto(`${ajar.url}/demo/${await findDemoToken(ajar.api.app)}`);
    await page.getByRole('button', { name: /Ruth Abel: own page/ }).click();
    await page.getByRole('menuitem', { name: 'Mara (sales)' }).click();
    await page.getByRole('button', { name: /Mara Lindt: own page/ }).waitFor();
    await page.goto(`${ajar.url}/demo/wrong`);
    await heading('The demo does not open').waitFor();
  });

  it('asked nobody else for anything', () => {
    expect(ajar.seen.outside).toEqual([]);
  });
});
