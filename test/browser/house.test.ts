import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDepartureSchema } from '../../src/contract/departures.ts';
import { apiKeys, enrollments, messages, settings, suppressions, users } from '../../src/db/schema.ts';
import { recordDeparture } from '../../src/flows/departures/record-departure.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { noon } from '../support/api.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** Running the house: its rules, its people, its keys, and whom letters must not reach. */

let ajar: OpenedAjar;
let page: Page;

const leave = (email: string, name: string) =>
  newDepartureSchema.parse({
    client: { name, timezone: 'Europe/Berlin' },
    contacts: [{ email, firstName: 'Jo', lastName: 'Brandt' }],
    departedOn: '2026-11-20',
    reason: 'price',
    fault: 'nobody',
  });

beforeAll(async () => {
  ajar = await openAjar({
    role: 'admin',
    seed: async ({ api }) => {
      await ensureBuiltIns(api.app);
      await recordDeparture(api.app, leave('jo@northwind.example', 'Northwind GmbH'), { by: 'test', now: noon });
      await recordDeparture(api.app, leave('ana@tidewater.example', 'Tidewater Dental'), { by: 'test', now: noon });
    },
  });
  ({ page } = ajar);
}, 240_000);
afterAll(() => ajar?.close());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const nextLetterOn = async () => {
  const { nextLetter, planned } = (await ajar.api.call('GET', '/v1/today')).body;
  return (nextLetter ?? planned.days[0].letters[0]).localAt.slice(0, 10);
};

describe('the settings', () => {
  it('read well everywhere', async () => {
    for (const tab of ['sending', 'approval', 'privacy', 'history']) {
      await page.goto(`${ajar.url}/settings?tab=${tab}`);
      await page.getByRole('tabpanel').waitFor();
      await expectAccessible(page);
      await expectNarrow(page);
    }
  });

  it('move the plan when they change, and the change can be taken back', async () => {
    const before = await nextLetterOn();
    await page.goto(`${ajar.url}/settings?tab=quiet`);
    const field = page.getByLabel('Leave a client in peace after they left for');
    await field.fill('40');
    await button('Save').click();
    await page.getByText('Saved. Plans follow within seconds.').waitFor();
    expect(await nextLetterOn()).not.toBe(before);
    await tick(ajar.api.app, noon);
    const [open] = await ajar.api.app.db.select().from(enrollments);
    expect(open?.state).toBe('active');
    await button('Undo').click();
    await page.getByText('It is as it was.').waitFor();
    expect(await nextLetterOn()).toBe(before);
    await page.goto(`${ajar.url}/settings?tab=history`);
    await page.getByText('Leave a client in peace after they left for: 14 → 40').waitFor();
    await button('Go back to this').click();
    await page.getByText('The settings are what they were then.').waitFor();
    const versions = await ajar.api.app.db.select().from(settings);
    expect(versions.at(-1)?.policy.coolingOffDays).toBe(40);
    await ajar.api.call('PATCH', '/v1/settings', { coolingOffDays: 14 });
  });

  it('keep what was typed when the server refuses it, and say so at the field', async () => {
    await page.goto(`${ajar.url}/settings?tab=identity`);
    await page.getByLabel('Postal address').fill('Abc');
    await button('Save').click();
    await page.getByText('That did not save. Your text is still here.').waitFor();
    expect(await page.getByLabel('Postal address').inputValue()).toBe('Abc');
    await page.getByLabel('Postal address').fill('Agency, 1 High Street, Leeds');
    await button('Save').click();
    await page.getByText('Saved. Plans follow within seconds.').waitFor();
  });

  it('ask to confirm by what right we write', async () => {
    await page.goto(`${ajar.url}/settings?tab=privacy`);
    await page.getByText('Nobody has confirmed it yet.').waitFor();
    await button('Confirm and save').click();
    await page.getByText('Nobody has confirmed it yet.').waitFor({ state: 'detached' });
  });

  it('test the way out, with a mail to oneself', async () => {
    await ajar.api.app.db
      .update(users)
      .set({ emailVerifiedAt: noon })
      .where(eq(users.id, ajar.userId ?? ''));
    await page.goto(`${ajar.url}/settings?tab=test`);
    await button('Test the way out').click();
    await page.getByText('The way is open').waitFor();
    await page.getByText('The mail is on its way').waitFor();
    await ajar.deliverHouseMail();
    await page.getByText('The mail was taken').waitFor();
  });

  it('limit what leaves to one domain, and from a new one of ours', async () => {
    await page.goto(`${ajar.url}/settings?tab=sending`);
    await button('Limit a domain').click();
    await page.getByLabel('Domain', { exact: true }).fill('Gmail.com');
    await page.getByLabel('Letters an hour', { exact: true }).fill('400');
    await page.getByRole('switch', { name: 'Begin with few letters a day' }).press('Space');
    await page.getByLabel('Letters on the first day').fill('25');
    await button('Save').click();
    await page.getByText('Saved. Plans follow within seconds.').waitFor();
    expect((await ajar.api.call('GET', '/v1/settings')).body).toMatchObject({
      domainLimits: [{ domain: 'gmail.com', perHour: 400 }],
      warmUp: { startPerDay: 25, doubleEveryDays: 3, untilPerDay: 1000 },
    });
    await expectAccessible(page);
    await expectNarrow(page);
    await page.goto(`${ajar.url}/settings?tab=history`);
    await page.getByText('Letters an hour to one domain at most: nothing → gmail.com 400 an hour').waitFor();
    await ajar.api.call('PATCH', '/v1/settings', { domainLimits: [], warmUp: null });
  });
});

