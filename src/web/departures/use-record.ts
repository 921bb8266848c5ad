import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { call, Problem } from '../api.ts';
import { readClock } from '../clock.ts';
import { refresh } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { useReader } from '../ui/time.tsx';
import { type NewDepartureBody, newKey } from './draft.ts';
import { type Foreseen, sayWhatHappens } from './sentence.ts';
import { useUndo } from './use-undo.ts';

/** What was said when it was recorded, for the page that follows in this tab. */
export const toldWhenRecorded = new Map<string, { sentence: string; merged: boolean }>();

/** Everything that a departure shows up in. */
const concerned = ['/v1/departures', '/v1/clients', '/v1/contacts', '/v1/tasks', '/v1/today', '/v1/reports'];

/**
 * Records the departure, once however often the button is pressed: the same text goes with the same key. After a refusal
 * or a change the key is another.
 */
export function useRecord({ onDone, onRefused }: { onDone: () => void; onRefused: (problem: Problem) => void }) {
  const queries = useQueryClient();
  const reader = useReader();
  const [, navigate] = useLocation();
  const undo = useUndo();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const attempt = useRef<{ text: string; key: string } | null>(null);

  const run = async (body: NewDepartureBody, foreseen: Foreseen): Promise<void> => {
    const text = JSON.stringify(body);
    if (attempt.current?.text !== text) attempt.current = { text, key: newKey() };
    setPending(true);
    setError(null);
    try {
      const answer = await call<'POST /v1/departures'>(
        'POST /v1/departures',
        { body },
        { idempotencyKey: attempt.current.key },
      );
      const { id } = answer.departure;
      const merged = 'merged' in answer && answer.merged;
      toldWhenRecorded.set(id, {
        sentence: sayWhatHappens({ ...foreseen, ...answer }, readClock(), reader),
        merged,
      });
      onDone();
      navigate(`/departures/new?recorded=${id}`);
      if (merged) notify(`Added to the departure of ${answer.client.name}.`);
      else notify(`The departure of ${answer.client.name} is recorded.`, () => undo.run(id));
      await refresh(queries, concerned);
    } catch (failure) {
      const problem = failure as Error;
      // What was refused is asked anew; what got no answer may have been done, and is asked with the same key.
      if (problem instanceof Problem && problem.status >= 400 && problem.status < 500) attempt.current = null;
      setError(problem);
      if (problem instanceof Problem && problem.errors.length > 0) onRefused(problem);
      else if (!(problem instanceof Problem)) notifyProblem(problem);
    } finally {
      setPending(false);
    }
  };
  return { run: (body: NewDepartureBody, foreseen: Foreseen) => void run(body, foreseen), isPending, error };
}
