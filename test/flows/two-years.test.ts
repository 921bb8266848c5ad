import { sql } from 'drizzle-orm';
import { simpleParser } from 'mailparser';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { enrollments, messages, newsItems, offers, settings } from '../../src/db/schema.ts';
import { addDays, daysBetween, localDay } from '../../src/domain/calendar.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { findReplyToken } from '../../src/mail/token.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { testEnv } from '../support/drip.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';

/** Two years of a house, hour by hour, letters leaving over SMTP; nobody answers. */
const start = new Date('2026-11-02T10:00:00Z');
const end = new Date('2029-03-15T00:00:00Z');
const hourMs = 3_600_000;

interface Entry {
  at: string;
  kind: string;
  letter: string;
  state: string;
  step: string;
}

const people = [
  { name: 'price in Berlin', zone: 'Europe/Berlin' },
  {
    name: 'our fault in New York',
    zone: 'America/New_York',
    reason: 'billing',
    fault: 'ours',
    whatWentWrong: 'The March invoices were wrong.',
  },
  { name: 'a rival in Kolkata', zone: 'Asia/Kolkata', reason: 'competitor', renewalOn: '2027-08-20' },
  { name: 'a finished project at the end of the world', zone: 'Pacific/Kiritimati', reason: 'project_finished' },
  { name: 'a hundred days ago in Sydney', zone: 'Australia/Sydney', departedOn: '2026-07-25' },
  {
    name: 'half hours of daylight saving',
    zone: 'Australia/Lord_Howe',
    reason: 'results',
    fault: 'shared',
    amends: { text: 'We have hired a second tester.', doneOn: '2026-10-20' },
  },
  { name: 'a notice', zone: 'Europe/Lisbon', departedOn: '2027-01-31', noticeOn: '2026-11-02' },
].map((one, index) => ({ ...one, email: `p${index}@client${index}.example` }));

let api: TestApi;
let sink: SmtpSink;
let transport: Transport;
const told = new Map<string, Entry[]>();

beforeAll(async () => {
  sink = await openSmtpSink();
  transport = openSmtp({ url: sink.url });
  api = await makeApi();
  Object.assign(api.app, { transport, config: readConfig(testEnv) });
  api.setNow(start);
  await ensureBuiltIns(api.app);
  const policy = { ...defaultPolicy, zone: 'Europe/Berlin', houseName: 'Agency' };
  await api.app.db.insert(settings).values({ policy, changedAt: start, changedBy: 'test' });
  const made = { createdAt: start, updatedAt: start, reasons: [] };
  for (let index = 0; index < 18; index += 1)
    await api.app.db.insert(newsItems).values({
      ...made,
      id: uuidv7(),
      title: `Something new, number ${index}`,
      body: 'We now answer within four hours.',
      useful: index % 4 === 0,
      publishedOn: addDays('2026-09-01', index * 45),
    });
  for (const title of ['A smaller package', 'A review for nothing', 'A fixed price'])
    await api.app.db.insert(offers).values({
      ...made,
      id: uuidv7(),
      title,
      terms: 'Two days a month, to be ended each month.',
      kind: 'service',
      validFrom: '2026-01-01',
      validUntil: '2035-01-01',
    });

  for (const { name, email, zone, ...rest } of people) {
    const { status, body, text } = await api.call('POST', '/v1/departures', {
      client: { name: `Client of ${name}`, timezone: zone },
      contacts: [{ email, firstName: 'Jo', lastName: 'Brandt' }],
      departedOn: '2026-11-02',
      reason: 'price',
      fault: 'nobody',
      ...rest,
    });
    if (status !== 201) throw new Error(text);
    const plan = await api.call('GET', `/v1/contacts/${body.contacts[0].id}/timeline?until=${end.toISOString()}`);
    told.set(email, plan.body.data);
  }
  await liveThrough();
}, 120_000);

afterAll(async () => {
  await transport.close();
  await sink.close();
  await api.close();
});

/** As a tick every hour would, without the hours in which nothing is due. */
async function liveThrough(): Promise<void> {
  for (let at = start.getTime(); at < end.getTime();) {
    await tick(api.app, new Date(at));
    const { rows } = await api.app.db.execute<{ at: Date | null }>(sql`
      select least((select min(next_action_at) from ${enrollments}), (select min(not_before) from ${messages} where state = 'queued')) as at`);
    if (rows[0]?.at == null) return;
    const next = new Date(rows[0].at).getTime();
    at = Math.max(at + hourMs, start.getTime() + Math.ceil((next - start.getTime()) / hourMs) * hourMs);
  }
}

const arrived = async () =>
  Promise.all(sink.letters.map(async (one) => ({ ...one, mail: await simpleParser(one.raw) })));

