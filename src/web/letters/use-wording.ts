import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { AnswerOf, BodyOf } from '../../contract/routes.ts';
import { isSameData } from '../../domain/same-data.ts';
import { call } from '../api.ts';
import type { Copy } from './copy-model.ts';

export type Of = { kind: AnswerOf<'GET /v1/wordings/:kind/:locale'>['kind']; locale: string };
export type Shown = AnswerOf<'POST /v1/letters/:kind/:locale/preview'>;
type Wish = BodyOf<'POST /v1/letters/:kind/:locale/preview'>;

/** The letter with a wording that may not be saved, checked and written by the server a moment after each change. */
export function useShown(of: Of, copy: Copy, wish: Omit<Wish, 'copy'>) {
  const [settled] = useDebouncedValue(copy, 350);
  const body: Wish = { ...wish, copy: settled as unknown as Record<string, unknown> };
  return useQuery<Shown, Error>({
    queryKey: ['/v1/letters/:kind/:locale/preview', of.kind, of.locale, JSON.stringify(body)],
    queryFn: ({ signal }) => call('POST /v1/letters/:kind/:locale/preview', { params: of, body }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/**
 * What somebody is writing, kept in this browser until it is saved: a tab that was closed takes nothing with it. It is
 * forgotten once the wording in force is another one than it began from.
 */
export function useKept(of: Of, saved: Copy, revision: number) {
  const key = `ajar.wording.${of.kind}.${of.locale}`;
  const [copy, setCopy] = useState<Copy>(() => readKept(key, revision) ?? saved);
  // Stored data comes back with its fields in another order.
  const isChanged = !isSameData(copy, saved);
  const change = useCallback(
    (next: Copy) => {
      setCopy(next);
      localStorage.setItem(key, JSON.stringify({ revision, copy: next }));
    },
    [key, revision],
  );
  const forget = useCallback(
    (to: Copy) => {
      localStorage.removeItem(key);
      setCopy(to);
    },
    [key],
  );
  return { copy, isChanged, change, forget };
}

function readKept(key: string, revision: number): Copy | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { revision: number; copy: Copy } | null;
    return kept !== null && kept.revision === revision ? kept.copy : null;
  } catch {
    return null;
  }
}
