import { eq, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type NewDeparture, newDepartureSchema } from '../../src/contract/departures.ts';
import { enrollments, messages, newsItems, offers, settings } from '../../src/db/schema.ts';
import { defaultPolicy, type HousePolicy } from '../../src/domain/policy.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { recordDeparture, type RecordOptions } from '../../src/flows/departures/record-departure.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import type { Answer, Handover, Transport } from '../../src/mail/out/transport.ts';
import { makeDatabase, type TestDatabase } from './postgres.ts';

/** Monday, and the windows of Europe are open. */
const monday = new Date('2026-11-02T10:00:00Z');
/** Tuesday, fifteen days later: first letters of who left on that Monday are due and may leave. */
export const dueAt = new Date('2026-11-17T11:00:00Z');

export const secret = 'test secret that is long enough for 32 bytes';

export const testEnv = {
  LOG_LEVEL: 'silent',
  PUBLIC_URL: 'https://ajar.agency.example',
  MAIL_FROM: 'Agency <letters@agency.example>',
  REPLY_DOMAIN: 'reply.agency.example',
  POSTAL_ADDRESS: 'Agency, 1 High Street, Leeds',
};

/** A database with what ships with the product, and any number of apps (processes, as far as they know) over it. */
export interface Drip {
  database: TestDatabase;
  app: App;
  logged: { level: string; fields: Record<string, unknown>; message: string }[];
  /** Another process over the same database. */
  another: (options?: Partial<App>) => App;
  setNow: (at: Date) => void;
  setPolicy: (changes: Partial<HousePolicy>) => Promise<void>;
  /** Records a departure as if it came over REST. */
  depart: (email: string, changes?: Changes, options?: Partial<RecordOptions>) => ReturnType<typeof recordDeparture>;
  /** Many clients that left on `monday`, their first letters due at `dueAt`; their addresses. */
  departMany: (count: number, prefix?: string) => Promise<string[]>;
  offer: (row?: Partial<typeof offers.$inferInsert>) => Promise<string>;
  news: (row?: Partial<typeof newsItems.$inferInsert>) => Promise<string>;
  /** Letters by state. */
  states: () => Promise<Record<string, number>>;
  letters: () => Promise<(typeof messages.$inferSelect)[]>;
  enrollment: (id: string) => Promise<typeof enrollments.$inferSelect>;
  close: () => Promise<void>;
}

type Changes = { client?: Partial<NewDeparture['client']>; contact?: object } & Partial<
  Omit<NewDeparture, 'client' | 'contacts'>
>;

export async function makeDrip(transport: Transport = openCapture(), env: Record<string, string> = {}): Promise<Drip> {
  const database = await makeDatabase();
  const logged: Drip['logged'] = [];
  const log = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, fields: fields as Record<string, unknown>, message });
  let now = monday;
  const app: App = {
    db: database.db,
    pool: database.pool,
    now: () => now,
    config: readConfig({ ...testEnv, ...env }),
    secrets: [secret],
    ...(await ensureInstallation(database.db, [secret], now)),
    transport,
    log: { info: log('info'), warn: log('warn'), error: log('error'), debug: log('debug') },
    processId: uuidv7(),
  };
  await ensureBuiltIns(app);
  let made = 0;

  const drip: Drip = {
    database,
    app,
    logged,
    another: (options = {}) => ({ ...app, processId: uuidv7(), ...options }),
    setNow: (at) => {
      now = at;
    },
    setPolicy: async (changes) => {
      await database.db
        .insert(settings)
        .values({ policy: { ...defaultPolicy, ...changes }, changedAt: now, changedBy: 'test' });
    },
    depart: (email, { client = {}, contact = {}, ...rest } = {}, options = {}) =>
      recordDeparture(
        app,
        newDepartureSchema.parse({
          client: { name: `Client of ${email}`, timezone: 'Europe/Berlin', ...client },
          contacts: [{ email, firstName: 'Jo', ...contact }],
          departedOn: '2026-11-02',
          reason: 'price',
          fault: 'nobody',
          ...rest,
        }),
        { by: 'test', now: app.now(), ...options },
      ),
    departMany: async (count, prefix = 'jo') => {
      const emails = Array.from({ length: count }, (_, index) => `${prefix}${(made += 1)}-${index}@client.example`);
      for (const email of emails) await drip.depart(email);
      return emails;
    },
    offer: async (row = {}) => {
      const id = uuidv7();
      const validity = { validFrom: '2026-01-01', validUntil: '2035-01-01' };
      await database.db.insert(offers).values({
        id,
        title: 'A smaller package',
        terms: 'Two days a month, monthly notice.',
        kind: 'service',
        reasons: [],
        ...validity,
        createdAt: now,
        updatedAt: now,
        ...row,
      });
      return id;
    },
    news: async (row = {}) => {
      const id = uuidv7();
      const item = { id, title: `News ${id.slice(-6)}`, body: 'We opened a support desk.', reasons: [] };
      await database.db
        .insert(newsItems)
        .values({ ...item, publishedOn: '2026-11-01', createdAt: now, updatedAt: now, ...row });
      return id;
    },
    states: async () => {
      const rows = await database.db
        .select({ state: messages.state, count: sql<number>`count(*)::int` })
        .from(messages)
        .groupBy(messages.state);
      return Object.fromEntries(rows.map((row) => [row.state, row.count]));
    },
    letters: () => database.db.select().from(messages).orderBy(messages.queuedAt, messages.id),
    enrollment: async (id) => (await database.db.select().from(enrollments).where(eq(enrollments.id, id)))[0]!,
    close: () => database.close(),
  };
  return drip;
}

/** A transport that does what the test says with each letter, and keeps what it was given. */
export function openScripted(
  answerTo: (letter: Handover['letters'][number], nth: number) => Answer | Promise<Answer>,
  options: Partial<Pick<Transport, 'kind' | 'batchSize' | 'concurrency' | 'repeatableForMs'>> = {},
): Transport & { handovers: Handover[]; taken: string[] } {
  const handovers: Handover[] = [];
  const taken: string[] = [];
  let nth = 0;
  return {
    kind: 'smtp',
    batchSize: 1,
    concurrency: 4,
    repeatableForMs: 0,
    encode: (letters) => Buffer.from(JSON.stringify(letters)),
    handOver: async (handover) => {
      handovers.push(handover);
      return Promise.all(
        handover.letters.map(async (letter) => {
          const answer = await answerTo(letter, (nth += 1));
          if (answer.kind === 'accepted') taken.push(letter.to);
          return answer;
        }),
      );
    },
    verify: async () => null,
    close: async () => {},
    ...options,
    handovers,
    taken,
  };
}

export const accepted: Answer = { kind: 'accepted', providerId: null, response: null };
