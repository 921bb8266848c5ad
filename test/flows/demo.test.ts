import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { countDemoClients } from '../../src/db/demo/demo.ts';
import { addDays, localDay, weekday } from '../../src/domain/calendar.ts';
import { refuseDemoData } from '../../src/cli/start-demo.ts';
import { findPolicy } from '../../src/db/house/settings.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { changeSettings } from '../../src/flows/house/change-settings.ts';
import { closeThread } from '../../src/flows/threads/close-thread.ts';
import { createKey } from '../../src/flows/house/create-key.ts';
import { advanceDemo } from '../../src/flows/demo/advance-demo.ts';
import { makeDemo } from '../../src/flows/demo/make-demo.ts';
import { playDueScenes } from '../../src/flows/demo/play-until.ts';
import { removeDemo } from '../../src/flows/demo/remove-demo.ts';
import { explainTimeline, type TimelineEntry } from '../../src/flows/contacts/explain-timeline.ts';
import { recordDeparture } from '../../src/flows/departures/record-departure.ts';
import { tick } from '../../src/flows/tick.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { noon } from '../support/api.ts';
import { type EmptyHouse, makeEmptyHouse } from '../support/demo.ts';

interface Enrollment {
  email: string;
  state: string;
  exit_code: string | null;
  hold_code: string | null;
  next_step_key: string | null;
  days: number | null;
  departed_on: string;
}

/** How the enrollments stand, `days` until their next action; those of the latest departure of each client. */
async function enrollmentsOf(house: EmptyHouse): Promise<Map<string, Enrollment>> {
  const rows = await house.rows<Enrollment>(
    `select co.email, e.state, e.exit_code, e.hold_code, e.next_step_key, d.departed_on::text,
       (extract(epoch from e.next_action_at - $1::timestamptz) / 86400)::float8 as days
     from enrollments e join contacts co on co.id = e.contact_id join departures d on d.id = e.departure_id
     order by d.departed_on`,
    house.app.now().toISOString(),
  );
  return new Map(rows.map((row) => [row.email, row]));
}

async function plannedFor(house: EmptyHouse, email: string): Promise<TimelineEntry[]> {
  const [contact] = await house.rows<{ id: string }>(`select id from contacts where email = $1`, email);
  const entries = await explainTimeline(house.app, contact!.id, { now: house.app.now() });
  return entries.filter((entry) => entry.state === 'planned');
}

async function tablesOf(house: EmptyHouse): Promise<Record<string, number>> {
  const names = await house.rows<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of names)
    counts[name] = (await house.rows<{ n: number }>(`select count(*)::int as n from "${name}"`))[0]?.n ?? -1;
  return counts;
}

const starts: [when: string, start: Date][] = [
  ['a Monday morning', new Date('2026-11-23T09:00:00Z')],
  ['a Saturday before midnight', new Date('2027-02-27T23:40:00Z')],
  ['the last day of the year', new Date('2026-12-31T12:00:00Z')],
  ['a Tuesday just after midnight in summer', new Date('2027-06-14T23:02:00Z')],
];

