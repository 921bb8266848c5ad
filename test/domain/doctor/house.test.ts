import { describe, expect, it } from 'vitest';
import type { Check } from '../../../src/domain/doctor/check.ts';
import { counted, isHealthy } from '../../../src/domain/doctor/check.ts';
import { type HouseFacts, judgeHouse, judgeSending, type SendingFacts } from '../../../src/domain/doctor/house.ts';
import { judgeLinks, judgePublicUrl, type PublicUrlFacts } from '../../../src/domain/doctor/links.ts';
import {
  judgeClock,
  judgeDisk,
  judgeMigrations,
  judgeSecret,
  judgeServer,
  type SecretFacts,
  type ServerFacts,
} from '../../../src/domain/doctor/machine.ts';
import { judgeSchedule, judgeWork, type WorkFacts } from '../../../src/domain/doctor/work.ts';

const now = new Date('2026-11-21T12:00:00Z');
const random = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

describe('the machine', () => {
  const server: ServerFacts = {
    version: '18.4',
    versionNumber: 180_004,
    encoding: 'UTF8',
    fsync: 'on',
    synchronousCommit: 'on',
    fullPageWrites: 'on',
    maxConnections: 100,
  };
  it.each<[Partial<ServerFacts>, string, RegExp]>([
    [{}, 'ok', /PostgreSQL 18\.4/],
    [{ version: '14.9', versionNumber: 140_009 }, 'failure', /15 or newer/],
    [{ encoding: 'LATIN1' }, 'failure', /UTF8/],
    [{ fsync: 'off' }, 'failure', /fsync = on/],
    [{ synchronousCommit: 'off' }, 'failure', /synchronous_commit = on/],
    [{ synchronousCommit: 'local' }, 'ok', /writes through/],
    [{ fullPageWrites: 'off' }, 'failure', /full_page_writes = on/],
    [{ maxConnections: 20 }, 'warning', /max_connections/],
  ])('has a database with %o', (change, state, words) =>
    expectCheck(judgeServer({ ...server, ...change }), state, words),
  );

  it('has its migrations', () => {
    expectCheck(judgeMigrations(9, 9), 'ok', /9/);
    expectCheck(judgeMigrations(7, 9), 'failure', /2 of 9 .*npx ajar migrate/);
    expectCheck(judgeMigrations(10, 9), 'failure', /newer version/);
  });

  it('has one time', () => {
    expectCheck(judgeClock(-400), 'ok', /same time/);
    expectCheck(judgeClock(5_000), 'warning', /5 s ahead of/);
    expectCheck(judgeClock(-600_000), 'failure', /10 min behind .*set-ntp/);
  });

  it('has space', () => {
    expectCheck(judgeDisk('/data', 50e9), 'ok', /50\.0 GB/);
    expectCheck(judgeDisk('/data', 1e9), 'warning', /1\.0 GB/);
    expectCheck(judgeDisk('/data', 100e6), 'failure', /stops when it is full/);
    expectCheck(judgeDisk('/data', null), 'skipped', /server of its own/);
  });

  const secret: SecretFacts = { secret: random, isKnown: true, hasPrevious: false, openFile: null };
  it.each<[string, Partial<SecretFacts>, string, RegExp]>([
    ['is random', {}, 'ok', /random/],
    ['was changed in order', { hasPrevious: true }, 'ok', /still verifies/],
    ['is one letter', { secret: 'a'.repeat(64) }, 'failure', /guessed/],
    ['is two letters', { secret: 'ab'.repeat(40) }, 'failure', /guessed/],
    ['repeats a word', { secret: 'secret'.repeat(8) }, 'failure', /guessed/],
    ['is a sentence', { secret: 'please change this secret before you go live' }, 'warning', /made it up/],
    ['is not what the database knows', { isKnown: false }, 'failure', /AJAR_SECRET_PREVIOUS/],
    ['can be read by others', { openFile: '/data/secret' }, 'warning', /chmod 600 \/data\/secret/],
  ])('has a secret that %s', (_name, change, state, words) => {
    const check = judgeSecret({ ...secret, ...change });
    expectCheck(check, state, words);
    expect(JSON.stringify(check)).not.toContain({ ...secret, ...change }.secret);
  });
});

