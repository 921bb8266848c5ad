import { Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import { count } from '../ui/format.ts';

export type Results = AnswerOf<'GET /v1/campaigns/:slug/results'>;
export type StepResult = Results['steps'][number];

const skipWords: Record<string, string> = {
  too_late: 'too late',
  condition: 'condition not met',
  superseded: 'a nearer letter took its place',
  nothing_new: 'nothing new',
  no_offer: 'no offer',
  already_had: 'had it already',
  slowed_down: 'silent for long',
  topic_stopped: 'topic stopped',
  twice_a_year: 'two letters a year',
  skipped_by_hand: 'by hand',
};

/** What became of a step, in the smallest number of honest words. */
export function StepNumbers({ result }: { result: StepResult }) {
  return (
    <Text size="xs" c="dimmed" mt={2}>
      {wordsOf(result).join(' · ')}
    </Text>
  );
}

function wordsOf(result: StepResult): string[] {
  const some = (value: number, words: string) => (value > 0 ? [words] : []);
  const { plannedSoon, waiting, accepted, delivered, answered, stopped, bounced, failed, tasks } = result;
  const skipped = result.skipped.reduce((sum, one) => sum + one.times, 0);
  const why = result.skipped
    .slice(0, 3)
    .map(({ code, times }) => `${skipWords[code] ?? code.replaceAll('_', ' ')} ${times}`);
  const numbers = [
    ...some(plannedSoon, `${plannedSoon} planned in 30 days`),
    ...some(waiting, `${waiting} queued`),
    ...(result.kind === 'email' ? some(accepted, `${accepted} accepted`) : []),
    ...some(delivered, `${delivered} delivered`),
    ...some(answered, `${answered} answered`),
    ...some(stopped, `${count(stopped, 'person', 'people')} stopped after it`),
    ...some(bounced, `${bounced} bounced`),
    ...some(failed, `${failed} failed`),
    ...some(tasks.open, `${tasks.open} open`),
    ...some(tasks.done, `${tasks.done} done`),
    ...some(skipped, `${skipped} left out (${why.join(', ')})`),
  ];
  return numbers.length === 0 ? ['Nothing has come of it yet'] : numbers;
}
