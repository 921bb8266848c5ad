import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readResendSuccess } from '../../../src/mail/out/resend-answer.ts';
import { messageTag, openResend } from '../../../src/mail/out/resend.ts';
import type { Answer, Transport } from '../../../src/mail/out/transport.ts';
import { findReplyToken } from '../../../src/mail/token.ts';
import { makeGate, untilSo } from '../../support/gate.ts';
import { openResendFake, type Mishap, type ResendFake } from '../../support/resend-fake.ts';
import { makeHandover, makeId, makeLetter, secret } from './letters.ts';

let fake: ResendFake;
let transport: Transport;
beforeEach(async () => {
  fake = await openResendFake();
  transport = open();
});
afterEach(async () => {
  await transport.close();
  await fake.close();
});

function open(options: Partial<Parameters<typeof openResend>[0]> = {}): Transport {
  return openResend({ apiKey: fake.apiKey, baseUrl: fake.baseUrl, ratePerSecond: 1000, ...options });
}

const batch = (...numbers: number[]) =>
  makeHandover(
    transport,
    numbers.map((n) => makeLetter(n)),
  );
const kinds = (answers: Answer[]) => answers.map((one) => one.kind);

describe('a batch', () => {
  it('is taken with each letter as it was composed', async () => {
    const letter = makeLetter(1, {
      from: { name: 'Lind, Mara "ML"', address: 'mara@agency.example' },
      thread: { subject: 'Danke für alles', messageIds: ['a@x.example'] },
    });
    const [answer] = await transport.handOver(makeHandover(transport, [letter], 'a key'));
    const [taken] = fake.letters;
    expect(answer).toEqual({ kind: 'accepted', providerId: taken?.id, response: null });
    expect(taken).toMatchObject({
      key: 'a key',
      from: '"Lind, Mara \\"ML\\"" <mara@agency.example>',
      to: ['Jo Brandt <jo1@northwind.example>'],
      subject: 'Re: Danke für alles',
      html: letter.html,
      text: letter.text,
      tags: [{ name: messageTag, value: makeId(1) }],
    });
    expect(taken?.headers).toEqual({
      ...Object.fromEntries(letter.headers),
      'In-Reply-To': '<a@x.example>',
      References: letter.references.map((one) => `<${one}>`).join(' '),
    });
    expect(findReplyToken([secret], taken?.reply_to?.[0] ?? '')).toBe(makeId(1));
    expect(fake.calls[0]?.headers['x-batch-validation']).toBe('permissive');
  });

  it('of a hundred leaves in one call, and the answers are in order', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const answers = await transport.handOver(batch(...numbers));
    expect(fake.calls).toHaveLength(1);
    expect(answers.map((one) => one.kind === 'accepted' && one.providerId)).toEqual(fake.letters.map((one) => one.id));
    expect(fake.letters.map((one) => one.tags?.[0]?.value)).toEqual(numbers.map(makeId));
  });

  it('loses only the letters that are not valid, wherever they stand', async () => {
    const letters = [1, 2, 3, 4, 5].map((n) => {
      return makeLetter(n, n % 2 === 1 ? { to: { name: null, address: 'not an address' } } : {});
    });
    const answers = await transport.handOver(makeHandover(transport, letters));
    expect(kinds(answers)).toEqual(['rejected', 'accepted', 'rejected', 'accepted', 'rejected']);
    expect(answers[0]).toEqual({ kind: 'rejected', code: 'validation_error', text: 'Invalid `to` field.' });
    for (const index of [1, 3]) {
      const answer = answers[index];
      const taken = fake.letters.find((one) => answer?.kind === 'accepted' && one.id === answer.providerId);
      expect(taken?.tags?.[0]?.value).toBe(letters[index]?.id);
    }
  });

  it('has no letters: nothing is called', async () => {
    expect(await transport.handOver({ key: 'k', letters: [], bytes: transport.encode([]) })).toEqual([]);
    expect(fake.calls).toEqual([]);
  });
});

