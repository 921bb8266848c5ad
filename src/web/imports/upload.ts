import type { z } from 'zod';
import type { csvSurveySchema, dryRunLineSchema, importSchema } from '../../contract/imports.ts';
import { pathOf, Problem, request } from '../api.ts';

export type Survey = z.input<typeof csvSurveySchema>;
export type DryRunLine = z.input<typeof dryRunLineSchema>;
export type DryRun = Extract<DryRunLine, { kind: 'done' }>;
type Import = z.input<typeof importSchema>;

/** What a person has said about the file. */
export interface Answers {
  columns: { header: string; field: string | null }[];
  dates: { header: string; order: 'dmy' | 'mdy' }[];
  currency: string | null;
}

export const largestBytes = 25 * 1024 * 1024;

/** Each step sends the file again: until it is recorded, nothing of it is kept anywhere. */
function partsOf(path: string, file: File, answers: Answers | null): [path: string, init: RequestInit] {
  const query = {
    fileName: file.name.slice(0, 300) || 'clients.csv',
    ...(answers && { answers: JSON.stringify(answers) }),
  };
  return [pathOf(`POST ${path}`, { query }), { headers: { 'content-type': 'text/csv' }, body: file }];
}

export async function examineFile(file: File, answers: Answers | null): Promise<Survey> {
  const [path, init] = partsOf('/v1/imports/examine', file, answers);
  return (await request('POST', path, init)) as Survey;
}

export async function importFile(file: File, answers: Answers, idempotencyKey: string): Promise<Import> {
  const [path, init] = partsOf('/v1/imports', file, answers);
  const headers = { ...(init.headers as Record<string, string>), 'idempotency-key': idempotencyKey };
  return (await request('POST', path, { ...init, headers })) as Import;
}

/** Tries the file; told of every line as it comes. @throws Problem */
export async function tryFile(
  file: File,
  answers: Answers,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<DryRun> {
  const [path, init] = partsOf('/v1/imports/dry-run', file, answers);
  const answer = await fetch(path, { ...init, method: 'POST', credentials: 'same-origin', signal });
  if (!answer.ok || answer.body === null)
    throw new Problem(answer.status, (await answer.json().catch(() => ({}))) as object);
  let rest = '';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as DryRunLine;
      if (line.kind === 'progress') onProgress(line.done, line.total);
      else if (line.kind === 'problem') throw new Problem(500, { detail: line.message });
      else return line;
    }
    if (done)
      throw new Problem(0, {
        detail: 'The connection ended before the file was through. Nothing was stored; try again.',
      });
  }
}