it('every letter comes at the hour at which it was told two years before, and no other', async () => {
  const rows = await api.app.db.select().from(messages).orderBy(messages.acceptedAt);
  for (const { email, zone } of people) {
    const planned = told.get(email)!.filter((one) => one.kind === 'letter');
    const { rows: of } = await api.app.db.execute<{ id: string }>(sql`select id from contacts where email = ${email}`);
    const left = rows.filter((row) => row.contactId === of[0]!.id);
    expect(left.map((row) => row.state)).toEqual(left.map(() => 'accepted'));
    expect(left.map((row) => `${row.kind} ${localDay(row.acceptedAt!, zone)}`)).toEqual(
      planned.map((one) => `${one.letter} ${localDay(new Date(one.at), zone)}`),
    );
    left.forEach((row, index) => {
      const late = row.acceptedAt!.getTime() - new Date(planned[index]!.at).getTime();
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(hourMs);
    });
  }
});

it('tasks come as they were told, too', async () => {
  for (const { email } of people) {
    const planned = told.get(email)!.filter((one) => one.kind === 'task' && one.state === 'planned');
    const { rows } = await api.app.db.execute<{ step_key: string }>(sql`
      select t.step_key from tasks t join contacts c on c.id = t.contact_id where c.email = ${email} and t.created_at > ${start.toISOString()}`);
    expect(rows.map((row) => row.step_key).toSorted()).toEqual(planned.map((one) => one.step).toSorted());
  }
});

it('a silent client gets seven to nine letters, three weeks apart at least, the last of them a farewell', async () => {
  const letters = await arrived();
  for (const { email, name } of people) {
    const dates = letters.filter(({ to }) => to.includes(email)).map(({ mail }) => mail.date!);
    if (name === 'price in Berlin') {
      expect(dates.length).toBeGreaterThanOrEqual(7);
      expect(dates.length).toBeLessThanOrEqual(9);
    }
    expect(dates.length).toBeLessThanOrEqual(10);
    dates.slice(1).forEach((date, index) => {
      expect(daysBetween(localDay(dates[index]!, 'UTC'), localDay(date, 'UTC'))).toBeGreaterThanOrEqual(20);
    });
    const last = letters.filter(({ to }) => to.includes(email)).at(-1)!;
    expect(last.mail.subject).toMatch(/last letter/i);
  }
  const open = await api.app.db.select().from(enrollments);
  expect(open.map((one) => one.state)).toEqual(open.map(() => 'completed'));
  for (const { contactId } of open) {
    const { body } = await api.call('GET', `/v1/contacts/${contactId}/timeline`);
    const end = body.data.find((one: { outcome: string }) => one.outcome === 'completed');
    expect(end.why).toEqual([{ code: 'farewell', text: 'The last letter has gone.' }]);
  }
});

describe('as they arrived, the letters', () => {
  it('carry what stops them, a way to answer, and an id of their own', async () => {
    const ids = new Set<string>();
    for (const { mail, from } of await arrived()) {
      const unsubscribe = mail.headers.get('list') as unknown as { unsubscribe: { url: string; mail: string } };
      expect(unsubscribe.unsubscribe.url).toMatch(/^https:\/\/ajar\.agency\.example\/u\/\S+$/);
      expect(unsubscribe.unsubscribe.mail).toMatch(/@reply\.agency\.example/);
      expect(mail.headerLines.find((line) => line.key === 'list-unsubscribe-post')?.line).toBe(
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      );
      const reply = mail.replyTo!.value[0]!.address!;
      expect(reply).toMatch(/@reply\.agency\.example$/);
      expect(findReplyToken(api.app.secrets, reply)).not.toBe(null);
      expect(from).toMatch(/@reply\.agency\.example$/);
      expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@reply\.agency\.example>$/);
      expect(mail.headers.has('auto-submitted')).toBe(false);
      ids.add(mail.messageId!);
    }
    expect(ids.size).toBe(sink.letters.length);
  });

  it('have no holes', async () => {
    for (const { mail } of await arrived()) {
      const words = `${mail.subject}\n${mail.text}\n${mail.html || ''}`;
      expect(words).not.toMatch(/undefined|\[object|NaN|\{\w+\}|\{\{|null\b/);
      expect(mail.text).toContain('1 High Street');
      expect(mail.text).toContain('Jo');
      expect(mail.text).toContain('https://ajar.agency.example/u/');
    }
  });
});

it('leaves nothing without an end: every enrollment, message and task is in a state that says so', async () => {
  const { rows } = await api.app.db.execute<{ n: number }>(sql`
    select count(*)::int as n from enrollments where state in ('active', 'held') and (next_action_at is null or next_action_at < ${end.toISOString()})`);
  expect(rows[0]?.n).toBe(0);
});
