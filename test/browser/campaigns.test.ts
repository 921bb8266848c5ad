import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignDrafts, campaignVersions, enrollments } from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { depart } from '../support/departed.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** A marketer changes what a campaign does: a draft, what it would mean, and a new version with everybody moved. */

let ajar: OpenedAjar;
let page: Page;
let contactId: string;

beforeAll(async () => {
  ajar = await openAjar({
    role: 'marketer',
    seed: async ({ api }) => {
      await ensureBuiltIns(api.app);
      ({ contactId } = await depart(
        api,
        'northwind.example',
        { departedOn: '2026-11-16' },
        { name: 'Northwind GmbH' },
      ));
      await depart(api, 'tidewater.example', { departedOn: '2026-11-18' }, { name: 'Tidewater Dental' });
    },
  });
  page = ajar.page;
}, 240_000);
afterAll(() => ajar?.close());

const button = (name: string | RegExp) => page.getByRole('button', { name });
const step = (key: string) => page.locator(`[data-step="${key}"]`);
const saved = () => page.locator('[data-draft-state="saved"]').waitFor();
const draft = async () => (await ajar.api.app.db.select().from(campaignDrafts))[0]?.definition;
const keysOf = (definition: unknown) => (definition as { steps: { key: string }[] }).steps.map(({ key }) => key);

describe('the campaigns', () => {
  it('are listed with their numbers', async () => {
    await page.goto(`${ajar.url}/campaigns`);
    const card = page.getByRole('article', { name: 'Door ajar' });
    await card.getByText('Version 1').waitFor();
    expect(await card.innerText()).toMatch(/Under way\s+2\s+On hold\s+0/);
    await expectAccessible(page);
    await expectNarrow(page);
    await card.getByRole('link', { name: 'Door ajar' }).click();
    await page.waitForURL(/\/campaigns\/door-ajar$/);
  });

  it('shows each step in words, the plan of a real client, and a letter as it would leave', async () => {
    await step('first_letter').getByText('14 days after the departure').waitFor();
    await page.getByText('A real client').click();
    await page.getByLabel('Client', { exact: true }).fill('northw');
    await page.getByRole('option', { name: /Northwind GmbH/ }).click();
    await page.getByRole('list', { name: 'The plan' }).getByText('Letter: Thank-you').waitFor();
    await button('Read this thank-you').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-letter-subject]').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectAccessible(page);
    await expectNarrow(page);
  });
});

