import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients, contacts, messageCopies, messages, offers, tasks, threads } from '../../src/db/schema.ts';
import { receiveMail } from '../../src/flows/inbound/receive-mail.ts';
import { tick } from '../../src/flows/tick.ts';
import { answerTo, hadLetter, type LeftLetter, rawMail } from '../support/mails.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** As in support/api, which must not be loaded before the pages are built. */
const noon = new Date('2026-11-21T12:00:00.000Z');
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);

/** A sales rep's inbox, from the answer that comes in to the letter that goes out. */
describe('the inbox', { timeout: 180_000 }, () => {
  let ajar: OpenedAjar;
  let jo: LeftLetter;
  const receive = (raw: Uint8Array) => receiveMail(ajar.api.app, { source: 'api', raw });

  beforeAll(async () => {
    ajar = await openAjar({
      role: 'sales',
      seed: async ({ api, people }) => {
        jo = await hadLetter(api.app, people, 'jo@northwind.example', noon);
        await api.app.db
          .update(contacts)
          .set({ firstName: 'Jo', lastName: 'Brandt' })
          .where(eq(contacts.id, jo.contactId));
        await api.app.db.insert(offers).values({
          id: uuidv7(),
          title: 'A smaller package',
          terms: 'Two days a month, monthly notice.',
          kind: 'service',
          reasons: [],
          validFrom: '2026-01-01',
          validUntil: '2027-12-31',
          createdAt: noon,
          updatedAt: noon,
        });
      },
    });
    ajar.page.setDefaultTimeout(20_000);
  }, 180_000);
  afterAll(() => ajar.close());

  it('is empty and says what it is for', async () => {
    const { page, url } = ajar;
    await page.goto(`${url}/inbox`);
    await page.getByText('When somebody answers, the letters to their company pause').waitFor();
    await page.goto(`${url}/inbox?tab=tray`);
    await page.getByText('Every mail found its thread.').waitFor();
    await expectAccessible(page);
  });

  it('shows an answer as it comes, takes ours, lets us take it back, and sends it threaded', async () => {
    const { page, url, api } = ajar;
    await page.goto(`${url}/inbox`);
    await page.getByText('No replies yet.').waitFor();
    await receive(
      answerTo(jo, 'Hello Mara,\n\nwho would do the work in a smaller package?\n\nJo', {
        'Content-Type': 'text/plain; charset=utf-8',
      }),
    );
    // Without reloading; and a screen reader hears who it was.
    await page.getByRole('link', { name: /Northwind GmbH/ }).click();
    await expect.poll(() => page.locator('[data-live]').textContent()).toBe('Jo Brandt answered');
    await page.locator('[data-their-words]').getByText('who would do the work').waitFor();
    await page.getByRole('button', { name: 'Show the exact letter' }).click();
    await page.frameLocator('iframe[title^="Thank-you letter"]').getByText('Hello Jo,').waitFor();
    await page.getByRole('button', { name: 'Show the full mail' }).click();
    await page.frameLocator('iframe[title="The full mail"]').getByText('who would do the work').waitFor();

    await page.keyboard.press('r');
    await page.keyboard.type('Hello Jo,\n\nI would.');
    await page.getByText('Draft kept').waitFor();
    await page.reload();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Answer to Jo Brandt' }).inputValue())
      .toContain('I would.');
    await page.getByRole('button', { name: 'Insert an offer' }).click();
    await page.getByRole('menuitem', { name: /A smaller package/ }).click();
    await page.getByRole('textbox', { name: 'Answer to Jo Brandt' }).press('Control+Enter');
    await page.getByText(/Leaves in \d+ s/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It did not leave. Your text is a draft again.').waitFor();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Answer to Jo Brandt' }).inputValue())
      .toContain('I would.');
    await tick(api.app, minutes(10));
    expect(await api.app.db.select().from(messages).where(eq(messages.state, 'sending'))).toEqual([]);

    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(/Leaves in \d+ s/).waitFor();
    await tick(api.app, minutes(20));
    await page.getByText('Accepted by the provider').nth(1).waitFor();
    const [left] = await api.app.db
      .select()
      .from(messages)
      .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
      .where(eq(messages.kind, 'answer'));
    expect(left?.messages.state).toBe('accepted');
    expect(left?.message_copies).toMatchObject({
      toAddress: 'jo@northwind.example',
      subject: `Re: ${jo.outgoing.subject}`,
    });
    expect(left?.message_copies.refs).toContain(jo.outgoing.messageId);
    expect(left?.message_copies.inReplyTo).toMatch(/@mail\.northwind\.example$/);
    expect(left?.message_copies.html).toContain('<strong>A smaller package</strong>');
    expect(left?.message_copies.text).toContain('> who would do the work');
  });

  it('is read by everybody, in both schemes, and on a telephone', async () => {
    const { page } = ajar;
    await page.mouse.move(0, 0);
    await expectAccessible(page);
    await expectNarrow(page);
  });

  it('closes as interested, by keyboard, with what it seems to be chosen already; undo opens it again', async () => {
    const { page, api } = ajar;
    await page.locator('[data-thread-heading]').focus();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByRole('radio', { name: /Interested/ }).isChecked()).toBe(true);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Close the conversation' }).click();
    await page.getByText('The conversation is closed.').waitFor();
    const steps = () => api.app.db.select().from(tasks).where(eq(tasks.clientId, jo.clientId));
    expect(await steps()).toMatchObject([{ kind: 'call', state: 'open', dueOn: '2026-11-23' }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Close …' }).waitFor();
    // The button may still be that of before it was closed.
    await expect.poll(steps, { timeout: 20_000 }).toMatchObject([{ state: 'canceled' }]);
  });

  it('goes through conversations, snoozes and assigns by keyboard', async () => {
    const { page, url, api, people } = ajar;
    const ana = await hadLetter(api.app, people, 'ana@tidewater.example', noon);
    await api.app.db.update(clients).set({ name: 'Tidewater Dental' }).where(eq(clients.id, ana.clientId));
    const { threadId } = await receive(
      answerTo(ana, 'I am still angry.', { From: 'Ana <ana.private@elsewhere.example>' }),
    );
    await page.goto(`${url}/inbox?tab=all`);
    await page.getByRole('link', { name: /Tidewater/ }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 2 }).waitFor();
    await page.keyboard.press('j');
    await page.goto(`${url}/inbox/${threadId}`);
    await page.getByText('This came from ana.private@elsewhere.example').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: /^To me/ }).click();
    await page.getByText(/has it now/).waitFor();
    expect((await api.app.db.select().from(threads).where(eq(threads.id, threadId!)))[0]?.assigneeId).toBe(ajar.userId);
    // Another address only once somebody has made sure of it.
    await page.getByRole('radio', { name: /from which they wrote last/ }).click();
    await page.getByRole('textbox', { name: /^Answer to/ }).fill('I am sorry.');
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(false);
    await page.getByRole('checkbox', { name: /I have made sure/ }).click();
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true);
    await page.locator('[data-thread-heading]').focus();
    await page.keyboard.press('s');
    await page.getByRole('menuitem', { name: /Tomorrow/ }).click();
    await page.getByText('Snoozed', { exact: true }).first().waitFor();
  });

  it('stays light with a thousand conversations', async () => {
    const { page, url, api, userId } = ajar;
    await api.app.pool.query(
      `insert into threads (id, client_id, contact_id, subject, state, assignee_id, opened_at, last_reply_at)
       select gen_random_uuid(), $1, $2, 'Season ' || n, 'open', $3, $4::timestamptz - n * interval '1 hour', $4::timestamptz - n * interval '1 hour'
       from generate_series(1, 1000) n`,
      [jo.clientId, jo.contactId, userId, noon],
    );
    await page.goto(`${url}/inbox?tab=mine`);
    const rows = page.getByRole('list', { name: 'Conversations' }).getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(40);
    // The longest wait is at the top; the list goes on as one goes down.
    await page.getByText('Season 1000').waitFor();
    for (let turn = 0; turn < 12; turn += 1) {
      await rows.first().evaluate((row) => row.closest('div')!.scrollBy(0, 20_000));
      await page.waitForTimeout(250);
    }
    expect(await rows.count()).toBeLessThan(40);
    expect(await rows.last().textContent()).not.toContain('Season 1000');
    await api.app.pool.query("delete from threads where subject like 'Season %'");
  });

  it('lets a mail find its thread', async () => {
    const { page, url } = ajar;
    await receive(rawMail({ From: 'Jo <jo@home.example>', Subject: 'From home' }, 'It is me, from home.'));
    await page.goto(`${url}/inbox?tab=tray`);
    await page.getByRole('button', { name: /From home/ }).click();
    await page.getByLabel('Client or person').fill('North');
    await page.getByRole('option', { name: /Northwind/ }).click();
    await page.getByRole('button', { name: /^Link it to/ }).click();
    await page.getByText('The mail has found its thread.').waitFor();
    await page.locator('[data-their-words]').getByText('It is me, from home.').waitFor();
    await receive(rawMail({ From: 'ads@elsewhere.example', Subject: 'Buy this' }, 'Now?'));
    await page.goto(`${url}/inbox?tab=tray`);
    await page.getByRole('button', { name: /Buy this/ }).click();
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('button', { name: 'It concerns nobody here' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /Buy this/ }).waitFor();
  });

  it('shows nothing that went wrong on the way, and asked nobody outside', () => {
    expect(ajar.seen).toEqual({ outside: [], errors: [] });
  });
});
