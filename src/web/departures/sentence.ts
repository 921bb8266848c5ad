import type { AnswerOf } from '../../contract/routes.ts';
import { formatInstant, type Reader, zoneName } from '../ui/format.ts';

export type Foreseen = Extract<AnswerOf<'POST /v1/departures'>, { dryRun: boolean }>;

/** What a click on the button does: "3 tasks for Mara; first letter Tue 17 Nov, 9:40 Berlin. …" */
export function sayWhatHappens(foreseen: Foreseen, now: Date, reader: Reader): string {
  const { tasks, firstLetter, merged } = foreseen;
  if (merged) {
    const next =
      firstLetter === null ? 'No letter is planned.' : `Their next letter leaves ${sayWhen(firstLetter, now, reader)}.`;
    return `It is added to the departure that is on file. ${next}`;
  }
  const forWhom = sayTasks(foreseen);
  if (firstLetter === null)
    return tasks.length === 0 ? 'No tasks and no letters; they are kept on file.' : `${forWhom}; no letters.`;
  const letter = `first letter ${sayWhen(firstLetter, now, reader)}`;
  const start = tasks.length === 0 ? `${letter[0]?.toUpperCase()}${letter.slice(1)}` : `${forWhom}; ${letter}`;
  return `${start}. Nothing is sent before then; you can leave this for now.`;
}

function sayWhen({ at, zone }: { at: string; zone: string }, now: Date, reader: Reader): string {
  return `${formatInstant(at, now, { ...reader, timezone: zone })} ${zoneName(zone)}`;
}

function sayTasks({ tasks, preview }: Foreseen): string {
  const owners = [...new Set(tasks.map(({ ownerId }) => ownerId))];
  const names = owners.map((id) => preview?.people.find((one) => one.id === id)?.name.split(' ')[0] ?? null);
  const known = names.filter((name) => name !== null);
  const whom = known.length === 0 ? ' for nobody yet' : ` for ${known.join(' and ')}`;
  return `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}${whom}`;
}
