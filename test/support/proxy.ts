import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a browser and Ajar: it counts the streams, cuts them, keeps them waiting, and answers for itself. */
export interface Proxy {
  url: string;
  /** Streams that go through it now. */
  streams: () => number;
  cut: () => void;
  /** From now on it answers 502 itself; `refused` counts, by path, until `end`. */
  refuse: () => { refused: (path: string) => number; end: () => void };
  /** From now on requests for streams wait, until the answered function is called. */
  hold: () => () => void;
  close: () => Promise<void>;
}

export async function openProxy(target: string): Promise<Proxy> {
  const streams = new Set<ServerResponse>();
  let refused: string[] | null = null;
  let held: Promise<void> = Promise.resolve();
  const server = createServer((asked, answer) => {
    const isStream = asked.url === '/v1/events';
    if (refused !== null) {
      refused.push(asked.url ?? '');
      answer.writeHead(502).end();
      return;
    }
    void (isStream ? held : Promise.resolve()).then(() => {
      const onward = request(new URL(asked.url ?? '/', target), { method: asked.method, headers: asked.headers });
      onward.on('error', () => answer.destroy());
      onward.on('response', (from) => {
        answer.writeHead(from.statusCode ?? 502, from.headers);
        if (isStream && from.statusCode === 200) streams.add(answer);
        from.on('error', () => answer.destroy());
        from.pipe(answer);
      });
      answer.on('close', () => {
        streams.delete(answer);
        onward.destroy();
      });
      asked.pipe(onward);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams: () => streams.size,
    cut: () => {
      for (const one of streams) one.destroy();
    },
    refuse: () => {
      const list: string[] = [];
      refused = list;
      return {
        refused: (path) => list.filter((one) => one === path).length,
        end: () => {
          refused = null;
        },
      };
    },
    hold: () => {
      const { promise, resolve } = withResolvers();
      held = promise;
      return resolve;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