describe('pausing all sending', () => {
  it('is on every page, and says so', async () => {
    await button('Pause all sending').click();
    await page.getByText('Sending is paused', { exact: true }).waitFor();
    expect((await ajar.api.call('GET', '/v1/sending')).body).toMatchObject({ paused: true });
    await button('Resume sending').click();
    await page.getByText('Letters leave again.').waitFor();
  });
});

describe('the team', () => {
  it('grows by invitation, and somebody away is covered', async () => {
    await page.goto(`${ajar.url}/team`);
    await page.getByRole('table', { name: 'People' }).waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await button('Invite somebody').click();
    await page.getByLabel('Name').fill('Mara Lindt');
    await page.getByLabel('E-mail').fill('mara@agency.example');
    await page.getByLabel('Away from').fill('2026-11-20');
    await page.getByLabel('Away until').fill('2026-11-28');
    await expectAccessible(page);
    await button('Add and invite').click();
    await page.getByText('The invitation to mara@agency.example is on its way.').waitFor();
    await page.getByRole('row', { name: /Mara Lindt.*Not here yet/ }).waitFor();
    const [mara] = await ajar.api.app.db.select().from(users).where(eq(users.email, 'mara@agency.example'));
    expect(mara).toMatchObject({ role: 'sales', awayUntil: '2026-11-28', disabledAt: null });
    expect(await ajar.deliverHouseMail()).toBeGreaterThan(0);
    await button('Change Mara Lindt').click();
    await button('Disable').click();
    await page.getByText('Mara Lindt can no longer sign in.').waitFor();
    await button('Undo').click();
    await page.getByText('Mara Lindt can sign in again.').waitFor();
  });
});

describe('API keys', () => {
  it("are made with some of one's own rights, shown once, and revoked for good", async () => {
    await page.goto(`${ajar.url}/keys`);
    await button('Make a key').click();
    await page.getByLabel('Name').fill('CRM');
    await expectAccessible(page);
    await button('Make the key').click();
    const shown = page.locator('[data-copied="Copy the key"]');
    await shown.waitFor();
    const key = await shown.innerText();
    const example = await page.locator('[data-copied="Copy the call"]').innerText();
    expect(example).toContain(`"${ajar.url}/v1/`);
    const [, address = ''] = /"(http[^"]+)"/.exec(example) ?? [];
    const ask = (path: string) => fetch(path, { headers: { authorization: `Bearer ${key.trim()}` } });
    expect((await ask(address)).status).toBe(200);
    expect((await ask(`${ajar.url}/v1/settings`)).status).toBe(403);
    await button('I have copied it').click();
    expect(await page.getByText(key.trim()).count()).toBe(0);
    await expectNarrow(page);
    await button('Revoke CRM').click();
    await button('Revoke the key').click();
    await page.getByText('The key is revoked').waitFor();
    expect((await ask(address)).status).toBe(401);
    const kept = await ajar.api.app.db.select().from(apiKeys).where(eq(apiKeys.name, 'CRM'));
    expect(kept.map((one) => one.revokedAt === null)).toEqual([false]);
  });
});

describe('suppressions', () => {
  it('stop letters from the next tick on, say why they are there, and are lifted', async () => {
    await page.goto(`${ajar.url}/suppressions`);
    await page.getByText('Nobody is suppressed').waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await button('Add').click();
    await page.getByRole('textbox', { name: 'Address' }).fill('jo@northwind.example');
    await page.getByLabel('Note').fill('Told Mara on the telephone.');
    await expectAccessible(page);
    await button('Suppress').click();
    await page.getByText('Nothing is sent to them any more.').waitFor();
    await page.getByText('Told Mara on the telephone.').waitFor();
    await page.getByText(/A person here/).waitFor();
    await expectAccessible(page);
    const due = new Date('2026-12-08T10:00:00Z');
    await tick(ajar.api.app, due);
    const left = await ajar.api.app.db.select().from(messages);
    expect(left).toHaveLength(1);
    const [row] = await ajar.api.app.db.select().from(suppressions);
    expect(row).toMatchObject({ source: 'app', scope: 'all', createdBy: `user:${ajar.userId}` });
    await button('Lift').click();
    await button('Lift it').click();
    await page.getByText('Nobody is suppressed').waitFor();
  });
});

describe('the log of deeds', () => {
  it('says in words who did what, and filters', async () => {
    await page.goto(`${ajar.url}/audit`);
    const deeds = page.getByRole('table', { name: 'Deeds' });
    await deeds.getByText('lifted a suppression').first().waitFor();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.goto(`${ajar.url}/audit?action=pause-sending`);
    await deeds.getByText('paused all sending').first().waitFor();
    expect(await deeds.getByText('lifted a suppression').count()).toBe(0);
  });
});

describe('roles', () => {
  it('see only what they may do', async () => {
    const sales = await ajar.enter('sales');
    await sales.goto(`${ajar.url}/settings`);
    await sales.getByText('An admin changes these; you can read them.').waitFor();
    expect(await sales.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await sales.goto(`${ajar.url}/keys`);
    await sales.getByText('Your role does not open this page').waitFor();
    await sales.goto(`${ajar.url}/today`);
    await sales.getByText('Nothing waits for you.').waitFor();
    await expectAccessible(sales);
  });
});

describe('the browser', () => {
  it('has asked nobody else, and complained of nothing', () => {
    const expected = /422|403|401/;
    expect(ajar.seen.outside).toEqual([]);
    expect(ajar.seen.errors.filter((error) => !expected.test(error))).toEqual([]);
  });
});