describe.each(starts)('a demo that is first started on %s', (_when, start) => {
  let house: EmptyHouse;
  let empty: Record<string, number>;
  beforeAll(async () => {
    house = await makeEmptyHouse(start);
    empty = await tablesOf(house);
    if (!(await makeDemo(house.app))) throw new Error('The demo was not made.');
  });
  afterAll(() => house.close());
  const one = async <T>(statement: string, ...values: unknown[]) => (await house.rows<T>(statement, ...values))[0];

  it('has thirteen clients, the people of the house, offers, news and one mail in the tray', async () => {
    expect(await tablesOf(house)).toMatchObject({ clients: 13, contacts: 15, users: 4, offers: 4, news_items: 5 });
    expect(await house.rows(`select name from users where role = 'admin' or is_default_owner order by name`)).toEqual([
      { name: 'Mara Lindt' },
      { name: 'Ruth Abel' },
    ]);
    expect(await house.rows(`select from_address from inbound_mails where state = 'unmatched'`)).toEqual([
      { from_address: 'marta@lundstudio.example' },
    ]);
    expect(await house.rows(`select 1 from inbound_mails where state in ('stored', 'failed')`)).toEqual([]);
    expect(await house.rows(`select 1 from clients where not is_demo`)).toEqual([]);
  });

  it.each([
    ['jo@northwind.example', 'thank_you', 2],
    ['ana@tidewater.example', 'apology', 4],
    ['priya@copperline.example', 'check_in', 3],
    ['ingrid@fjellvann.example', 'offer', 2],
    ['luc@maple.example', 'farewell', 10],
    ['harriet@sunfield.example', 'news', 4],
    ['dan@kestrel.example', 'news', 2],
    ['camille@bluegate.example', 'offer', 2],
    ['tom@orchard.example', 'news', 2],
    ['sanne@pinemarsh.example', 'thank_you', 3],
  ])('has %s where the story begins: %s in %i days, or after the weekend', async (email, kind, days) => {
    const next = (await plannedFor(house, email)).find((entry) => entry.kind === 'letter');
    const inDays = (next!.at.getTime() - start.getTime()) / 86_400_000;
    expect(next?.letter).toBe(kind);
    expect(inDays).toBeGreaterThan(days - 1.2);
    expect(inDays).toBeLessThan(days + 3.8);
  });

  it('tells of those who get no letter why', async () => {
    const all = await enrollmentsOf(house);
    expect(all.get('eva@greyfern.example')).toMatchObject({ state: 'exited', exit_code: 'holdout' });
    const wouldBe = (await plannedFor(house, 'eva@greyfern.example')).filter((entry) => entry.kind === 'letter');
    expect(wouldBe.length).toBeGreaterThan(2);
    expect(wouldBe[0]!.why[0]!.code).toBe('holdout');
    expect(wouldBe.map((entry) => entry.letter)).toEqual(expect.arrayContaining(['thank_you', 'check_in', 'offer']));
    expect(wouldBe[0]!.at < start).toBe(true);
    expect(all.get('rita@velvet.example')).toMatchObject({ state: 'held', hold_code: 'held' });
    expect(all.has('max@larkhill.example')).toBe(false);
    expect(await plannedFor(house, 'max@larkhill.example')).toEqual([]);
    const [max] = await house.rows<{ id: string }>(`select id from contacts where email = 'max@larkhill.example'`);
    expect(await explainTimeline(house.app, max!.id, { now: start })).toContainEqual(
      expect.objectContaining({ outcome: 'departed', why: [expect.objectContaining({ code: 'not_pursued' })] }),
    );
    expect(await house.rows(`select domain from clients where held_out`)).toEqual([{ domain: 'greyfern.example' }]);
  });

  it('has had a past of letters that kept every promise', async () => {
    const letters = await house.rows<{
      domain: string;
      kind: string;
      step_key: string;
      at: Date;
      departed_on: string;
      zone: string;
    }>(
      `select c.domain, m.kind, m.step_key, m.accepted_at as at, d.departed_on::text, coalesce(co.timezone, c.timezone) as zone
       from messages m join clients c on c.id = m.client_id join contacts co on co.id = m.contact_id
       join departures d on d.id = m.departure_id where m.accepted_at is not null`,
    );
    expect(letters.length).toBeGreaterThan(25);
    expect(letters.length).toBeLessThan(45);
    for (const letter of letters) {
      const day = localDay(letter.at, letter.zone);
      expect(weekday(day), `${letter.domain} ${day}`).toBeLessThan(6);
      expect(day >= addDays(letter.departed_on, 14), `${letter.domain} ${day}`).toBe(true);
      expect(letter.at <= start).toBe(true);
    }
    const had = (domain: string) => letters.filter((letter) => letter.domain === `${domain}.example`).length;
    expect(['northwind', 'tidewater', 'pinemarsh', 'larkhill', 'greyfern'].map(had)).toEqual([0, 0, 0, 0, 0]);
    expect([had('copperline'), had('sunfield'), had('kestrel')]).toEqual([1, 3, 3]);
    expect(had('maple')).toBeGreaterThan(6);
    expect(had('velvet')).toBe(5);
    const skipped = await one(
      `select s.why->0->>'code' as code from step_skips s join enrollments e on e.id = s.enrollment_id
       join clients c on c.id = e.client_id where c.domain = 'orchard.example' and s.step_key = 'news'`,
    );
    expect(skipped).toEqual({ code: 'nothing_new' });
    expect(
      await one(`select outcome from threads t join clients c on c.id = t.client_id where c.domain = 'velvet.example'`),
    ).toEqual({ outcome: 'interested' });
    expect(await one(`select won_back_on::text as day from win_backs`)).toEqual({
      day: addDays(localDay(start, 'Europe/London'), -200),
    });
  });

  it('is not made again at the next start', async () => {
    expect(await makeDemo(house.app)).toBe(false);
    expect((await tablesOf(house))['clients']).toBe(13);
  });

  it('brings what people do within a week', async () => {
    const walk = await house.forward('P1W');
    expect(walk).toMatchObject({ daysAhead: 7, letters: 9 });
    expect(walk.told).toEqual(expect.arrayContaining(['Jo answered', 'Ana answered', 'Sanne said thanks']));
    expect(house.app.now().getTime() - start.getTime()).toBeCloseTo(7 * 86_400_000, -8);
    const all = await enrollmentsOf(house);

    expect(all.get('jo@northwind.example')).toMatchObject({ state: 'held', hold_code: 'replied' });
    expect(all.get('lena@northwind.example')).toMatchObject({ state: 'held', hold_code: 'replied' });
    expect(
      await one(
        `select r.visible_text from replies r join contacts c on c.id = r.contact_id where c.email = 'jo@northwind.example'`,
      ),
    ).toMatchObject({ visible_text: expect.stringContaining('who would do the work in a smaller package?') as string });

    expect(all.get('ana@tidewater.example')).toMatchObject({ state: 'held', hold_code: 'upset' });
    expect(
      await one(`select u.name from tasks t join users u on u.id = t.owner_id where t.title like 'Ana Ruiz%upset%'`),
    ).toEqual({ name: 'Ruth Abel' });

    const priya = all.get('priya@copperline.example');
    expect(priya).toMatchObject({ state: 'held', hold_code: 'out_of_office' });
    expect(priya!.days).toBeGreaterThan(9);

    expect(all.get('ingrid@fjellvann.example')).toMatchObject({ state: 'held', hold_code: 'replied' });
    expect(all.get('harriet@sunfield.example')).toMatchObject({ state: 'held' });
    expect(
      await one(
        `select t.kind, t.detail from tasks t join contacts c on c.id = t.contact_id where c.email = 'harriet@sunfield.example' and t.kind = 'successor'`,
      ),
    ).toMatchObject({ detail: expect.stringContaining('omar@sunfield.example') as string });

    expect(all.get('dan@kestrel.example')).toMatchObject({ state: 'exited', exit_code: 'unsubscribed' });
    expect(await one(`select source from suppressions where address = 'dan@kestrel.example'`)).toEqual({
      source: 'one_click',
    });
    expect(all.get('tom@orchard.example')).toMatchObject({ state: 'exited', exit_code: 'hard_bounce' });
    expect(
      await one(
        `select r.from_address, r.sender_is_contact from replies r join contacts c on c.id = r.contact_id where c.email = 'camille@bluegate.example'`,
      ),
    ).toEqual({ from_address: 'camille@perrin-lyon.example', sender_is_contact: false });
    expect(
      await one(
        `select t.outcome from threads t join contacts c on c.id = t.contact_id where c.email = 'sanne@pinemarsh.example'`,
      ),
    ).toEqual({ outcome: 'friendly' });
    expect(all.get('sanne@pinemarsh.example')).toMatchObject({ state: 'active' });
    expect(
      await one(`select u.name from tasks t join users u on u.id = t.owner_id join clients c on c.id = t.client_id
        where c.domain = 'orchard.example' and t.step_key = 'regular_call' order by t.created_at desc limit 1`),
    ).toEqual({ name: 'Mara Lindt' });
  });

  it('brings the rest within a month more', async () => {
    const walk = await house.forward('P1M');
    const all = await enrollmentsOf(house);
    expect(walk.told).toContain('Bluegate Clinics came back');
    expect(all.get('camille@bluegate.example')).toMatchObject({ state: 'exited', exit_code: 'won_back' });
    expect(
      await one(
        `select outcome, outcome_on::text as day from threads t join contacts c on c.id = t.contact_id where c.email = 'ingrid@fjellvann.example'`,
      ),
    ).toMatchObject({ outcome: 'not_now', day: expect.stringMatching(/-03-01$/) as string });
    expect(
      await one(
        `select b.kind from bases b join contacts c on c.id = b.contact_id where c.email = 'luc@maple.example' order by b.recorded_at desc limit 1`,
      ),
    ).toEqual({ kind: 'express_consent' });
    expect(all.get('luc@maple.example')).toMatchObject({ state: 'active' });
    const { failed, jobs } = (await one<{ failed: number; jobs: number }>(
      `select (select count(*)::int from inbound_mails where state in ('failed', 'stored')) as failed,
        (select count(*)::int from messages where state in ('failed', 'uncertain')) as jobs`,
    ))!;
    expect({ failed, jobs }).toEqual({ failed: 0, jobs: 0 });
  });

  it('goes on to the next event', async () => {
    const before = house.app.now();
    const walk = await house.forward('next');
    expect(walk.now > before).toBe(true);
    expect(walk.now).toEqual(house.app.now());
    expect(walk.letters + walk.told.length).toBeGreaterThan(0);
  });

  it('leaves no row when it is removed, and is not made again', async () => {
    // One file went with an answer, one is attached to what Ruth is writing.
    const file = `'plan.txt', 'text/plain', 6, 'A plan'::bytea, now()`;
    await house.rows(`
      insert into attachments (id, thread_id, user_id, message_id, filename, content_type, size_bytes, bytes, attached_at)
      (select gen_random_uuid(), thread_id, author_id, message_id, ${file} from answers limit 1)
      union all select gen_random_uuid(), t.id, u.id, null, ${file} from threads t, users u where u.name like 'Ruth%'`);
    expect((await tablesOf(house)).attachments).toBeGreaterThan(0);
    expect(await removeDemo(house.app)).toEqual({ clients: 13 });
    await house.followClock();
    expect(await tablesOf(house)).toEqual(empty);
    expect(house.app.now()).toEqual(start);
    await expect(removeDemo(house.app)).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(house.forward('P1D')).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await makeDemo(house.app)).toBe(false);
  });
});