describe('a draft', () => {
  it('is kept by itself, says what is wrong at its step, and can be mended by keyboard', async () => {
    await step('check_in').locator('[data-step-head]').press('Enter');
    const count = step('check_in').getByLabel('When', { exact: true });
    await count.fill('75');
    await count.press('Tab');
    await saved();
    await step('check_in').getByText('75 days after the departure').waitFor();
    expect(JSON.stringify(await draft())).toContain('"P75D"');
    await step('check_in').getByLabel('Too late after').fill('400');
    await page.keyboard.press('Tab');
    await saved();
    await expectAccessible(page);

    await button('Add a step').first().click();
    await page.getByRole('menuitem', { name: 'Task' }).click();
    await page.getByText('One thing is to be mended').waitFor();
    expect(await button(/^Publish as version 2/).isDisabled()).toBe(true);
    await expectAccessible(page);
    await expectNarrow(page);
    const added = step('call');
    await added.getByLabel('What is to be done').fill('Ask about the new office');
    await saved();
    await expect.poll(() => page.getByText('One thing is to be mended').count()).toBe(0);
  });

  it('outlives the page, and its steps are moved and removed with a way back', async () => {
    await page.reload();
    await step('call').getByText('Ask about the new office').waitFor();
    await step('call').locator('[data-step-head]').press('Alt+ArrowUp');
    await saved();
    expect(keysOf(await draft()).slice(-2)).toEqual(['call', 'farewell']);
    await button('Remove "Ask about the new office"').click();
    await step('call').waitFor({ state: 'detached' });
    await button('Undo').click();
    await step('call').waitFor();
    await saved();
    await button('Remove "Ask about the new office"').click();
    await saved();
    expect(keysOf(await draft())).not.toContain('call');
  });

  it('is published with the difference in words, and everybody is moved by choice', async () => {
    await button(/^Publish as version 2/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('"check_in" changed: it comes 75 days after the departure instead of 60 days').waitFor();
    await dialog.getByRole('radio', { name: /They stay in their version/ }).waitFor();
    await dialog.getByText(/2 people: nothing changes for the next letter/).waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await dialog.getByRole('radio', { name: /They go on in version 2/ }).click();
    await dialog.getByRole('button', { name: 'Publish version 2 and move 2 people' }).click();
    await page.getByText('Version 2 is published. 2 people were moved.').waitFor();
    const rows = await ajar.api.app.db
      .select({ version: campaignVersions.version })
      .from(enrollments)
      .innerJoin(campaignVersions, eq(campaignVersions.id, enrollments.versionId));
    expect(rows.map((row) => row.version)).toEqual([2, 2]);
    expect(await draft()).toBeUndefined();
    expect(await button(/^Publish as version 3/).isDisabled()).toBe(true);
  });

  it('tells beside the steps what has come of them, and versions can be brought back', async () => {
    const { app, setNow } = ajar.api;
    setNow(new Date('2026-12-03T10:00:00.000Z'));
    await tick(app, app.now());
    await page.reload();
    await step('first_letter')
      .getByText(/2 accepted/)
      .waitFor();
    const letters = await ajar.api.call('GET', `/v1/messages?contact=${contactId}`);
    expect(letters.body.data).toMatchObject([{ stepKey: 'first_letter', state: 'accepted' }]);
    await page.getByRole('tab', { name: 'Versions' }).click();
    await button('What changed').last().click();
    await expectAccessible(page);
    await button('Bring it back as a draft').click();
    await saved();
    await step('check_in').getByText('60 days after the departure').waitFor();
    await button('Discard the draft').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
    await step('check_in').getByText('75 days after the departure').waitFor();
    expect(await draft()).toBeUndefined();
  });

  it('is told when somebody else has changed it', async () => {
    const change = async (days: string) => {
      const count = step('check_in').getByLabel('When', { exact: true });
      if (!(await count.isVisible())) await step('check_in').locator('[data-step-head]').click();
      await count.fill(days);
    };
    await change('80');
    await saved();
    const theirs = await draft();
    ajar.api.setNow(new Date('2026-12-03T10:01:00.000Z'));
    await ajar.api.call('PUT', '/v1/campaigns/door-ajar/draft', { definition: theirs, baseVersion: 2 });
    await change('81');
    await page.getByText('Somebody else has changed this draft').waitFor();
    await expectAccessible(page);
    await button('Keep mine').click();
    await saved();
    expect(JSON.stringify(await draft())).toContain('"P81D"');
  });
});

describe('further campaigns', () => {
  it('begin as a copy, and departures are led to them by rules', async () => {
    await page.goto(`${ajar.url}/campaigns`);
    await page.getByRole('article').first().waitFor();
    await page.locator('body').press('n');
    await page.getByRole('dialog').getByLabel('Name', { exact: false }).first().fill('Short goodbye');
    await expectAccessible(page);
    await button('Make the draft').click();
    await page.waitForURL(/\/campaigns\/short-goodbye$/);
    await button(/^Publish …/).click();
    await page.getByText('Nobody is in this campaign now').waitFor();
    await button('Publish as version 1').click();
    await page.getByText('Version 1 is published.').waitFor();

    await page.goto(`${ajar.url}/campaigns/routing`);
    await button('Add a rule').click();
    await page.getByLabel('Name').fill('Finished projects');
    await page.getByRole('combobox', { name: 'goes to' }).first().click();
    await page.getByRole('option', { name: 'Short goodbye' }).click();
    await expectAccessible(page);
    await expectNarrow(page);
    await button('Save the rules').click();
    await page.getByText('The routing rules are saved.').waitFor();
    const { body } = await ajar.api.call('GET', '/v1/routing-rules');
    expect(body.data).toMatchObject([
      { name: 'Finished projects', campaign: 'short-goodbye' },
      { campaign: 'door-ajar' },
    ]);
  });

  it('can be read, not changed, by those who sell', async () => {
    const other = await ajar.enter('sales');
    await other.goto(`${ajar.url}/campaigns/door-ajar`);
    const head = other.locator('[data-step="check_in"] [data-step-head]');
    await head.click();
    expect(await other.getByLabel('When', { exact: true }).isDisabled()).toBe(true);
    expect(await other.getByRole('button', { name: /Publish/ }).count()).toBe(0);
    expect(await other.getByRole('button', { name: 'Add a step' }).count()).toBe(0);
    await other.close();
  });

  it('asks for nothing outside and breaks nothing', () => {
    const problems = ajar.seen.errors.filter((error) => !/409/.test(error));
    expect({ ...ajar.seen, errors: problems }).toEqual({ outside: [], errors: [] });
  });
});
