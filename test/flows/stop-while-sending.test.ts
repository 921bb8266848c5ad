import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollments, messages } from '../../src/db/schema.ts';
import { dispatchLetters } from '../../src/flows/letters/dispatch-letters.ts';
import { erasePerson } from '../../src/flows/contacts/erase-person.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { winBackClient } from '../../src/flows/clients/win-back-client.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { makeToken } from '../../src/mail/token.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { type Departed, makePeople, type People } from '../support/people.ts';

/** A Monday, at noon in Berlin. */
const monday = new Date('2026-11-23T11:00:00.000Z');

let api: TestApi;
let people: People;
let handedOver: string[];
/** Called when the first letters of a test are handed over. */
let begin: () => void;
beforeAll(async () => {
  api = await makeApi({ now: () => monday });
  people = makePeople(api.app.db, api.app.addressKey, monday);
  api.app.transport = slowly(openCapture());
});
afterAll(() => api.close());

/** Few letters at a time, and a moment for each, so that stops fall before, between and into the claims. */
function slowly(transport: Transport): Transport {
  return {
    ...transport,
    batchSize: 3,
    concurrency: 1,
    handOver: async (handover) => {
      handedOver.push(...handover.letters.map((letter) => letter.id));
      begin();
      await sleep(3);
      return transport.handOver(handover);
    },
  };
}

async function makeQueued(name: string, count: number): Promise<(Departed & { queued: string })[]> {
  const all: (Departed & { queued: string })[] = [];
  for (let index = 0; index < count; index += 1) {
    const jo = await people.departed(`${name}-${index}@race.example`);
    const letter = { stepKey: 'check_in', kind: 'check_in' as const, state: 'queued' as const, acceptedAt: null };
    const queued = await people.letter(jo.enrollmentId, jo, { ...letter, dueAt: monday, notBefore: monday });
    all.push({ ...jo, queued });
  }
  return all;
}

const stateOf = async (id: string) => (await api.app.db.select().from(messages).where(eq(messages.id, id)))[0]?.state;

const stops: [string, (jo: Departed) => Promise<unknown>][] = [
  [
    'unsubscribes',
    async ({ messageId }) => {
      const url = `/u/${makeToken(api.app.secrets[0], 'unsubscribe', messageId)}`;
      const payload = 'List-Unsubscribe=One-Click';
      const answer = await api.server.inject({ method: 'POST', url, payload });
      expect(answer.statusCode).toBe(200);
    },
  ],
  ['is erased', ({ email }) => erasePerson(api.app, 'test', email)],
  [
    'comes back',
    ({ clientId }) => winBackClient(api.app, 'test', clientId, { wonBackOn: '2026-11-23', annualValue: null }),
  ],
];

describe('while letters are being handed over', () => {
  it.each(stops)('nothing leaves any more after somebody %s', async (name, stop) => {
    handedOver = [];
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const all = await makeQueued(name.replace(' ', '-'), 30);
    // Before any claim, at any moment, and once the first letters are on their way.
    const moments = [async () => {}, (index: number) => sleep(index * 15), () => begun];
    const stopped = all.map(async (jo, index) => {
      await moments[index % 3]?.(index);
      await stop(jo);
      // What the stop found unclaimed is canceled when it answers; the rest counts as handed over.
      const state = await stateOf(jo.queued);
      expect(['canceled', 'sending', 'accepted']).toContain(state);
      return { jo, canceled: state === 'canceled' };
    });
    await stopped[0];
    await Promise.all([dispatchLetters(api.app, monday), dispatchLetters(api.app, monday), ...stopped]);
    await dispatchLetters(api.app, monday);
    await planDueSteps(api.app, monday);
    await dispatchLetters(api.app, monday);
    const results = await Promise.all(stopped);
    expect(new Set(results.map(({ canceled }) => canceled))).toEqual(new Set([true, false]));
    for (const { jo, canceled } of results) {
      const end = [await stateOf(jo.queued), handedOver.filter((id) => id === jo.queued).length];
      // What was claimed and whose turn did not come within a second went back to the queue, and heard of the stop there.
      expect(
        canceled
          ? [['canceled', 0]]
          : [
              ['accepted', 1],
              ['canceled', 0],
            ],
      ).toContainEqual(end);
      const [walk] = await api.app.db.select().from(enrollments).where(eq(enrollments.id, jo.enrollmentId));
      expect(walk?.state).toBe('exited');
    }
  });
});
