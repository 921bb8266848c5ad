import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Label {
  path: string;
  kind: string;
  format: 'rfc822' | 'text_body' | 'html_body';
  source_repo: string;
  subtype?: string;
  results?: { recipient?: string; status?: string; hard?: boolean; reason?: string }[];
  expected_visible_text?: string | null;
  expected_first_fragment?: string;
  signature_removed?: string;
  compare?: string;
  cluster: string;
}

export const corpusFolder = ((): string => {
  const folder = process.env['AJAR_CORPUS'];
  if (!folder) throw new Error('AJAR_CORPUS must name the folder that holds labels.jsonl');
  return folder;
})();

/**
 * The labels of one part, or of all: `--part=a` while rules are written, `--part=b` to see whether they hold for mails that
 * nobody looked at. Near-duplicates are always in the same part.
 */
export async function listLabels({ part, only }: { part?: string; only?: string }): Promise<Label[]> {
  const lines = (await readFile(join(corpusFolder, 'labels.jsonl'), 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Label)
    .filter((label) => part === undefined || partOf(label) === part)
    .filter((label) => only === undefined || label.path.includes(only));
}

function partOf({ cluster }: Label): 'a' | 'b' {
  return createHash('sha1').update(cluster).digest()[0]! % 2 === 0 ? 'a' : 'b';
}

export function readMail({ path }: Label): Promise<Buffer> {
  return readFile(join(corpusFolder, path));
}
