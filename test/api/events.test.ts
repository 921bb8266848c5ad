import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

/** Keeps every request in its authentication until the answered function is called. */
async function holdAuthentication(pool: Pool): Promise<() => Promise<void>> {
  const holder = await pool.connect();
  await holder.query('begin');
  await holder.query('lock table api_keys in access exclusive mode');
  return async () => {
    await holder.query('rollback');
    holder.release();
  };
}

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

  const ask = (key: string) =>
    get({ port, host: '127.0.0.1', path: '/v1/events', agent: false, headers: { authorization: `Bearer ${key}` } });
  const follow = async (key: string) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      ask(key).on('response', resolve).on('error', reject);
    });
    let text = '';
    const ended = new Promise<void>((resolve) => {
      answer.on('close', () => resolve());
    });
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => void (text += part));
    answer.on('error', () => {});
    const heard = async (wanted: RegExp) => {
      for (let tries = 0; tries < 300 && !wanted.test(text); tries += 1)
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
    const letter = await tray.someone();
    await tray.receive(answerTo(letter, 'Hello.'));
    expect(await heard(/event: reply/)).toContain('event: reply');
    answer.destroy();
  });

  it('forgets whoever hung up before they were let in', async () => {
    const key = await tray.makeKey('events:read');
    const letIn = await holdAuthentication(tray.app.pool);
    // Twice as many as may listen: the last ones may come through after the one below.
    for (let count = 0; count < 24; count += 1) {
      const arrived = once(tray.server.server, 'request') as Promise<[IncomingMessage]>;
      const asked = ask(key).on('error', () => {});
      const [{ socket }] = await arrived;
      asked.destroy();
      await once(socket, 'close');
    }
    await letIn();
    const { answer } = await follow(key);
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });

  it('does not hold a server that stops, nor does who was about to be let in', { timeout: 30_000 }, async () => {
    const key = await tray.makeKey('events:read');
    const { heard, ended } = await follow(key);
    await heard(/event: open/);
    const letIn = await holdAuthentication(tray.app.pool);
    const arrived = once(tray.server.server, 'request');
    const late = follow(key);
    await arrived;
    const closed = tray.server.close();
    await ended;
    await letIn();
    const { answer } = await late;
    expect(answer.statusCode).toBe(503);
    answer.resume();
    await closed;
  });
});
