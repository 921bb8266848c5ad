import { desc, eq } from 'drizzle-orm';
import type { App } from '../../src/app.ts';
import {
  enrollments,
  inboundMails,
  messageEvents,
  messages,
  suppressions,
  tasks,
  threads,
} from '../../src/db/schema.ts';
import { receiveMail } from '../../src/flows/inbound/receive-mail.ts';
import { type Answer, makeApi, noon, type TestApi } from './api.ts';
import { hadLetter, type LeftLetter } from './mails.ts';
import { makePeople, type People } from './people.ts';

/** An installation with departed clients who write back, and what one looks up afterwards. */
export interface Tray extends TestApi {
  people: People;
  app: App;
  /** A departed client of its own: one contact, enrolled, who had a letter. */
  someone: () => Promise<LeftLetter>;
  /** Another person at the same client, enrolled too. */
  colleagueOf: (one: LeftLetter) => Promise<{ contactId: string; enrollmentId: string; email: string }>;
  receive: (raw: Uint8Array) => ReturnType<typeof receiveMail>;
  enrollment: (id: string) => Promise<typeof enrollments.$inferSelect>;
  letter: (id: string) => Promise<typeof messages.$inferSelect>;
  events: (messageId: string) => Promise<string[]>;
  thread: (id: string) => Promise<typeof threads.$inferSelect>;
  inbound: (id: string) => Promise<typeof inboundMails.$inferSelect>;
  suppressionsOf: (address: string) => Promise<(typeof suppressions.$inferSelect)[]>;
  tasksOf: (clientId: string) => Promise<(typeof tasks.$inferSelect)[]>;
  post: (raw: Uint8Array, headers?: Record<string, string>) => Promise<Answer>;
}

export async function makeTray(env: Record<string, string> = {}): Promise<Tray> {
  const api = await makeApi({ env });
  const { app } = api;
  const people = makePeople(app.db, app.addressKey, noon);
  let count = 0;
  const first = <T>(rows: T[]): T => {
    if (rows[0] === undefined) throw new Error('There is no such row.');
    return rows[0];
  };
  return {
    ...api,
    people,
    someone: () => {
      count += 1;
      return hadLetter(app, people, `jo${count}@northwind${count}.example`, noon);
    },
    colleagueOf: async ({ clientId, departureId, email: known }) => {
      const email = known.replace('jo', 'lena');
      const contactId = await people.contact(clientId, email);
      const enrollmentId = await people.enrollment({ clientId, contactId, departureId });
      return { contactId, enrollmentId, email };
    },
    receive: (raw) => receiveMail(app, { source: 'api', raw }),
    enrollment: async (id) => first(await app.db.select().from(enrollments).where(eq(enrollments.id, id))),
    letter: async (id) => first(await app.db.select().from(messages).where(eq(messages.id, id))),
    events: async (messageId) =>
      (
        await app.db
          .select()
          .from(messageEvents)
          .where(eq(messageEvents.messageId, messageId))
          .orderBy(messageEvents.id)
      ).map((row) => row.kind),
    thread: async (id) => first(await app.db.select().from(threads).where(eq(threads.id, id))),
    inbound: async (id) => first(await app.db.select().from(inboundMails).where(eq(inboundMails.id, id))),
    suppressionsOf: (address) =>
      app.db
        .select()
        .from(suppressions)
        .where(eq(suppressions.addressHash, people.hash(address))),
    tasksOf: (clientId) =>
      app.db.select().from(tasks).where(eq(tasks.clientId, clientId)).orderBy(desc(tasks.createdAt)),
    post: async (raw, headers = {}) => {
      const answer = await api.server.inject({
        method: 'POST',
        url: '/v1/inbound',
        headers: { authorization: `Bearer ${api.key}`, 'content-type': 'message/rfc822', ...headers },
        payload: Buffer.from(raw),
      });
      return {
        status: answer.statusCode,
        body: JSON.parse(answer.payload),
        headers: answer.headers,
        text: answer.payload,
      };
    },
  };
}
