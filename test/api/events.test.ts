import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

/** What open pages hear, over a real socket. */
describe('GET /v1/events', () => {
  let tray: Tray;
  let port: number;
  beforeAll(async () => {
    tray = await makeTray();
    await tray.people.campaign();
    await tray.server.listen({ host: '127.0.0.1', port: 0 });
    port = (tray.server.server.address() as AddressInfo).port;
  });
  afterAll(() => tray.close());

  const follow = async (key: string) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/v1/events', headers: { authorization: `Bearer ${key}` } }, resolve).on(
        'error',
        reject,
      );
    });
    let text = '';
    const ended = new Promise<void>((resolve) => {
      answer.on('close', () => resolve());
    });
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => void (text += part));
    answer.on('error', () => {});
    const heard = async (wanted: RegExp) => {
      for (let tries = 0; tries < 100 && !wanted.test(text); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return text;
    };
    return { answer, heard, ended };
  };

  it('says that somebody answered, by id only, once it is committed', async () => {
    const { answer, heard } = await follow(await tray.makeKey('events:read'));
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' });
    expect(answer.headers['cache-control']).toBe('no-store');
    await heard(/event: open/);
    const letter = await tray.someone();
    const { threadId } = await tray.receive(answerTo(letter, 'Call me, please.'));
    const text = await heard(/event: reply/);
    expect(text).toContain(`event: reply\ndata: {"id":"${threadId}"}`);
    expect(text).not.toContain('Call me');
    answer.destroy();
  });

  it('is for whoever may hear', async () => {
    const { answer } = await follow(await tray.makeKey('clients:read'));
    expect(answer.statusCode).toBe(403);
    answer.resume();
  });

  it('bounds how often one may listen', async () => {
    const key = await tray.makeKey('events:read');
    const all = await Promise.all(Array.from({ length: 13 }, () => follow(key)));
    expect(
      all
        .map(({ answer }) => answer.statusCode)
        .toSorted((a, b) => a! - b!)
        .at(-1),
    ).toBe(429);
    for (const { answer } of all) answer.destroy();
  });

  it('hears again after the database hung up', async () => {
    const { answer, heard } = await follow(await tray.makeKey('events:read'));
    await heard(/event: open/);
    await tray.app.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ajar changes' and datname = current_database()",
    );
    await heard(/(event: open[\s\S]*){2}/);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const letter = await tray.someone();
    await tray.receive(answerTo(letter, 'Hello.'));
    expect(await heard(/event: reply/)).toContain('event: reply');
    answer.destroy();
  });

  it('does not hold a server that stops', async () => {
    const { heard, ended } = await follow(await tray.makeKey('events:read'));
    await heard(/event: open/);
    const started = performance.now();
    await tray.server.close();
    await ended;
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