describe('the demo among other things', () => {
  let house: EmptyHouse;
  beforeAll(async () => {
    house = await makeEmptyHouse(noon);
  });
  afterAll(() => house.close());
  const own = (departedOn: string): Parameters<typeof recordDeparture>[1] => ({
    client: { name: 'Own Ltd', domain: 'own.example', owner: 'mara@agency.example' },
    contacts: [{ email: 'kim@own.example' }],
    departedOn,
  });

  it('is not made where somebody has begun', async () => {
    const { row } = await createKey(house.app, 'cli', { name: 'Mine', scopes: ['admin'] });
    expect(await makeDemo(house.app)).toBe(false);
    await house.rows('delete from api_keys where id = $1', row.id);
  });

  it('is made anew where its first start was broken off', async () => {
    expect(await makeDemo(house.app)).toBe(true);
    await house.rows('update installation set demo_made_at = null');
    await house.rows(`delete from content_uses`);
    expect(await makeDemo(house.app)).toBe(true);
    expect(await tablesOf(house)).toMatchObject({ clients: 13, users: 4, settings: 1, offers: 4 });
  });

  it('leaves to people what they were faster to do', async () => {
    await house.forward('P1W');
    const [thread] = await house.rows<{ id: string }>(
      `select t.id from threads t join contacts c on c.id = t.contact_id where c.email = 'ingrid@fjellvann.example'`,
    );
    await closeThread(house.app, 'test', thread!.id, { outcome: 'other', exit: true });
    const walk = await house.forward('P1M');
    expect(walk.told.join()).not.toContain('Ingrid');
    expect(await house.rows('select outcome from threads where id = $1', thread!.id)).toEqual([{ outcome: 'other' }]);
  });

  it('goes on while nobody looks: what is due by the clock is played', async () => {
    await house.rows(`delete from audit_log where subject_kind = 'demo' and subject_id = 'maple-twice'`);
    await playDueScenes(house.app, house.app.now());
    expect(
      await house.rows(`select 1 from audit_log where subject_kind = 'demo' and subject_id = 'maple-twice'`),
    ).toHaveLength(1);
    expect(await house.rows(`select 1 from bases where kind = 'express_consent'`)).toHaveLength(2);
  });

  it('hands nothing to a real transport, which does not start beside it', async () => {
    const handed: string[] = [];
    const real: Transport = {
      ...house.app.transport,
      kind: 'smtp',
      handOver: (handover) => {
        handed.push(...handover.letters.map((letter) => letter.to));
        return Promise.resolve(handover.letters.map(() => ({ kind: 'accepted', providerId: 'x', response: null })));
      },
    };
    const app: App = { ...house.app, transport: real };
    const day = (days: number) => new Date(house.app.now().getTime() + days * 86_400_000);
    let queued = 0;
    for (let days = 1; days <= 40; days += 1) queued += (await tick(app, day(days))).queued;
    expect(queued).toBeGreaterThan(0);
    expect(handed).toEqual([]);
    await expect(refuseDemoData(app)).rejects.toThrow('npx ajar demo --remove');
    await expect(refuseDemoData(house.app)).resolves.toBeUndefined();
    await expect(advanceDemo(app, 'P1D')).rejects.toMatchObject({ code: 'time_travel_refused' });
  });

  it('leaves what others have recorded when it goes', async () => {
    const now = house.app.now();
    await recordDeparture(house.app, own(localDay(now, 'UTC')), { by: 'test', now });
    await changeSettings(house.app, 'test', { coolingOffDays: 20 });
    await removeDemo(house.app);
    await house.followClock();
    expect(house.app.now()).toEqual(noon);
    expect(await countDemoClients(house.app.db)).toBe(0);
    expect(await house.rows('select name, owner_id from clients')).toEqual([{ name: 'Own Ltd', owner_id: null }]);
    expect(await findPolicy(house.app.db)).toEqual({ ...defaultPolicy, coolingOffDays: 20 });
    expect(await tablesOf(house)).toMatchObject({ contacts: 1, departures: 1, enrollments: 1, users: 0, messages: 0 });
    await expect(refuseDemoData({ ...house.app, transport: { ...house.app.transport, kind: 'smtp' } })).resolves.toBe(
      undefined,
    );
  });
});