describe('an unknown outcome', () => {
  const mishaps: [string, Mishap, string][] = [
    ['a lost answer', { do: 'take', answer: 'lost' }, 'application_error'],
    ['a 500 after the letters were taken', { do: 'take', answer: 500 }, 'internal_server_error'],
    ['an error page of a proxy', { do: 'html', status: 502 }, 'application_error'],
    ['an answer of a proxy that is not Resend’s', { do: 'raw', body: '{"ok":true}' }, 'unreadable_answer'],
  ];

  it.each(mishaps)('is %s; the same key and bytes again make no second copy', async (_what, mishap, code) => {
    const handover = batch(1, 2);
    fake.mishaps.push(mishap);
    const first = await transport.handOver(handover);
    expect(first).toMatchObject([
      { kind: 'unknown', code },
      { kind: 'unknown', code },
    ]);
    expect(kinds(await transport.handOver(handover))).toEqual(['accepted', 'accepted']);
    expect(fake.letters).toHaveLength(2);
    expect(fake.calls[0]?.body).toBe(fake.calls[1]?.body);
    expect(fake.calls[0]?.headers['idempotency-key']).toBe(fake.calls[1]?.headers['idempotency-key']);
  });

  it('is an answer too late; the same key and bytes again make no second copy', async () => {
    const gate = makeGate();
    fake.mishaps.push({ do: 'slow', until: gate.opened });
    const hasty = open({ timeoutMs: 2_000 });
    const handover = batch(1, 2);
    const late = { kind: 'unknown', code: 'application_error' };
    expect(await hasty.handOver(handover)).toMatchObject([late, late]);
    gate.open();
    await expect.poll(() => fake.letters).toHaveLength(2);
    expect(kinds(await transport.handOver(handover))).toEqual(['accepted', 'accepted']);
    expect(fake.letters).toHaveLength(2);
  });

  it('is a repeat while the first call is running', async () => {
    const gate = makeGate();
    fake.mishaps.push({ do: 'slow', until: gate.opened });
    const first = transport.handOver(batch(1));
    await expect.poll(() => fake.calls).toHaveLength(1);
    expect(await transport.handOver(batch(1))).toMatchObject([
      { kind: 'unknown', code: 'concurrent_idempotent_requests' },
    ]);
    gate.open();
    expect(kinds(await first)).toEqual(['accepted']);
    expect(fake.letters).toHaveLength(1);
  });

  it('is the same key with other bytes, which is our mistake', async () => {
    await transport.handOver(makeHandover(transport, [makeLetter(1)], 'one'));
    expect(await transport.handOver(makeHandover(transport, [makeLetter(2)], 'one'))).toMatchObject([
      { kind: 'unknown', code: 'invalid_idempotent_request' },
    ]);
    expect(fake.letters).toHaveLength(1);
  });

  it('may be repeated for 21 hours, because a key works for 24 and a clock may be told wrong', async () => {
    expect(transport.repeatableForMs).toBe(21 * 3_600_000);
    const handover = batch(1);
    await transport.handOver(handover);
    fake.advance(transport.repeatableForMs);
    await transport.handOver(handover);
    expect(fake.letters).toHaveLength(1);
    fake.advance(3 * 3_600_000);
    await transport.handOver(handover);
    expect(fake.letters).toHaveLength(2);
  });

  it('is a body cut off before anybody read it, for the request had left', async () => {
    fake.mishaps.push({ do: 'refuse' });
    expect(kinds(await transport.handOver(batch(1)))).toEqual(['unknown']);
  });
});

describe('a refusal took nothing', () => {
  const refused = (rest: object) => ({ kind: 'refused', ...rest });
  it.each<[string, Mishap, object]>([
    [
      'too many requests',
      { do: 'error', status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '3' } },
      { retryAfterMs: 3000, stop: 'pace' },
    ],
    [
      'today’s quota',
      { do: 'error', status: 429, name: 'daily_quota_exceeded' },
      { stop: 'quota', retryAfterMs: 3_600_000 },
    ],
    ['this month’s quota', { do: 'error', status: 429, name: 'monthly_quota_exceeded' }, { stop: 'quota' }],
    ['a wrong key', { do: 'error', status: 403, name: 'invalid_api_key' }, { stop: 'credentials' }],
    ['a key that may not', { do: 'error', status: 401, name: 'restricted_api_key' }, { stop: 'credentials' }],
    ['an unverified domain', { do: 'error', status: 403, name: 'validation_error' }, { stop: 'credentials' }],
    ['a wrong base URL', { do: 'error', status: 404, name: 'not_found' }, { stop: 'credentials' }],
    ['an account under review', { do: 'error', status: 451, name: 'security_error' }, { stop: 'credentials' }],
    ['a call that is not valid', { do: 'error', status: 422, name: 'validation_error' }, { stop: 'none' }],
  ])('%s', async (_what, mishap, rest) => {
    fake.mishaps.push(mishap);
    const answers = await transport.handOver(batch(1, 2));
    expect(answers).toMatchObject([refused(rest), refused(rest)]);
    expect(fake.letters).toEqual([]);
  });

  it('a server that is not there', async () => {
    await fake.close();
    expect(await transport.handOver(batch(1))).toMatchObject([refused({ code: 'not_connected', stop: 'none' })]);
    expect(await transport.verify()).toMatch(/^Resend does not let us in: .*\.$/);
    fake = await openResendFake();
  });

  it('a single letter that is not valid is refused for good', async () => {
    fake.mishaps.push({ do: 'error', status: 422, name: 'validation_error', message: 'Invalid `to` field.' });
    expect(await transport.handOver(batch(1))).toEqual([
      { kind: 'rejected', code: 'validation_error', text: 'Invalid `to` field.' },
    ]);
  });
});

