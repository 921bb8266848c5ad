import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { tasks, threads } from '../../src/db/schema.ts';
import { watch } from '../support/browser.ts';
import { seedDemo } from '../support/demo.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** The day's work, in the demo: a week goes by, people answer, and what waits is done where it stands. */

let ajar: OpenedAjar;
let page: Page;
let seen: ReturnType<typeof watch>;

beforeAll(async () => {
  ajar = await openAjar({ role: null, seed: seedDemo });
  page = await ajar.enter('admin');
  seen = watch(page, ajar.url);
}, 240_000);
afterAll(() => ajar?.close());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const section = (name: string) => page.getByRole('region', { name });

describe('today, in the demo', () => {
  it('greets, says what this is, and offers three things to try', async () => {
    await page.goto(`${ajar.url}/`);
    await page.getByRole('heading', { level: 1, name: /^Good (morning|afternoon|evening), / }).waitFor();
    await page.getByText('Thirteen clients have left this studio.').waitFor();
    await page.getByRole('link', { name: /Read the plan for Northwind/ }).waitFor();
    expect(await page.getByText('Demo. Today is 21 November 2026 here.').isVisible()).toBe(true);
    const week = section('Letters this week');
    await week.getByText('Jo Brandt, Northwind GmbH').waitFor();
    expect(await week.getByText(/14 days after the departure/).count()).toBeGreaterThan(0);
    await expectAccessible(page);
    await expectNarrow(page);
  });

  it('lets a week go by: letters leave, Jo answers, and each part of the line leads to what it tells of', async () => {
    await button('+1 week').click();
    const line = page.getByRole('region', { name: 'Demo' });
    const answered = line.getByRole('link', { name: 'Jo answered' });
    await answered.waitFor({ timeout: 60_000 });
    await line.getByRole('link', { name: /letters left$/ }).waitFor();
    await page.getByText('Demo. Today is 28 November 2026 here (7 days ahead).').waitFor();
    const [thread] = await ajar.api.app.db.select().from(threads).where(eq(threads.state, 'open'));
    expect(thread).toBeDefined();
    expect(await answered.getAttribute('href')).toMatch(/^\/inbox\/[0-9a-f-]{36}$/);
    await section('Replies that wait').getByText('Jo Brandt, Northwind GmbH').waitFor();
    await section('Replies that wait')
      .getByText(/who would do the work in a smaller package/)
      .waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
  });

  it('completes a task where it stands, and takes that back', async () => {
    const work = section('Tasks');
    const first = work.getByRole('button', { name: 'Complete' }).first();
    const [before] = await ajar.api.app.db
      .select()
      .from(tasks)
      .where(eq(tasks.state, 'open'))
      .orderBy(tasks.dueOn, tasks.id);
    await first.click();
    await work.getByLabel('Note').fill('They were kind about it.');
    await work.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/ is done\.$/).waitFor();
    const state = async () =>
      (
        await ajar.api.app.db
          .select()
          .from(tasks)
          .where(eq(tasks.id, before?.id ?? ''))
      )[0]?.state;
    expect(await state()).toBe('done');
    await button('Undo').click();
    await expect.poll(state).toBe('open');
  });

  it('shows the letter that waits for a look, and lets it go', async () => {
    const work = section('Needs a decision');
    const row = work.getByRole('group', { name: 'Rita Sá, Velvet Harbour Hotels' });
    await row.getByRole('button', { name: 'See the letter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-letter-subject]').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await row.getByRole('button', { name: 'Let them go on' }).click();
    await page.getByText('The letters go on.').waitFor();
    const rita = await ajar.api.app.pool.query(
      `select e.state from enrollments e join contacts c on c.id = e.contact_id where c.email = 'rita@velvet.example' order by e.started_at desc limit 1`,
    );
    expect(rita.rows).toEqual([{ state: 'active' }]);
  });

  it('opens what waits longest with one key', async () => {
    await page.locator('body').press('o');
    await page.waitForURL(/\/inbox\/[0-9a-f-]{36}$/);
  });
});

describe('the mailbox', () => {
  it('keeps every letter with its text, headers and source, and finds them', async () => {
    await page.goto(`${ajar.url}/mailbox`);
    await page
      .getByRole('button', { name: /Jo Brandt, Northwind GmbH/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByLabel('Search the letters').fill('Northwind');
    await page.waitForURL(/q=Northwind/);
    await page.getByRole('button', { name: /Jo Brandt, Northwind GmbH/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(/^From Mara Lindt/).waitFor();
    await drawer.getByRole('tab', { name: 'Headers' }).click();
    await drawer.getByText('List-Unsubscribe-Post').waitFor();
    await drawer.getByRole('tab', { name: 'Source' }).click();
    await drawer.getByText('MIME-Version: 1.0').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Mails to us' }).click();
    await page.getByText('Invitations, new passwords').waitFor();
  });
});

describe('the results', () => {
  it('say what can honestly be said, with the list behind each number and the chart as a table', async () => {
    await page.goto(`${ajar.url}/results`);
    await page.getByText(/^In 12 months \d+ clients left/).waitFor();
    await page.getByRole('heading', { name: 'By month' }).waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.locator('[data-figure="Left"]').click();
    const list = page.getByRole('region', { name: 'Who left' });
    await list.getByRole('link', { name: 'Northwind GmbH' }).waitFor();
    const shown = await list.getByRole('row').count();
    expect(await page.locator('[data-figure="Left"]').innerText()).toContain(String(shown - 1));
    await page.goBack();
    await list.waitFor({ state: 'detached' });
    await button('Show as a table').click();
    await page.getByRole('table', { name: 'By month' }).waitFor();
    await page.locator('[data-figure="Answers"]').click();
    await page.getByRole('region', { name: 'Who answered' }).getByRole('link', { name: 'Jo Brandt' }).waitFor();
  });
});

describe('starting empty', () => {
  it('asks, removes the demo, and leads to the way in or back', async () => {
    expect(seen).toEqual({ outside: [], errors: [] });
    await button('Start empty').click();
    await page.getByText('The demo goes for good').waitFor();
    await button('Remove the demo').click();
    await page.waitForURL(/\/(claim|today|sign-in)/);
    const left = await ajar.api.app.pool.query('select 1 from clients where is_demo');
    expect(left.rowCount).toBe(0);
  });
});
