import { eq } from 'drizzle-orm';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachments, contacts, messages } from '../../src/db/schema.ts';
import { receiveMail } from '../../src/flows/inbound/receive-mail.ts';
import { tick } from '../../src/flows/tick.ts';
import { answerTo, hadLetter, type LeftLetter } from '../support/mails.ts';
import { expectAccessible, expectNarrow, type OpenedAjar, openAjar } from '../support/web.ts';

/** As in support/api, which must not be loaded before the pages are built. */
const noon = new Date('2026-11-21T12:00:00.000Z');
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(900_000, 'Ajar')]);

/** A rep's files, from the field where they write to the mail that leaves. */
describe('files of an answer', { timeout: 180_000 }, () => {
  let ajar: OpenedAjar;
  let jo: LeftLetter;

  beforeAll(async () => {
    ajar = await openAjar({
      role: 'sales',
      seed: async ({ api, people }) => {
        jo = await hadLetter(api.app, people, 'jo@northwind.example', noon);
        const name = { firstName: 'Jo', lastName: 'Brandt' };
        await api.app.db.update(contacts).set(name).where(eq(contacts.id, jo.contactId));
        const script =
          '--x\r\nContent-Type: text/html; name="invoice.html"\r\nContent-Disposition: attachment; filename="invoice.html"\r\n\r\n<b>x</b>\r\n--x--\r\n';
        const words = '--x\r\nContent-Type: text/plain\r\n\r\nMay I see an offer?\r\n';
        await receiveMail(api.app, {
          source: 'api',
          raw: answerTo(jo, words + script, { 'Content-Type': 'multipart/mixed; boundary="x"' }),
        });
      },
    });
    ajar.page.setDefaultTimeout(20_000);
  }, 180_000);
  afterAll(() => ajar.close());

  const listed = () => ajar.page.getByRole('list', { name: 'Files of the answer' }).getByRole('listitem');
  const send = () => ajar.page.getByRole('button', { name: 'Send', exact: true });
  const give = (name: string, buffer: Buffer, mimeType = '') =>
    ajar.page.getByLabel('Files to attach').setInputFiles({ name, mimeType, buffer });

  it('are attached by the button, and outlive a reload', async () => {
    const { page, url } = ajar;
    await page.goto(`${url}/inbox`);
    await page.getByRole('link', { name: /Northwind GmbH/ }).click();
    await page.getByText('It can harm your computer: open it only if you asked for it.').waitFor();
    await page.getByRole('textbox', { name: /^Answer to/ }).fill('Hello Jo,\n\nhere it is.');
    await give('Angebot für Jo.pdf', pdf, 'application/pdf');
    await page.getByRole('link', { name: 'Angebot für Jo.pdf (900 kB)' }).waitFor();
    await page.getByText('Draft kept').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Angebot für Jo.pdf (900 kB)' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Angebot für Jo.pdf (900 kB)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Angebot für Jo.pdf');
  });

  it('are attached by dropping and by pasting, and removed again', async () => {
    const { page } = ajar;
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['a plan'], 'plan.txt', { type: 'text/plain' }));
      return data;
    });
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.dispatchEvent('dragover', { dataTransfer: dropped });
    await answer.dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('link', { name: 'plan.txt (6 B)' }).waitFor();
    await page.getByRole('textbox', { name: /^Answer to/ }).evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'image.png', { type: 'image/png' }));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByRole('link', { name: 'image.png (4 B)' }).waitFor();
    await page.getByRole('button', { name: 'Remove image.png' }).click();
    await page.getByRole('button', { name: 'Remove plan.txt' }).click();
    await expect.poll(() => listed().count()).toBe(1);
    await expect.poll(async () => (await ajar.api.app.db.select().from(attachments)).length).toBe(1);
  });

  it('are refused in words before they leave this computer, and nothing is sent meanwhile', async () => {
    const { page } = ajar;
    await give('setup.exe', Buffer.from('x'));
    await page.getByText('mail servers throw files of the kind .exe away').waitFor();
    await give('empty.txt', Buffer.alloc(0));
    await page.getByText('“empty.txt” is empty.').waitFor();
    expect(await send().isEnabled()).toBe(false);
    await page.mouse.move(0, 0);
    await expectAccessible(page);
    await expectNarrow(page);
    await page.getByRole('button', { name: 'Remove setup.exe' }).click();
    await page.getByRole('button', { name: 'Remove empty.txt' }).click();
    await expect.poll(() => send().isEnabled()).toBe(true);
  });

  it('show how far they are, can be stopped on their way, and are tried again after a lost connection', async () => {
    const { page } = ajar;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/draft/attachments/**', async (route) => {
      if (route.request().method() !== 'PUT') return route.fallback();
      await held;
      return route.abort('connectionreset').catch(() => {});
    });
    await give('slow.txt', Buffer.from('slow'));
    await give('lost.txt', Buffer.from('lost'));
    await page.getByRole('progressbar', { name: 'slow.txt is on its way' }).waitFor();
    expect(await send().isEnabled()).toBe(false);
    await page.getByRole('button', { name: 'Remove slow.txt' }).click();
    letGo();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute('**/draft/attachments/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'lost.txt (4 B)' }).waitFor();
    await page.getByRole('button', { name: 'Remove lost.txt' }).click();
    // What the browser says of the connection that this test has cut.
    ajar.seen.errors = ajar.seen.errors.filter((text) => !text.includes('ERR_CONNECTION_RESET'));
  });

  it('leave with the answer, come back when it is taken back, and are in the mail that left', async () => {
    const { page, api } = ajar;
    await send().click();
    await page.getByText(/Leaves in \d+ s/).waitFor();
    await expect.poll(() => listed().count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It did not leave.').waitFor();
    await expect.poll(() => listed().count()).toBe(1);
    await page.reload();
    await page.getByRole('link', { name: 'Angebot für Jo.pdf (900 kB)' }).waitFor();
    await send().click();
    await page.getByText(/Leaves in \d+ s/).waitFor();
    await tick(api.app, minutes(20));
    await page.getByText('Accepted by the provider').nth(1).waitFor();
    const left = await api.app.db.select().from(messages).where(eq(messages.state, 'accepted'));
    const answer = left.find((one) => one.kind === 'answer')!;
    const source = await page.request.get(`${ajar.url}/v1/messages/${answer.id}/source`);
    const mail = await simpleParser(await source.body());
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Angebot für Jo.pdf']);
    expect(mail.attachments[0]?.content.equals(pdf)).toBe(true);
    const link = page.getByRole('list', { name: 'Attachments' }).getByRole('link', { name: /Angebot/ });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('Angebot für Jo.pdf');
    await page.mouse.move(0, 0);
    await expectAccessible(page);
    await expectNarrow(page);
  });

  it('go wrong nowhere on the way, and ask nobody outside', () => {
    expect(ajar.seen).toEqual({ outside: [], errors: [] });
  });
});
