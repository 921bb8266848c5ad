import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';

/** "They did not leave": takes a departure back and says what that stopped. */
export function useUndo() {
  const deed = useDeed('POST /v1/departures/:id/undo', {
    refreshes: ['/v1/clients', '/v1/contacts', '/v1/tasks', '/v1/today', '/v1/reports'],
    onDone: ({ canceled, tooLate }) => notify(sayUndone(canceled, tooLate)),
    onProblem: notifyProblem,
  });
  return { run: (id: string) => deed.mutate({ params: { id } }), isPending: deed.isPending };
}

function sayUndone(canceled: number, tooLate: number): string {
  const letters = (count: number) => `${count} ${count === 1 ? 'letter' : 'letters'}`;
  const waiting = canceled === 0 ? '' : ` ${letters(canceled)} that waited will not leave.`;
  const gone = tooLate === 0 ? '' : ` ${letters(tooLate)} had left already: a call to explain is on the list.`;
  return `Undone: they did not leave.${waiting}${gone}`;
}
