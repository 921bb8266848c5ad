import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrollments, messages, suppressions, tasks } from '../../src/db/schema.ts';
import { recordDeparture } from '../../src/flows/departures/record-departure.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { newDepartureSchema } from '../../src/contract/departures.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';

let api: TestApi;
let sink: SmtpSink;
beforeAll(async () => {
  sink = await openSmtpSink({
    rcptTo: (address) => {
      if (address.startsWith('gone@')) return [550, '5.1.1 User unknown'];
      return address.startsWith('full@') ? [552, '5.2.2 Mailbox full'] : null;
    },
  });
  api = await makeApi();
  api.app.transport = openSmtp({ url: `${sink.url}?ignoreTLS=true` });
  await ensureBuiltIns(api.app);
});
afterAll(async () => {
  await api.app.transport.close();
  await sink.close();
  await api.close();
});

async function leave(name: string, email: string) {
  const input = newDepartureSchema.parse({
    client: { name, timezone: 'Europe/Berlin' },
    contacts: [{ email }],
    departedOn: '2026-11-02',
  });
  return recordDeparture(api.app, input, { by: 'test', now: noon });
}

it('takes a server that says an address does not exist at its word: the letter bounced, the address is not written to again', async () => {
  const gone = await leave('Gone', 'gone@gone.example');
  const full = await leave('Full', 'full@full.example');
  const there = await leave('There', 'there@there.example');
  await tick(api.app, new Date('2026-11-23T12:00:00Z'));
  const stateOf = async ({ body }: typeof gone) => {
    const [letter] = await api.app.db.select().from(messages).where(eq(messages.clientId, body.client.id));
    const [enrollment] = await api.app.db.select().from(enrollments).where(eq(enrollments.clientId, body.client.id));
    return {
      letter: letter!.state,
      severity: letter!.bounceSeverity,
      enrollment: enrollment!.state,
      exit: enrollment!.exitCode,
    };
  };
  expect(await stateOf(gone)).toEqual({
    letter: 'bounced',
    severity: 'hard',
    enrollment: 'exited',
    exit: 'hard_bounce',
  });
  // A full box says nothing against the address: the letter failed, where everybody can see it, and the drip goes on.
  expect(await stateOf(full)).toEqual({ letter: 'failed', severity: null, enrollment: 'active', exit: null });
  expect(await stateOf(there)).toEqual({ letter: 'accepted', severity: null, enrollment: 'active', exit: null });
  expect(await api.app.db.select().from(suppressions)).toMatchObject([
    { address: 'gone@gone.example', reason: 'hard_bounce', source: 'bounce' },
  ]);
  const asked = await api.app.db.select().from(tasks).where(eq(tasks.kind, 'successor'));
  expect(asked).toHaveLength(1);
});
