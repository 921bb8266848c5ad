import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';

/** What else shows a client's plan. */
export const planPaths = ['/v1/clients', '/v1/contacts', '/v1/enrollments', '/v1/today', '/v1/tasks', '/v1/departures'];

export interface StepOf {
  enrollmentId: string;
  step: string;
  occurrence: number;
}

/** What a person decides about one step, each with its way back. */
export function useSteps() {
  const how = { refreshes: planPaths, onProblem: notifyProblem };
  const skip = useDeed('POST /v1/enrollments/:id/skip', how);
  const unskip = useDeed('POST /v1/enrollments/:id/unskip', how);
  const move = useDeed('POST /v1/enrollments/:id/move', { refreshes: planPaths });
  const unmove = useDeed('POST /v1/enrollments/:id/unmove', how);
  const body = ({ step, occurrence }: StepOf) => ({ step, occurrence });
  const doUnskip = (of: StepOf) =>
    unskip.mutate(
      { params: { id: of.enrollmentId }, body: body(of) },
      { onSuccess: () => notify('It is planned again.') },
    );
  const doUnmove = (of: StepOf) =>
    unmove.mutate(
      { params: { id: of.enrollmentId }, body: body(of) },
      { onSuccess: () => notify('It has its own day again.') },
    );
  return {
    isPending: skip.isPending || unskip.isPending || move.isPending || unmove.isPending,
    move,
    unskip: doUnskip,
    unmove: doUnmove,
    skip: (of: StepOf, name: string) =>
      skip.mutate(
        { params: { id: of.enrollmentId }, body: { step: of.step } },
        {
          onSuccess: ({ skipped }) =>
            notify(`Skipped: ${name}.`, () => doUnskip({ enrollmentId: of.enrollmentId, ...skipped })),
        },
      ),
  };
}
