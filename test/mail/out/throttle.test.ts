import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSmtpFailure } from '../../../src/mail/out/smtp-answer.ts';
import { openSmtp } from '../../../src/mail/out/smtp.ts';
import { openThrottle } from '../../../src/mail/out/throttle.ts';
import type { Answer } from '../../../src/mail/out/transport.ts';
import { openSmtpSink, type SinkManners } from '../../support/smtp-sink.ts';
import { makeHandover, makeLetter } from './letters.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(manners: SinkManners, query = '') {
  const sink = await openSmtpSink(manners);
  open.push(sink);
  const transport = openSmtp({ url: `${sink.url}/?${query}` });
  open.push(transport);
  const send = async (n: number): Promise<Answer> =>
    (await transport.handOver(makeHandover(transport, [makeLetter(n)])))[0]!;
  return { sink, send };
}

describe('how hard a server is pressed', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('halves with each refusal, after pauses that double, and comes back step by step', () => {
    const throttle = openThrottle(8);
    expect([throttle.width(), throttle.waitMs()]).toEqual([8, 0]);
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      throttle.slower();
      pauses.push(throttle.waitMs());
      // Those that were under way are refused as well: one pause for all of them.
      throttle.slower();
      vi.advanceTimersByTime(throttle.waitMs());
    }
    expect(pauses.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(pauses.at(-1)).toBe(300_000);
    expect([throttle.width(), throttle.waitMs()]).toEqual([1, 0]);
    for (let n = 0; n < 20 * 12; n += 1) throttle.taken();
    expect(throttle.width()).toBe(8);
  });
});

describe('a server that asks for less', () => {
  it('gets its pause, then fewer letters at a time, and all of them in the end', async () => {
    let refusals = 3;
    let atOnce = 0;
    let most = 0;
    const { sink, send } = await start(
      {
        mailFrom: () => ((refusals -= 1) >= 0 ? [421, '4.7.0 Too many connections'] : null),
        rcptTo: () => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          return null;
        },
        data: () => {
          atOnce -= 1;
          return null;
        },
        delayMs: 20,
      },
      'maxConnections=4',
    );
    const first = await Promise.all([1, 2, 3].map(send));
    for (const answer of first)
      expect(answer).toMatchObject({ kind: 'refused', code: 'service_unavailable', stop: 'pace' });
    const begin = performance.now();
    const then = await Promise.all(Array.from({ length: 12 }, (_, n) => send(10 + n)));
    expect(then.map((one) => one.kind)).toEqual(then.map(() => 'accepted'));
    expect(performance.now() - begin).toBeGreaterThan(500);
    expect(most).toBeLessThanOrEqual(2);
    expect(sink.letters).toHaveLength(12);
  });

  it('again and again is left alone: letters go back without a word to it', async () => {
    const { sink, send } = await start({ rcptTo: () => [450, '4.7.28 Unusual rate of mail'] }, 'maxConnections=1');
    const answers = [await send(1), await send(2), await send(3)];
    // The first two pauses are waited out; the third is longer than a letter is kept in hand.
    const before = sink.connections();
    answers.push(await send(4), await send(5));
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'refused', code: 'slowed_down', stop: 'pace' });
    expect(answers.at(-1)).toMatchObject({ text: expect.stringContaining('takes no more letters') });
    expect(sink.connections()).toBe(before);
  });
});

describe('what a temporary refusal is about', () => {
  const read = (responseCode: number, response: string, code = 'EENVELOPE', command = 'RCPT TO') =>
    readSmtpFailure({ message: response, response, responseCode, code, command }, false);

  it.each([
    [421, '421 4.7.0 Try again later, closing connection', 'service_unavailable'],
    [450, '450-4.7.28 Our system has detected an unusual rate of mail', 'slowed_down'],
    [451, '451 4.7.500 Server busy. Please try again later', 'slowed_down'],
    [454, '454 Throttling failure: Maximum sending rate exceeded.', 'slowed_down'],
    [432, '432 4.3.2 Concurrent connections limit exceeded', 'slowed_down'],
    [452, '452 Too many messages for this session', 'slowed_down'],
  ])('all letters: %s %s', (status, text, code) => {
    expect(read(status, text)).toMatchObject({ kind: 'refused', code, stop: 'pace' });
  });

  it.each([
    [450, '450 4.2.0 Greylisted, see http://postgrey.example'],
    [451, '451 4.7.1 Greylisting in action, please come back later'],
    [450, '450 4.7.25 Greylisted'],
    [450, '450 4.2.1 The user you are trying to contact is receiving mail too quickly'],
    [452, '452 4.2.2 Mailbox full'],
  ])('this letter: %s %s', (status, text) => {
    expect(read(status, text)).toMatchObject({ kind: 'deferred', code: 'recipient_deferred' });
  });

  it('is unknown where the letter had begun and nobody answered it', () => {
    const failure = { message: '421 bye', response: '421 4.7.0 bye', responseCode: 421, code: 'ECONNECTION' };
    expect(readSmtpFailure(failure, true).kind).toBe('unknown');
  });
});

describe('a connection that cannot be encrypted says what to do', () => {
  it('where the server has no STARTTLS', async () => {
    const sink = await openSmtpSink({}, { disabledCommands: ['STARTTLS'] });
    open.push(sink);
    const transport = openSmtp({ url: `smtp://0.0.0.0:${sink.port}` });
    open.push(transport);
    expect(await transport.verify()).toMatch(/offers no STARTTLS .*Use smtps:\/\/, or say ignoreTLS=true in SMTP_URL/);
    // Whoever says so takes what there is.
    const lenient = openSmtp({ url: `smtp://0.0.0.0:${sink.port}?requireTLS=false&ignoreTLS=true` });
    open.push(lenient);
    expect(await lenient.verify()).toBeNull();
  });

  it('where nobody vouches for the certificate, also over smtps', async () => {
    const sink = await openSmtpSink({}, { secure: true });
    open.push(sink);
    const transport = openSmtp({ url: `smtps://127.0.0.1:${sink.port}` });
    open.push(transport);
    expect(await transport.verify()).toMatch(/not to be trusted: .*certificate/i);
  });
});
