import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api.ts';
import { useSession } from '../session.tsx';

/** What is a draft again. */
interface ReturnedDraft {
  body: string;
  files: readonly { id: string; filename: string; size: number }[];
}

/** Told when an answer is taken back: its words and files are to be seen at once. */
const returned = new Set<(draft: ReturnedDraft) => void>();

export function announceDraft(draft: ReturnedDraft): void {
  for (const listener of returned) listener(draft);
}

/** The answer stops it. */
export function whenReturned(listener: (draft: ReturnedDraft) => void): () => void {
  returned.add(listener);
  return () => returned.delete(listener);
}

export type DraftState = 'none' | 'kept' | 'keeping' | 'here only';

/**
 * What somebody is writing in a conversation: kept on the server a moment after each change, and in this browser until the
 * server has it. Neither a lost connection nor a closed tab loses it.
 */
export function useDraft(threadId: string) {
  const { user } = useSession();
  const place = `ajar draft ${user.id} ${threadId}`;
  const [body, setBody] = useState<string | null>(null);
  const [state, setState] = useState<DraftState>('none');
  const latest = useRef('');
  const isSent = useRef(false);

  const keep = useCallback(
    async (text: string) => {
      try {
        await call('PUT /v1/threads/:id/draft', { params: { id: threadId }, body: { body: text } });
        if (latest.current !== text || isSent.current) return;
        forget(place);
        setState(text.trim() === '' ? 'none' : 'kept');
      } catch {
        setState('here only');
      }
    },
    [threadId, place],
  );
  const keepSoon = useDebouncedCallback(keep, { delay: 800, flushOnUnmount: true });

  useEffect(() => {
    let isOver = false;
    const start = (text: string, kept: boolean) => {
      if (isOver) return;
      latest.current = text;
      setBody((before) => before ?? text);
      setState(text === '' ? 'none' : kept ? 'kept' : 'here only');
    };
    const here = remembered(place);
    call('GET /v1/threads/:id/draft', { params: { id: threadId } }).then(
      (draft) => start(here ?? draft.body, here === null),
      () => start(here ?? '', false),
    );
    const take = ({ body: text }: ReturnedDraft) => {
      isSent.current = false;
      latest.current = latest.current.trim() === '' ? text : `${text}\n\n${latest.current}`;
      setBody(latest.current);
      setState('kept');
    };
    const stop = whenReturned(take);
    return () => {
      isOver = true;
      stop();
    };
  }, [threadId, place]);

  const change = useCallback(
    (text: string) => {
      isSent.current = false;
      latest.current = text;
      setBody(text);
      setState('keeping');
      remember(place, text);
      keepSoon(text);
    },
    [place, keepSoon],
  );
  /** It was sent: the server has dropped the draft with it. */
  const clear = useCallback(() => {
    keepSoon.cancel();
    isSent.current = true;
    latest.current = '';
    forget(place);
    setBody('');
    setState('none');
  }, [keepSoon, place]);
  return { body, change, clear, state };
}

function remember(place: string, text: string): void {
  try {
    localStorage.setItem(place, text);
  } catch {
    // A browser that keeps nothing: the server does.
  }
}

function forget(place: string): void {
  try {
    localStorage.removeItem(place);
  } catch {
    // As above.
  }
}

function remembered(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}
