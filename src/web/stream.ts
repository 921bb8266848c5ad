import { changeKinds, type ChangeKind } from '../domain/change.ts';

/**
 * What a page hears: that something changed; with `open`, that anything may have changed unheard until now; with `refused`,
 * that the server answered, but not with a stream: perhaps nobody is signed in any more.
 */
export interface Heard {
  kind: ChangeKind | 'open' | 'refused';
  id: string | null;
}

type Tell = (heard: Heard) => void;

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/**
 * Tells a page what changes, until the answered function is called. Over HTTP/1.1 a browser has six connections to a server
 * and a stream keeps one, so the pages of one person share it: whoever holds the lock has the stream and passes on what it
 * hears. Only a page that is on the screen may hold it, since telephones put the others to sleep, with whatever they hold;
 * that goes too where a browser keeps its locks from us (http, not on this machine).
 */
export function followChanges(personId: string, told: Tell): () => void {
  // One person's alone: who may hear, and as whom, is decided when a stream is opened.
  const name = `ajar changes for ${personId}`;
  const pages = new BroadcastChannel(name);
  pages.addEventListener('message', ({ data }: MessageEvent<Heard>) => told(data));
  const tell: Tell = (heard) => {
    told(heard);
    pages.postMessage(heard);
  };
  let turn: AbortController | null = null;
  const look = (): void => {
    const isShown = document.visibilityState === 'visible';
    if (isShown === (turn !== null)) return;
    turn?.abort();
    turn = isShown ? new AbortController() : null;
    if (turn) void takeTurn(name, turn.signal, tell);
  };
  const lookAgain = (): void => {
    look();
    // What was told meanwhile may not have reached a page that slept.
    if (turn) told({ kind: 'open', id: null });
  };
  look();
  document.addEventListener('visibilitychange', lookAgain);
  return () => {
    document.removeEventListener('visibilitychange', lookAgain);
    turn?.abort();
    pages.close();
  };
}

/** Waits for the lock and keeps a stream while it has it, until the signal. */
async function takeTurn(name: string, signal: AbortSignal, tell: Tell): Promise<void> {
  const listen = async (): Promise<void> => {
    if (signal.aborted) return;
    const close = openStream(tell);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    close();
  };
  try {
    if ('locks' in navigator) await navigator.locks.request(name, { signal }, listen);
    else await listen();
  } catch {
    // It was no longer wanted when its turn came; or this browser gives out no locks, and each page listens for itself.
    await listen();
  }
}

/** A stream that is there again after whatever happens to it. */
function openStream(tell: Tell): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = firstWaitMs;
  const connect = (): void => {
    source = new EventSource('/v1/events');
    source.addEventListener('open', (event) => {
      // The connection itself says "open" too; that of the server has data, and says that it listens from now on.
      if (!(event instanceof MessageEvent)) return;
      waitMs = firstWaitMs;
      tell({ kind: 'open', id: null });
    });
    for (const kind of changeKinds)
      source.addEventListener(kind, ({ data }: MessageEvent<string>) => tell({ kind, id: idIn(data) }));
    source.addEventListener('error', () => {
      // The browser connects again by itself, but never after an answer that is no stream, such as the 502 of a proxy.
      if (source.readyState !== EventSource.CLOSED) return;
      tell({ kind: 'refused', id: null });
      // Not all pages of a house at the same moment.
      timer = setTimeout(connect, waitMs * (0.5 + Math.random()));
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function idIn(data: string): string | null {
  const { id } = JSON.parse(data) as { id: string | null };
  return id;
}