describe('the rate', () => {
  it('keeps to what is configured: no 429 at the limit', async () => {
    fake.perSecond = 5;
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance', 'Date'] });
    try {
      transport = open({ ratePerSecond: 4 });
      const answers = Promise.all(Array.from({ length: 12 }, (_, n) => transport.handOver(batch(n))));
      for (let called = 1; called <= 12; called += 1) {
        // Real connections under a clock that stands still until each call has its answer.
        await untilSo('the answer', () => fake.calls.length >= called && fake.calls.at(-1)?.status !== 'lost');
        vi.advanceTimersByTime(249);
        await new Promise(setImmediate);
        expect(fake.calls).toHaveLength(called);
        vi.advanceTimersByTime(1);
      }
      expect(kinds((await answers).flat())).toEqual(Array.from({ length: 12 }, () => 'accepted'));
      expect(fake.calls.filter((call) => call.status === 429)).toEqual([]);
    } finally {
      vi.advanceTimersByTime(10_000);
      vi.useRealTimers();
    }
  });

  it('stands still for retry-after', async () => {
    fake.mishaps.push({ do: 'error', status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '1' } });
    await transport.handOver(batch(1));
    const start = performance.now();
    expect(kinds(await transport.handOver(batch(1)))).toEqual(['accepted']);
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('does not hold a handover for long: it goes back to the queue without a call', async () => {
    fake.mishaps.push({ do: 'error', status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '40' } });
    await transport.handOver(batch(1));
    const [answer] = await transport.handOver(batch(1));
    expect(answer).toMatchObject({ kind: 'refused', code: 'rate_limit_exceeded', stop: 'pace' });
    expect(answer?.kind === 'refused' && answer.retryAfterMs).toBeGreaterThan(30_000);
    expect(fake.calls).toHaveLength(1);
  });

  it('is lowered by what Resend states', async () => {
    const headers = { 'ratelimit-limit': '4', 'ratelimit-remaining': '0', 'ratelimit-reset': '0.1' };
    fake.mishaps.push({ do: 'error', status: 429, name: 'rate_limit_exceeded', headers });
    await transport.handOver(batch(1));
    const start = performance.now();
    await Promise.all([1, 2, 3].map((n) => transport.handOver(batch(n))));
    expect(performance.now() - start).toBeGreaterThan(550);
  });
});

describe('verify', () => {
  it('is content with a key that works, even one that may only send', async () => {
    expect(await transport.verify()).toBeNull();
    fake.sendingOnly = true;
    expect(await transport.verify()).toBeNull();
  });

  it('says in a sentence that a key does not work', async () => {
    fake.apiKey = 're_another';
    expect(await transport.verify()).toBe('Resend does not let us in: API key is invalid.');
  });
});

describe('an answer to a permissive batch', () => {
  const id = (n: number) => ({ id: `id${n}` });
  it.each<[string, object, string[]]>([
    [
      'leaves out the failed',
      { data: [id(0), id(2)], errors: [{ index: 1, message: 'no' }] },
      ['id0', 'rejected', 'id2'],
    ],
    [
      'has a place for each',
      { data: [id(0), {}, id(2)], errors: [{ index: 1, message: 'no' }] },
      ['id0', 'rejected', 'id2'],
    ],
    ['has no errors', { data: [id(0), id(1), id(2)] }, ['id0', 'id1', 'id2']],
    [
      'failed everywhere',
      { data: [], errors: [0, 1, 2].map((index) => ({ index, message: 'no' })) },
      ['rejected', 'rejected', 'rejected'],
    ],
    ['does not add up', { data: [id(0)], errors: [{ index: 1, message: 'no' }] }, ['unknown', 'rejected', 'unknown']],
    ['names no letter of ours', { data: [id(0), id(1), id(2)], errors: [{ index: 7 }, null] }, ['id0', 'id1', 'id2']],
    ['is something else', { ok: true }, ['unknown', 'unknown', 'unknown']],
  ])('that %s', (_what, body, expected) => {
    const answers = readResendSuccess(body, 3);
    expect(answers.map((one) => (one.kind === 'accepted' ? one.providerId : one.kind))).toEqual(expected);
  });
});
