import { and, eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clients, enrollments, messageCopies, messages, threads, winBacks } from '../../src/db/schema.ts';
import { watch } from '../support/browser.ts';
import { seedDemo } from '../support/demo.ts';
import { type OpenedAjar, openAjar } from '../support/web.ts';

/** The two minutes that the greeting proposes to a newcomer, in order: plan, a week, an answer, an outcome, a win-back, results. */

let ajar: OpenedAjar;
let page: Page;
let seen: ReturnType<typeof watch>;

beforeAll(async () => {
  ajar = await openAjar({ role: null, seed: seedDemo });
  page = await ajar.enter('admin');
  seen = watch(page, ajar.url);
}, 240_000);
afterAll(() => ajar?.close());

it('leads from a plan to a client who came back', { timeout: 240_000 }, async () => {
  const { db } = ajar.api.app;
  const [northwind] = await db.select().from(clients).where(eq(clients.name, 'Northwind GmbH'));
  if (!northwind) throw new Error('Northwind is not there.');

  // 1. What Jo will get, when, and why.
  await page.goto(`${ajar.url}/`);
  await page.getByRole('link', { name: /Read the plan for Northwind/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Northwind GmbH' }).waitFor();
  await page.getByText(/^Next:/).waitFor();
  await page
    .getByText(/14 days after the departure/)
    .first()
    .waitFor();

  // 2. A week goes by, and Jo answers.
  await page.getByRole('button', { name: '+1 week', exact: true }).click();
  await page.getByRole('link', { name: 'Jo answered' }).click({ timeout: 60_000 });
  await page.locator('[data-their-words]').getByText('who would do the work in a smaller package').waitFor();
  await page.getByText(/Seems: interested/).waitFor();

  // 3. The answer goes into the same conversation.
  const box = page.getByRole('textbox', { name: 'Answer to Jo Brandt' });
  await box.fill('Hello Jo,\n\nI would, two days a month.\n\nRuth');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/Leaves in \d+ s/).waitFor();

  // 4. It is closed with what came of it.
  await page.getByRole('button', { name: 'Close …' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByRole('radio', { name: /Interested/ }).isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Close the conversation' }).click();
  await page.getByText('The conversation is closed.').waitFor();
  const [thread] = await db.select().from(threads).where(eq(threads.clientId, northwind.id));
  expect(thread).toMatchObject({ state: 'closed', outcome: 'interested' });

  // The answer has left by the next day, and the mailbox shows it.
  await page.getByRole('button', { name: '+1 day', exact: true }).click();
  await page.getByText('8 days ahead', { exact: false }).waitFor({ timeout: 60_000 });
  const [answer] = await db
    .select()
    .from(messages)
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(and(eq(messages.clientId, northwind.id), eq(messages.kind, 'answer')));
  expect(answer?.messages.state).toBe('accepted');
  expect(answer?.message_copies).toMatchObject({ toAddress: 'jo@northwind.example' });
  expect(answer?.message_copies.subject).toMatch(/^Re: /);
  await page.goto(`${ajar.url}/mailbox`);
  await page.getByText(/^Re: /).first().waitFor();

  // 5. They came back.
  await page.goto(`${ajar.url}/clients/${northwind.id}`);
  await page.getByRole('button', { name: 'They came back' }).click();
  await page.getByLabel('Yearly value').fill('30000');
  await page.getByRole('button', { name: 'Record the win-back' }).click();
  await page.getByText('Northwind GmbH came back. All letters to them end.').waitFor();
  const drips = await db.select().from(enrollments).where(eq(enrollments.clientId, northwind.id));
  expect(drips.map(({ state }) => state)).not.toContain('active');
  expect(drips.map(({ state }) => state)).not.toContain('held');
  const [back] = await db.select().from(winBacks).where(eq(winBacks.clientId, northwind.id));
  expect(back).toMatchObject({ annualValueAmount: 3_000_000, repliedBefore: true });

  // 6. And Results says so.
  await page.goto(`${ajar.url}/results`);
  await page.getByText(/2 came back \(€63,000\)/).waitFor();
  await page.locator('[data-figure="Came back"]').click();
  await page.getByRole('link', { name: 'Northwind GmbH' }).waitFor();
  expect(seen.outside).toEqual([]);
  expect(seen.errors).toEqual([]);
});
