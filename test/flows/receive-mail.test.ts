import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { enrollments, inboundMails, messages, replies, suppressions, tasks, threads } from '../../src/db/schema.ts';
import { receiveMail } from '../../src/flows/receive-mail.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { answerTo, type LeftLetter, hadLetter, rawMail } from '../support/mails.ts';
import { makePeople, type People } from '../support/people.ts';

let api: TestApi;
let app: App;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  app = api.app;
  people = makePeople(app.db, app.addressKey, noon);
});
afterAll(() => api.close());

let count = 0;
const someone = (): Promise<LeftLetter> => {
  count += 1;
  return hadLetter(app, people, `jo${count}@northwind${count}.example`, noon);
};
const receive = (raw: Buffer) => receiveMail(app, { source: 'api', raw });
const enrollmentOf = async (id: string) => (await app.db.select().from(enrollments).where(eq(enrollments.id, id)))[0]!;
const suppressionsOf = (address: string) =>
  app.db
    .select()
    .from(suppressions)
    .where(eq(suppressions.addressHash, people.hash(address)));
const tasksOf = (contactId: string) => app.db.select().from(tasks).where(eq(tasks.contactId, contactId));

describe('an answer', () => {
  it('opens a conversation, shows the new words, and holds the letters with an owner and a day of review', async () => {
    const jo = await someone();
    const answer = await receive(answerTo(jo, 'Who would do the work in a smaller package?'));
    expect(answer).toMatchObject({ kind: 'reply', matched: true, matchedBy: 'reply_token', state: 'handled' });
    const [reply] = await app.db.select().from(replies).where(eq(replies.threadId, answer.threadId!));
    expect(reply).toMatchObject({
      visibleText: 'Who would do the work in a smaller package?',
      senderIsContact: true,
      hints: [],
    });
    const [thread] = await app.db.select().from(threads).where(eq(threads.id, answer.threadId!));
    expect(thread).toMatchObject({
      state: 'open',
      contactId: jo.contactId,
      openedByMessageId: jo.messageId,
      assigneeId: jo.ownerId,
    });
    expect(await enrollmentOf(jo.enrollmentId)).toMatchObject({
      state: 'held',
      holdCode: 'replied',
      holdReviewOn: '2026-12-05',
      holdOwnerId: jo.ownerId,
      holdThreadId: answer.threadId,
    });
  });
});
