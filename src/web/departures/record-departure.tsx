import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { call, Problem } from '../api.ts';
import { useNow } from '../clock.ts';
import { useCommands } from '../keys.tsx';
import { useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { bodyOf, type Draft, stepOf, useDraft } from './draft.ts';
import { findGaps } from './check-draft.ts';
import { DepartureForm } from './departure-form.tsx';
import { usePickedByAddress, usePickedClient } from './picked-client.ts';
import { Recorded } from './recorded.tsx';
import type { Foreseen } from './sentence.ts';
import { useRecord } from './use-record.ts';

/** A client left: who, why, what now. Three short steps, and what comes of it is shown before it happens. */
export function RecordDeparture() {
  const recorded = new URLSearchParams(useSearch()).get('recorded');
  return recorded === null ? <NewDeparture /> : <Recorded key={recorded} departureId={recorded} />;
}

function NewDeparture() {
  const { user, house } = useSession();
  const now = useNow();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: house.timezone }).format(now);
  const { draft, setDraft, change, clear } = useDraft(user.id, today);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const pick = usePickedClient(setDraft);
  usePickedByAddress(pick);
  const body = bodyOf(draft);
  const foreseen = useForeseen(body, draft.step === 2);
  const place = useCallback(
    (found: Record<string, string>, fallback: number) => {
      setErrors(found);
      const [first] = Object.keys(found).toSorted((a, b) => stepOf(a) - stepOf(b));
      if (first === undefined) return;
      change({ step: Math.min(stepOf(first), fallback) });
      focusField(first);
    },
    [change],
  );
  const refused = foreseen.error;
  useEffect(() => {
    if (refused instanceof Problem && refused.errors.length > 0) place(errorsOf(refused), 1);
  }, [refused, place]);
  const record = useRecord({ onDone: clear, onRefused: (problem) => place(errorsOf(problem), 1) });

  const edit = (changes: Partial<Draft>) => {
    setErrors({});
    change(changes);
  };
  const go = (step: number) => {
    for (let before = 0; before < step; before += 1) {
      const gaps = findGaps(draft, before, today);
      if (Object.keys(gaps).length > 0) return place(gaps, before);
    }
    setErrors({});
    change({ step });
  };
  const answer = foreseen.data;
  const confirm = () => {
    if (answer !== undefined && !foreseen.isFetching && !record.isPending) record.run(body, answer);
  };
  const onward = () => (draft.step === 2 ? confirm() : go(draft.step + 1));
  useCommands([
    {
      id: 'departure-onward',
      name: draft.step === 2 ? 'Record the departure' : 'Next step',
      group: 'Record a departure',
      run: onward,
    },
  ]);
  useOnward(onward);
  return (
    <Page
      title="Record a departure"
      lead="Who left, why, and what happens now. Nothing is stored before the last step."
    >
      <DepartureForm
        draft={draft}
        errors={errors}
        today={today}
        foreseen={foreseen}
        record={record}
        onChange={edit}
        onPick={pick}
        onStep={go}
        onConfirm={confirm}
        onClear={() => {
          setErrors({});
          clear();
        }}
      />
    </Page>
  );
}

/** Ctrl/Cmd-Enter goes on, also from within a field. */
function useOnward(onward: () => void): void {
  const latest = useRef(onward);
  useEffect(() => {
    latest.current = onward;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** A dry run of what has been typed: the server's own word for what would come of it. */
function useForeseen(body: ReturnType<typeof bodyOf>, enabled: boolean) {
  return useQuery<Foreseen, Error>({
    queryKey: ['departure dry run', body],
    queryFn: async ({ signal }) => {
      const input = { query: { dryRun: 'true' }, body } as const;
      return (await call('POST /v1/departures', input as never, { signal })) as Foreseen;
    },
    enabled,
    staleTime: 15_000,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
}

function errorsOf(problem: Problem): Record<string, string> {
  const found = Object.fromEntries(problem.errors.map(({ pointer, message }) => [pointer, message]));
  return Object.keys(found).length > 0 ? found : { '': problem.message };
}

/** After the step has been drawn. */
function focusField(pointer: string): void {
  setTimeout(() => {
    const field = document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`);
    const input = field?.matches('input, textarea, button')
      ? field
      : field?.querySelector<HTMLElement>('input, textarea, button');
    (input ?? field)?.focus();
  }, 60);
}