describe('sending', () => {
  const facts: SendingFacts = {
    transport: 'smtp',
    timeTravel: false,
    problem: null,
    inClear: false,
    pausedAt: null,
    lockedAt: null,
    lockedWhy: null,
  };
  it.each<[Partial<SendingFacts>, string, string, RegExp]>([
    [{}, 'transport', 'ok', /let us in/],
    [{ transport: 'capture' }, 'transport', 'ok', /Mailbox/],
    [{ problem: 'It says no.' }, 'transport', 'failure', /It says no\. .*SMTP_URL/],
    [{ inClear: true }, 'transport', 'warning', /ignoreTLS/],
    [{ transport: 'resend', problem: 'It says no.' }, 'transport', 'failure', /RESEND_API_KEY/],
    [{ timeTravel: true }, 'time-travel', 'failure', /AJAR_TIME_TRAVEL/],
    [{ timeTravel: true, transport: 'capture' }, 'time-travel', 'ok', /nothing leaves/],
    [{}, 'sending', 'ok', /on/],
    [{ pausedAt: now }, 'sending', 'warning', /npx ajar resume/],
    [{ pausedAt: now, lockedAt: now, lockedWhy: 'restored' }, 'sending', 'failure', /restored.*npx ajar unlock/],
  ])('with %o: %s is %s', (change, id, state, words) =>
    expectCheck(byId(judgeSending({ ...facts, ...change }), id), state, words),
  );

  const address: PublicUrlFacts = {
    url: 'https://ajar.agency.example',
    capture: false,
    certificate: { kind: 'valid', until: new Date('2027-01-21T12:00:00Z') },
    now,
  };
  it.each<[Partial<PublicUrlFacts>, string, RegExp]>([
    [{}, 'ok', /61 days more/],
    [{ capture: true, url: 'http://localhost:3000' }, 'skipped', /captured/],
    [{ url: 'http://ajar.agency.example' }, 'failure', /not https/],
    [{ certificate: { kind: 'valid', until: new Date('2026-11-25T12:00:00Z') } }, 'warning', /ends in 4 days/],
    [{ certificate: { kind: 'refused', text: 'self-signed' } }, 'failure', /self-signed/],
    [{ certificate: { kind: 'unreachable', text: 'refused' } }, 'warning', /curl -I/],
  ])('from the address %o', (change, state, words) =>
    expectCheck(judgePublicUrl({ ...address, ...change }), state, words),
  );

  it('has links that lead here', () => {
    expectCheck(judgeLinks(address.url, false, 0), 'ok', /\/u\//);
    expectCheck(judgeLinks(address.url, false, 3), 'warning', /3 letters .* lead elsewhere/);
    expectCheck(judgeLinks(address.url, true, 3), 'ok', /\/u\//);
  });
});

describe('the house', () => {
  const facts: HouseFacts = {
    capture: false,
    postalAddress: 'Agency GmbH, Lindenstr. 4, 10969 Berlin',
    noticeConfirmed: true,
    noticeGiven: true,
    adminsWithPassword: 1,
    hasDefaultOwner: true,
    unowned: 0,
    unknownOwners: 0,
    hasDemo: false,
  };
  it.each<[Partial<HouseFacts>, string, string, RegExp]>([
    [{}, 'postal-address', 'ok', /Lindenstr/],
    [{ postalAddress: null }, 'postal-address', 'failure', /POSTAL_ADDRESS/],
    [{ postalAddress: null, capture: true }, 'postal-address', 'warning', /Captured letters/],
    [{ postalAddress: 'Example Ltd, 1 High Street, London N1 9GU, UK' }, 'postal-address', 'failure', /example/],
    [{ postalAddress: 'Example Ltd, 1 High Street', capture: true }, 'postal-address', 'warning', /example/],
    [{}, 'notice', 'ok', /may object/],
    [{ noticeGiven: false }, 'notice', 'ok', /another basis/],
    [{ noticeConfirmed: false }, 'notice', 'warning', /noticeConfirmed=true/],
    [{}, 'admin', 'ok', /1 admin/],
    [{ adminsWithPassword: 0 }, 'admin', 'failure', /--role admin/],
    [{ adminsWithPassword: 0, capture: true }, 'admin', 'warning', /--role admin/],
    [{ adminsWithPassword: 0, capture: true, hasDemo: true }, 'admin', 'ok', /demo/],
    [{}, 'owners', 'ok', /Every client/],
    [{ unowned: 1 }, 'owners', 'warning', /1 client belongs to nobody/],
    [{ unknownOwners: 2 }, 'owners', 'warning', /2 clients name an owner/],
    [{ hasDefaultOwner: false }, 'owners', 'warning', /no default owner/],
    [{}, 'demo', 'ok', /no demo/],
    [{ hasDemo: true }, 'demo', 'failure', /demo --remove/],
    [{ hasDemo: true, capture: true }, 'demo', 'ok', /nothing leaves/],
  ])('with %o: %s is %s', (change, id, state, words) =>
    expectCheck(byId(judgeHouse({ ...facts, ...change }), id), state, words),
  );
});

describe('the work', () => {
  const facts: WorkFacts = {
    withoutNextAction: 0,
    overdue: 0,
    endlessHolds: 0,
    withoutContact: 0,
    uncertain: 0,
    failed: 0,
    failures: { mails: 0, events: 0, houseMails: 0 },
  };
  it('is done', () => {
    expect(judgeWork(facts).map(({ state }) => state)).toEqual(Array(6).fill('ok'));
    expect(isHealthy(judgeWork(facts))).toBe(true);
    expect(isHealthy(judgeWork({ ...facts, endlessHolds: 1 }))).toBe(false);
  });
  it.each<[Partial<WorkFacts>, string, string, RegExp]>([
    [{ withoutNextAction: 1 }, 'enrollments', 'failure', /1 active enrollment without/],
    [{ overdue: 4 }, 'enrollments', 'failure', /4 enrollments .*npx ajar tick/],
    [{ endlessHolds: 2 }, 'holds', 'failure', /2 holds/],
    [{ withoutContact: 1 }, 'departed-contacts', 'warning', /1 departed client with nobody/],
    [{ uncertain: 1 }, 'uncertain', 'warning', /settle/],
    [{ failed: 3 }, 'failed', 'warning', /3 letters .*retry/],
    [{ failures: { mails: 1, events: 2, houseMails: 0 } }, 'stored-mail', 'warning', /1 mail that came in, 2 notices/],
  ])('with %o: %s is %s', (change, id, state, words) =>
    expectCheck(byId(judgeWork({ ...facts, ...change }), id), state, words),
  );

  it('goes on by itself', () => {
    const run = (name: string, minutesAgo: number, error: string | null = null) => {
      const startedAt = new Date(now.getTime() - minutesAgo * 60_000);
      return { name, startedAt, endedAt: startedAt, error };
    };
    expectCheck(judgeSchedule([], now), 'warning', /never run/);
    expectCheck(judgeSchedule([run('tick', 0), run('retention', 600)], now), 'ok', /turn/);
    expectCheck(judgeSchedule([run('tick', 30)], now), 'failure', /tick has not run for 30 minutes/);
    expectCheck(judgeSchedule([run('tick', 0), run('retention', 0, 'TypeError')], now), 'warning', /retention failed/);
  });
});

it('counts in words', () => {
  expect([counted(1, 'hold'), counted(2, 'hold'), counted(0, 'mail that', 'mails that')]).toEqual([
    '1 hold',
    '2 holds',
    '0 mails that',
  ]);
});

function byId(checks: readonly Check[], id: string): Check {
  const found = checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`There is no check ${id}.`);
  return found;
}

/** What is not well says what mends it. */
function expectCheck(check: Check, state: string, words: RegExp): void {
  expect(check.state).toBe(state);
  expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
  expect(check.fix === null).toBe(state === 'ok' || state === 'skipped');
}
