import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { stepName } from './story-words.ts';

/** What else shows a client's plan. */
export const planPaths = ['/v1/clients', '/v1/contacts', '/v1/enrollments', '/v1/today', '/v1/tasks', '/v1/departures'];

export interface StepOf {
  enrollmentId: string;
  step: string;
  occurrence: number;
}

/**
 * What a person decides about one step, each with its way back. It is told as soon as it is done: once the plan is read
 * again, the card that was clicked is gone.
 */
export function useSteps(onMoved?: () => void) {
  const how = { refreshes: planPaths, onProblem: notifyProblem };
  const name = (step: string) => stepName(step).toLowerCase();
  const unskip = useDeed('POST /v1/enrollments/:id/unskip', { ...how, onDone: () => notify('It is planned again.') });
  const unmove = useDeed('POST /v1/enrollments/:id/unmove', {
    ...how,
    onDone: () => notify('It has its own day again.'),
  });
  const doUnskip = ({ enrollmentId, ...body }: StepOf) => unskip.mutate({ params: { id: enrollmentId }, body });
  const doUnmove = ({ enrollmentId, ...body }: StepOf) => unmove.mutate({ params: { id: enrollmentId }, body });
  const skip = useDeed('POST /v1/enrollments/:id/skip', {
    ...how,
    onDone: ({ id, skipped }) =>
      notify(`Skipped: ${name(skipped.step)}.`, () => doUnskip({ enrollmentId: id, ...skipped })),
  });
  const move = useDeed('POST /v1/enrollments/:id/move', {
    refreshes: planPaths,
    onDone: ({ id, moved: { step, occurrence } }) => {
      notify(`Moved: ${name(step)}.`, () => doUnmove({ enrollmentId: id, step, occurrence }));
      onMoved?.();
    },
  });
  return {
    isPending: skip.isPending || unskip.isPending || unmove.isPending,
    move,
    unskip: doUnskip,
    unmove: doUnmove,
    skip: ({ enrollmentId, step }: StepOf) => skip.mutate({ params: { id: enrollmentId }, body: { step } }),
  };
}
