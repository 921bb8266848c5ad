import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { auditLog, campaigns, houseMails, users } from '../../src/db/schema.ts';
import { judgeCampaign } from '../../src/domain/campaigns/breaker.ts';
import { checkCampaigns } from '../../src/flows/campaigns/check-campaigns.ts';
import { resumeCampaign } from '../../src/flows/campaigns/pause-campaign.ts';
import { tick } from '../../src/flows/tick.ts';
import { findHouseHealth } from '../../src/flows/today/find-house-health.ts';
import { type Drip, dueAt, makeDrip } from '../support/drip.ts';

describe('the numbers of a campaign', () => {
  it.each([
    ['nothing', 1000, 0, 0, 'fine'],
    ['no letter', 0, 0, 0, 'fine'],
    ['one complaint in few letters proves nothing', 40, 0, 1, 'fine'],
    ['two complaints warn', 1000, 0, 2, 'warn'],
    ['two complaints in many letters do not', 2500, 0, 2, 'fine'],
    ['three in a thousand stop', 1000, 0, 3, 'stop'],
    ['three in more than a thousand warn', 1001, 0, 3, 'warn'],
    ['three in few letters stop at once', 20, 0, 3, 'stop'],
    ['two bounces of a hundred stop', 100, 2, 0, 'stop'],
    ['two bounces of fewer do not', 99, 2, 0, 'fine'],
    ['ten bounces of few stop', 30, 10, 0, 'stop'],
    ['less than two in a hundred do not', 1000, 19, 0, 'fine'],
  ])('%s', (_what, letters, hardBounces, complaints, kind) => {
    expect(judgeCampaign({ letters, hardBounces, complaints }).kind).toBe(kind);
  });
});

let drip: Drip;
afterEach(() => drip?.close());

const minutes = (count: number) => new Date(dueAt.getTime() + count * 60_000);

async function start(letters: number): Promise<void> {
  drip = await makeDrip();
  await drip.setPolicy({ ownerCapPerDay: 10_000 });
  await drip.app.db.insert(users).values({
    id: uuidv7(),
    email: 'ada@agency.example',
    name: 'Ada',
    role: 'admin',
    createdAt: dueAt,
  } as typeof users.$inferInsert);
  await drip.departMany(letters);
  await tick(drip.app, dueAt);
}

async function report(count: number, kind: 'complaint' | 'bounce', at: Date): Promise<void> {
  const change =
    kind === 'complaint'
      ? sql`state = 'complained', complained_at = ${at.toISOString()}::timestamptz`
      : sql`state = 'bounced', bounced_at = ${at.toISOString()}::timestamptz, bounce_severity = 'hard'`;
  await drip.app.db.execute(sql`
    update messages set ${change} where id in (select id from messages where state = 'accepted' order by id limit ${count})`);
}

const campaign = async () => (await drip.app.db.select().from(campaigns).where(eq(campaigns.slug, 'door-ajar')))[0]!;

describe('a campaign whose letters are called spam', () => {
  it('is stopped, the admins are told once, and a person lets it go on without the same numbers stopping it again', async () => {
    await start(12);
    await report(3, 'complaint', minutes(1));
    // Two processes look at the same time.
    const stopped = await Promise.all([
      checkCampaigns(drip.app, minutes(2)),
      checkCampaigns(drip.another(), minutes(2)),
    ]);
    expect(stopped.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await campaign()).toMatchObject({
      pausedBy: 'breaker',
      pausedAt: minutes(2),
      pausedWhy: '3 of 12 people called a letter spam (25 %)',
    });
    const mails = await drip.app.db.select().from(houseMails);
    expect(mails).toMatchObject([{ kind: 'sending_alarm', toAddress: 'ada@agency.example' }]);
    expect(mails[0]!.text).toContain('https://ajar.agency.example/campaigns/door-ajar');
    const deeds = await drip.app.db.select().from(auditLog).where(eq(auditLog.actor, 'breaker'));
    expect(deeds).toMatchObject([{ action: 'pause-campaign', detail: { letters: 12, complaints: 3, hardBounces: 0 } }]);
    const { troubles } = await findHouseHealth(drip.app, minutes(3));
    expect(troubles.map(({ code }) => code)).toContain('campaign_stopped');

    // What is due waits: nothing of it leaves.
    await drip.departMany(2, 'late');
    await tick(drip.app, minutes(4));
    expect((await drip.states())['accepted']).toBe(9);

    drip.setNow(minutes(10));
    await resumeCampaign(drip.app, 'test', 'door-ajar');
    expect(await campaign()).toMatchObject({ pausedAt: null, pausedWhy: null });
    expect(await checkCampaigns(drip.app, minutes(11))).toBe(0);
    await tick(drip.app, minutes(12));
    expect((await drip.states())['accepted']).toBe(11);
    // New ones do, also of letters from before.
    await report(3, 'complaint', minutes(13));
    expect(await checkCampaigns(drip.app, minutes(14))).toBe(1);
  });

  it('warns before that, once a week', async () => {
    await start(4);
    await drip.app.db.execute(sql`update messages set accepted_at = queued_at`);
    await report(2, 'complaint', minutes(1));
    expect(await checkCampaigns(drip.app, minutes(2))).toBe(0);
    expect(await checkCampaigns(drip.app, minutes(3))).toBe(0);
    expect(await drip.app.db.select().from(houseMails)).toMatchObject([{ kind: 'sending_alarm' }]);
    expect(await campaign()).toMatchObject({ pausedAt: null });
    expect((await findHouseHealth(drip.app, minutes(3))).troubles.map(({ code }) => code)).toContain('campaign_warned');
    await checkCampaigns(drip.app, minutes(8 * 24 * 60));
    expect(await drip.app.db.select().from(houseMails)).toHaveLength(2);
  });
});

it('a campaign that writes to dead addresses is stopped; what is older than thirty days does not count', async () => {
  await start(12);
  await report(10, 'bounce', minutes(1));
  expect(await checkCampaigns(drip.app, minutes(31 * 24 * 60))).toBe(0);
  expect(await checkCampaigns(drip.app, minutes(2))).toBe(1);
  expect((await campaign()).pausedWhy).toBe('10 of 12 letters went to addresses that do not exist (83 %)');
});
