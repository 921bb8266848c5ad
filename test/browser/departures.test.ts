import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { desc, eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  clients,
  contacts,
  departures,
  enrollments,
  highlights,
  messages,
  newsItems,
  offers,
} from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { expectAccessible, expectNarrow, openAjar, type OpenedAjar } from '../support/web.ts';

/** A marketer records departures, by hand and from a file, and keeps what letters can tell of. */

const monday = new Date('2026-11-02T10:00:00Z');
let ajar: OpenedAjar;
let page: Page;

beforeAll(async () => {
  ajar = await openAjar({
    role: 'marketer',
    now: monday,
    seed: async ({ api, people }) => {
      await ensureBuiltIns(api.app);
      await people.owner({ email: 'mara@agency.example', name: 'Mara Lindt', isDefaultOwner: true });
      const clientId = await people.client({ name: 'Northwind GmbH', state: 'active', domain: 'northwind.example' });
      await people.contact(clientId, 'jo@northwind.example', { firstName: 'Jo', role: 'decision_maker' });
      await people.contact(clientId, 'lena@northwind.example', { firstName: 'Lena' });
    },
  });
  page = ajar.page;
}, 180_000);
afterAll(() => ajar.close());
beforeEach(() => ajar.api.setNow(monday));

/** The page with nothing typed yet. */
const begin = async () => {
  await page.goto(`${ajar.url}/news`);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${ajar.url}/departures/new`);
};
const db = () => ajar.api.app.db;
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();
const departureOf = async (name: string) => {
  const [row] = await db()
    .select({ departure: departures, client: clients })
    .from(departures)
    .innerJoin(clients, eq(clients.id, departures.clientId))
    .where(eq(clients.name, name))
    .orderBy(desc(departures.recordedAt));
  return row!;
};
/** What the letter on the screen says, without its own links. */
const shownLetter = async () => {
  await page.getByText('Plain text').click();
  return bare(await page.getByLabel('The letter as plain text').innerText());
};
const bare = (text: string) =>
  text
    .replaceAll(/\/u\/[\w.~-]+/g, '/u/token')
    .replaceAll(/\s+/g, ' ')
    .trim();
const letterOf = async (departureId: string) => {
  const [message] = await db().select().from(messages).where(eq(messages.departureId, departureId));
  return (await ajar.api.call('GET', `/v1/messages/${message!.id}`)).body;
};

describe('recording a departure', () => {
  it('of a client on file takes a few keys, and the letter two weeks later is the one that was shown', async () => {
    await begin();
    await page.getByLabel('Who left?').fill('north');
    await page.getByRole('option', { name: /Northwind GmbH/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('On file · active · northwind.example').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Why they left' }).waitFor();
    await page.getByText('Price', { exact: true }).click();
    await page.getByLabel('What went well').fill('Cut onboarding from nine days to two');
    await page.keyboard.press('Control+Enter');
    const sentence = page.getByText(
      /^2 tasks for Mara; first letter .+ Berlin\. Nothing is sent before then; you can leave this for now\.$/,
    );
    await sentence.waitFor();
    const subject = await page.locator('[data-letter-subject]').innerText();
    const letter = await shownLetter();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('button', { name: 'Record the departure' }).click();
    await heading('Recorded');
    const { departure, client } = await departureOf('Northwind GmbH');
    expect([client.state, departure.reason, departure.statedReason]).toEqual(['departed', 'price', 'price']);
    const open = await db().select().from(enrollments).where(eq(enrollments.departureId, departure.id));
    expect(open).toHaveLength(1);
    ajar.api.setNow(new Date('2026-11-16T12:00:00Z'));
    await tick(ajar.api.app, ajar.api.app.now());
    const sent = await letterOf(departure.id);
    expect([sent.state, sent.copy.to.address, sent.copy.subject]).toEqual([
      'accepted',
      'jo@northwind.example',
      subject,
    ]);
    expect(bare(sent.copy.text)).toBe(letter);
  });

  it('of somebody new guesses the rest, keeps the draft over a reload, and can be undone', async () => {
    await begin();
    await page.getByLabel('Who left?').fill('Bluewater Sailing');
    await page.getByLabel('E-mail').fill('kim@bluewater.de');
    await page.getByLabel('First name').fill('Kim');
    expect(await page.getByLabel('Web address').inputValue()).toBe('bluewater.de');
    expect(await page.getByRole('combobox', { name: 'Country' }).inputValue()).toBe('Germany');
    await page.getByText('Guessed from the country').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Billing', { exact: true }).click();
    await page.getByText('Until it is answered the first letter is neutral.').waitFor();
    await page.reload();
    await page.getByText('Was this on us?').waitFor();
    await page.getByLabel('Yes', { exact: true }).check();
    await page.getByLabel('What went wrong').fill('We billed March twice.');
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await shownLetter()).toContain('We billed March twice.');
    await page.getByRole('button', { name: 'Record the departure' }).dblclick();
    await heading('Recorded');
    const { departure, client } = await departureOf('Bluewater Sailing');
    expect([client.timezone, client.domain, departure.fault]).toEqual(['Europe/Berlin', 'bluewater.de', 'ours']);
    expect(await db().select().from(departures).where(eq(departures.clientId, client.id))).toHaveLength(1);
    await page.getByRole('main').getByRole('button', { name: 'Undo' }).click();
    await heading('Undone');
    expect((await departureOf('Bluewater Sailing')).departure.undoneAt).not.toBeNull();
    expect((await departureOf('Bluewater Sailing')).client.state).toBe('active');
  });

  it('leads to what is missing, and says what the server refuses at its field', async () => {
    await begin();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Which company left?').waitFor();
    await page.getByText('An e-mail address is needed.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Who left?').fill('Late Ltd');
    await page.getByLabel('E-mail').fill('ann@gmail.com');
    await page.getByText('A free-mail address').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Left on').fill('2026-12-31');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('They have not left yet: say on which day they gave notice.').waitFor();
    await page.getByLabel('They gave notice on').fill('2026-12-01');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Notice is a day that has come; today is 2026-11-02.').waitFor();
    await expectNarrow(page);
    await page.getByRole('button', { name: 'Start over' }).click();
    expect(await db().select().from(clients).where(eq(clients.name, 'Late Ltd'))).toEqual([]);
  });
});

describe('importing a file', () => {
  const file = (name: string, text: string) => {
    const at = path.join(tmpdir(), `ajar-${process.pid}-${name}`);
    writeFileSync(at, text);
    return at;
  };
  const record = async (departuresThere: string) => {
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: departuresThere }).click();
    await page.getByText('Done', { exact: true }).waitFor();
  };

  it('asks what only a person knows, records what is right, and takes the mended rest', async () => {
    await page.goto(`${ajar.url}/imports`);
    await page.getByText('None yet').waitFor();
    await expectAccessible(page);
    const rows = ['Alder Works,kim@alder.example,03/10/2026,12000', 'Birch Ltd,oops,05/10/2026,8000'];
    await page
      .locator('input[type=file]')
      .setInputFiles(file('left.csv', `Organisation X,Email,Left on,Value\n${rows.join('\n')}\n`));
    await page.getByText('Say which column is “Client”.').waitFor();
    await page.getByRole('combobox', { name: 'What the column Organisation X is' }).click();
    await page.getByRole('option', { name: 'Client', exact: true }).click();
    await page.getByText('Day first: 03/04').click();
    await page.getByRole('combobox', { name: 'In which currency are the values?' }).click();
    await page.getByRole('option', { name: 'EUR' }).click();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('1 ready, 1 need you, 0 skipped.').waitFor();
    await page.getByText('The address has no "@".').waitFor();
    expect(await db().select().from(clients).where(eq(clients.name, 'Alder Works'))).toEqual([]);
    await page.getByRole('button', { name: 'Record 1 departure' }).click();
    await page.getByText('1 recorded, 0 merged, 1 rejected, of 2 rows.').waitFor();
    expect((await departureOf('Alder Works')).departure.departedOn).toBe('2026-10-03');
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the rejected rows' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const mended = Buffer.concat(chunks)
      .toString()
      .replace('oops', 'lee@birch.example')
      .replace('05/10/2026', '2026-10-05')
      .replace('Organisation X', 'Client')
      .replace('8000', 'EUR 8000');
    await page.getByRole('link', { name: 'All imports' }).click();
    await page.locator('input[type=file]').setInputFiles(file('left.rejected.csv', mended));
    await record('Record 1 departure');
    expect((await departureOf('Birch Ltd')).departure.departedOn).toBe('2026-10-05');
    await page.getByRole('button', { name: 'Undo this import' }).click();
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('Everything it recorded was taken back.').waitFor();
    expect((await departureOf('Birch Ltd')).departure.undoneAt).not.toBeNull();
  });
});

describe('offers and news', () => {
  it('are made, shown whom they reach, withdrawn, and that is taken back', async () => {
    await page.goto(`${ajar.url}/offers`);
    await page.getByText('No offers.').waitFor();
    await page.getByText('Without one, offer steps are skipped and say so.').waitFor();
    await page.getByRole('button', { name: 'New offer' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Create the offer' }).click();
    await drawer.getByText('Must not be empty.').first().waitFor();
    await drawer.getByLabel('Title').fill('Two days a month for €1,900');
    await drawer.getByLabel('Terms').fill('The same two people. It ends with any month.');
    await drawer.getByRole('textbox', { name: 'Price' }).fill('1900');
    await drawer.getByText('Budget', { exact: true }).click();
    await expectAccessible(page);
    await drawer.getByRole('button', { name: 'Create the offer' }).click();
    await page.getByText('Valid now').first().waitFor();
    const [made] = await db().select().from(offers);
    expect(made).toMatchObject({
      priceAmount: 190_000,
      priceCurrency: 'EUR',
      reasons: ['budget'],
      validFrom: '2026-11-02',
    });
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('link', { name: 'Two days a month' }).click();
    await drawer.getByText('Nobody yet.').waitFor();
    await drawer.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('heading', { name: 'Withdrawn' }).waitFor();
    expect((await db().select().from(offers))[0]!.withdrawnAt).not.toBeNull();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Valid now' }).waitFor();
    expect((await db().select().from(offers))[0]!.withdrawnAt).toBeNull();
  });

  it('news have a preview that runs nothing, and links of https alone', async () => {
    await page.goto(`${ajar.url}/news`);
    await page.getByText('Nothing to tell yet.').waitFor();
    await page.getByText('Then Ajar writes nothing.').waitFor();
    await page.getByRole('button', { name: 'New item' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Title').fill('A second designer');
    await drawer
      .getByLabel('What is new')
      .fill('We are **two** now.\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))');
    const preview = drawer.getByLabel('Preview');
    await preview.getByText('two', { exact: true }).waitFor();
    expect([await preview.locator('img').count(), await preview.locator('a').count()]).toEqual([0, 0]);
    await drawer.getByLabel('Link').fill('http://a.example');
    await drawer.getByText('A link that starts with https://.').waitFor();
    await drawer.getByLabel('Link').fill('https://a.example/news');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: 'Add the item' }).click();
    await page.getByRole('heading', { name: 'Told now' }).waitFor();
    expect((await db().select().from(newsItems))[0]).toMatchObject({ url: 'https://a.example/news', useful: false });
    await expectNarrow(page);
  });

  it('belong to the marketers: sales reads them', async () => {
    const other = await ajar.enter('sales');
    await other.goto(`${ajar.url}/offers`);
    await other.getByRole('heading', { name: 'Offers', level: 1 }).waitFor();
    await other.getByRole('link', { name: 'Two days a month' }).waitFor();
    expect(await other.getByRole('button', { name: 'New offer' }).count()).toBe(0);
    await other.getByRole('link', { name: 'Two days a month' }).click();
    const drawer = other.getByRole('dialog');
    await drawer.getByText('For: Budget').waitFor();
    expect(await drawer.getByRole('button', { name: /Save|Withdraw/ }).count()).toBe(0);
    await other.goto(`${ajar.url}/departures/new`);
    await other.getByLabel('Who left?').waitFor();
  });
});

it('nothing went wrong on the way, and nothing was asked for elsewhere', async () => {
  expect(ajar.seen.outside).toEqual([]);
  expect(ajar.seen.errors.filter((text) => !/status of 422/.test(text))).toEqual([]);
  const made = await db().select().from(highlights);
  expect(made.map((one) => one.text)).toContain('Cut onboarding from nine days to two');
  expect(await db().select().from(contacts).where(eq(contacts.email, 'ann@gmail.com'))).toEqual([]);
});
