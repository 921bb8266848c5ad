import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { call, Problem } from '../api.ts';
import { refresh } from '../data.ts';
import { type Definition, readDefinition } from './model.ts';

export type Campaign = AnswerOf<'GET /v1/campaigns/:slug'>;
type Stored = NonNullable<AnswerOf<'GET /v1/campaigns/:slug/draft'>['draft']>;

export type SaveState = 'clean' | 'waiting' | 'saving' | 'saved' | 'failed' | 'conflict';

const quietMs = 700;

/**
 * What somebody is working on, kept on the server a moment after each change. Saves go one after the other; one that fails
 * leaves everything here and can be tried again; one that meets somebody else's says so.
 */
export function useDraft(campaign: Campaign, loaded: Stored | null) {
  const { slug } = campaign;
  const client = useQueryClient();
  const [definition, setDefinition] = useState<Definition>(() =>
    readDefinition(loaded?.definition ?? campaign.definition),
  );
  const [stored, setStored] = useState<Stored | null>(loaded);
  const [state, setState] = useState<SaveState>(loaded === null ? 'clean' : 'saved');
  const [error, setError] = useState<Error | null>(null);
  // The last of which the server said that nothing is wrong with it: what a plan can be made of.
  const [checked, setChecked] = useState(definition);
  // What saving needs to know, outside of rendering: the newest text, what is on the server, whether a save is under way.
  const live = useRef({
    definition,
    stored,
    dirty: false,
    busy: false,
    timer: 0 as unknown as ReturnType<typeof setTimeout>,
  });

  const save = useCallback(
    async (overwrite = false): Promise<void> => {
      const now = live.current;
      clearTimeout(now.timer);
      if (now.busy || !now.dirty) return;
      now.busy = true;
      now.dirty = false;
      setState('saving');
      try {
        const { draft } = await call('PUT /v1/campaigns/:slug/draft', {
          params: { slug },
          body: {
            definition: now.definition,
            baseVersion: now.stored?.baseVersion ?? campaign.version,
            ...(overwrite ? {} : { expected: now.stored?.updatedAt ?? null }),
          },
        });
        now.stored = draft;
        if (draft?.problems.length === 0) setChecked(readDefinition(draft.definition));
        setStored(draft);
        setError(null);
        setState('saved');
        // The list of campaigns tells of drafts.
        client.setQueryData(['/v1/campaigns/:slug/draft', { slug }, null], { draft });
      } catch (problem) {
        now.dirty = true;
        setError(problem as Error);
        setState(problem instanceof Problem && problem.status === 409 ? 'conflict' : 'failed');
        return;
      } finally {
        now.busy = false;
      }
      if (live.current.dirty) await save();
    },
    [client, slug, campaign.version],
  );

  const change = useCallback(
    (next: Definition) => {
      const now = live.current;
      now.definition = next;
      now.dirty = true;
      setDefinition(next);
      setState((before) => (before === 'conflict' ? before : 'waiting'));
      clearTimeout(now.timer);
      now.timer = setTimeout(() => void save(), quietMs);
    },
    [save],
  );

  const reset = useCallback((to: Definition, draft: Stored | null) => {
    const now = live.current;
    clearTimeout(now.timer);
    Object.assign(now, { definition: to, stored: draft, dirty: false });
    setDefinition(to);
    if (draft === null || draft.problems.length === 0) setChecked(to);
    setStored(draft);
    setError(null);
    setState(draft === null ? 'clean' : 'saved');
  }, []);

  const discard = useCallback(async () => {
    await call('DELETE /v1/campaigns/:slug/draft', { params: { slug } });
    reset(readDefinition(campaign.definition), null);
    await refresh(client, ['/v1/campaigns']);
  }, [campaign.definition, client, reset, slug]);

  /** Takes what is on the server now instead of what is here. */
  const loadTheirs = useCallback(async () => {
    const { draft } = await call('GET /v1/campaigns/:slug/draft', { params: { slug } });
    const fresh = await call('GET /v1/campaigns/:slug', { params: { slug } });
    reset(readDefinition(draft?.definition ?? fresh.definition), draft);
    await refresh(client, ['/v1/campaigns']);
  }, [client, reset, slug]);

  useEffect(() => {
    const now = live.current;
    const warn = (event: BeforeUnloadEvent) => {
      if (now.dirty || now.busy) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      void save();
    };
  }, [save]);

  return {
    definition,
    checked,
    change,
    save,
    discard,
    loadTheirs,
    reset,
    state,
    error,
    savedAt: stored?.updatedAt ?? null,
    problems: stored?.problems ?? [],
    diff: stored?.diff ?? null,
    hasDraft: stored !== null || state !== 'clean',
  };
}
export type Draft = ReturnType<typeof useDraft>;
