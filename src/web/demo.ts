import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { AnswerOf, BodyOf } from '../contract/routes.ts';
import { call } from './api.ts';
import { setClock } from './clock.ts';

export type DemoStep = BodyOf<'POST /v1/demo/advance'>['by'];
type Walk = AnswerOf<'POST /v1/demo/advance'>;

/** What the clock of the demo does, wherever it was set going: the bar above every page, or a card on Today. */
interface Walking {
  moving: DemoStep | null;
  /** What the last walk brought; null before the first, and once it was put away. */
  walk: Walk | null;
  problem: Error | null;
}

let walking: Walking = { moving: null, walk: null, problem: null };
const listeners = new Set<() => void>();

function become(next: Partial<Walking>): void {
  walking = { ...walking, ...next };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDemo() {
  const client = useQueryClient();
  const state = useSyncExternalStore(subscribe, () => walking);
  const advance = useCallback(
    async (by: DemoStep) => {
      if (walking.moving !== null) return;
      become({ moving: by, problem: null });
      try {
        const walk = await call('POST /v1/demo/advance', { body: { by } });
        setClock(walk.now);
        become({ moving: null, walk });
      } catch (error) {
        become({ moving: null, problem: error as Error });
      }
      // Whatever is on the screen may have changed, the day above all.
      await client.invalidateQueries();
    },
    [client],
  );
  const putAway = useCallback(() => become({ walk: null, problem: null }), []);
  return { ...state, advance, putAway };
}
