import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { houseMails, users } from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { depart } from '../support/departed.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** A marketer writes: a wording is changed, looked at, tried out and saved, and the next letter has it. */

let ajar: OpenedAjar;
let page: Page;
let contactId: string;

beforeAll(async () => {
  ajar = await openAjar({
    role: 'marketer',
    seed: async ({ api, userId }) => {
      await ensureBuiltIns(api.app);
      ({ contactId } = await depart(
        api,
        'northwind.example',
        { departedOn: '2026-11-16', highlights: [{ text: 'Cut onboarding from nine days to two' }] },
        { name: 'Northwind GmbH' },
      ));
      await api.app.db.update(users).set({ emailVerifiedAt: api.app.now() }).where(eq(users.id, userId!));
    },
  });
  page = ajar.page;
}, 240_000);
afterAll(() => ajar?.close());

const button = (name: string | RegExp) => page.getByRole('button', { name });
const standing = (text: string) => page.locator('[data-standing]', { hasText: text }).waitFor();
const subject = () => page.locator('[data-letter-subject]');

describe('the letters', () => {
  it('are shown, all six, and open by keyboard', async () => {
    await page.goto(`${ajar.url}/letters`);
    await page.locator('[data-letter]').nth(5).waitFor();
    await page.getByText('My last letter for now').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('link', { name: 'Thank-you' }).press('Enter');
    await page.waitForURL(/\/letters\/thank_you\/en$/);
    await standing('As it ships with Ajar.');
  });

  it('are read as a sample and with the data of a client, on a phone, in the dark, as text and as source', async () => {
    const frame = page.frameLocator('iframe');
    await frame.getByText('Hello Jo,').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByText('Phone', { exact: true }).click();
    await page.getByText('Dark', { exact: true }).click();
    await expect
      .poll(() => frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor))
      .toBe('rgb(28, 28, 30)');
    await page.getByText('A real client').click();
    await page.getByLabel('Client', { exact: true }).fill('northw');
    await page.getByRole('option', { name: /Northwind GmbH/ }).click();
    await frame.getByText(/nine days to two/).waitFor();
    await page.getByText('Plain text').click();
    await page.getByLabel('The letter as plain text').getByText('Hello Jo,').waitFor();
    await page.getByText('Source', { exact: true }).click();
    await page.getByLabel('The source of the letter').getByText('<!DOCTYPE html').waitFor();
    await expectAccessible(page);
    await page.getByText('Letter', { exact: true }).click();
    await page.getByText('Sample', { exact: true }).click();
  });
});

describe('a wording', () => {
  it('is checked as it is written, at the place', async () => {
    const field = page.getByRole('textbox', { name: 'Subject, way 1' });
    await field.fill('We miss you!');
    await page.getByText('A letter has no exclamation marks.').waitFor();
    expect(await button('Save as a new revision').isDisabled()).toBe(true);
    await expectAccessible(page);
    await field.fill('From all of us, after ');
    await field.press('End');
    await button('Insert a value into "Subject, way 1"').click();
    await page.getByRole('menuitem', { name: /\{years\}/ }).click();
    await expect.poll(() => field.inputValue()).toBe('From all of us, after {years}');
    await expect.poll(() => subject().innerText()).toBe('From all of us, after five years');
    await standing('Not saved yet');
  });

  it('survives the page being closed', async () => {
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Subject, way 1' }).inputValue()).toBe(
      'From all of us, after {years}',
    );
    await page.getByRole('textbox', { name: 'Subject, way 2' }).fill('From all of us');
  });

  it('is looked at beforehand for those to whom it is to come', async () => {
    await page.getByRole('tab', { name: 'Preflight' }).click();
    const lines = page.locator('[data-preflight]');
    await lines
      .getByText('{years} is not there for 1 of 1 client (Northwind GmbH): another way to say it stands in.')
      .waitFor();
    await lines.getByText('Every letter has its link to stop everything, in both its parts.').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('tab', { name: 'Wording' }).click();
  });

  it('is tried out at one’s own address', async () => {
    await button('Send me a test').click();
    await page.getByText(/A test is on its way to /).waitFor();
    await ajar.deliverHouseMail();
    const [mail] = await ajar.api.app.db.select().from(houseMails);
    expect(mail).toMatchObject({
      kind: 'test_send',
      userId: ajar.userId,
      state: 'accepted',
      subject: '[Test] From all of us, after five years',
    });
    expect(mail?.text).toContain('Hello Jo,');
  });

  it('is saved as a revision, says what it reaches, and the next letter has it', async () => {
    await button('Save as a new revision').click();
    await page.getByText('Revision 1 is saved: 1 letter still to come, 0 went with the old text.').waitFor();
    await standing('Revision 1 is in force.');
    const { app, setNow, call } = ajar.api;
    setNow(new Date('2026-12-01T10:00:00.000Z'));
    await tick(app, app.now());
    const { body } = await call('GET', `/v1/messages?contact=${contactId}`);
    const letter = await call('GET', `/v1/messages/${body.data[0].id}`);
    expect(letter.body).toMatchObject({ state: 'accepted', copy: { subject: 'From all of us' } });
  });

  it('has a history and a way back, and a language can be added', async () => {
    await page.getByRole('tab', { name: 'Revisions' }).click();
    await page.getByText('Revision 1, in force').waitFor();
    await expectAccessible(page);
    await button('Bring back: As it ships with Ajar').click();
    await button('Save as a new revision').click();
    await page.getByText(/Revision 2 is saved/).waitFor();
    await expect.poll(() => subject().innerText()).toBe('Thank you for five years together');

    await button('Add a language').click();
    await page.getByLabel('Language', { exact: true }).fill('fr');
    await page.getByText('French').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/letters\/thank_you\/fr$/);
    await page.getByText('There is no wording in this language yet').waitFor();
    await page.getByRole('textbox', { name: 'Subject, way 2' }).fill('Merci');
    await button('Save as a new revision').click();
    await page.getByText(/Revision 1 is saved/).waitFor();
    const { body } = await ajar.api.call('GET', '/v1/wordings/thank_you/fr');
    expect(body.wording).toMatchObject({ revision: 1, source: 'edited' });
    await expectAccessible(page);
    await expectNarrow(page);
  });

  it('can be read, not changed, by those who sell; nothing is asked for outside and nothing breaks', async () => {
    const other = await ajar.enter('sales');
    await other.goto(`${ajar.url}/letters/offer/en`);
    expect(await other.getByRole('textbox', { name: 'Preheader' }).isDisabled()).toBe(true);
    expect(await other.getByRole('button', { name: 'Save as a new revision' }).count()).toBe(0);
    await other.close();
    expect(ajar.seen).toEqual({ outside: [], errors: [] });
  });
});
