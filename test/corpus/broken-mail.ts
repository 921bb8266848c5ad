import fc from 'fast-check';

import { classifyMail } from '../../src/flows/inbound/classify-mail.ts';
import { mutate, mutations, withLineEnds } from '../mail/in/mutations.ts';
import { type Label, readMail } from './labels.ts';

const slowMs = 1000;
const runs = 500;

/** Every mail with lines that end in LF, CRLF or CR: read as what it was, and in under a second. What went wrong, in words. */
export async function checkLineEnds(labels: readonly Label[]): Promise<string[]> {
  const failed: string[] = [];
  let changed = 0;
  for (const label of labels) {
    const raw = await readMail(label);
    const { kind } = await classifyMail(raw);
    for (const end of ['\n', '\r\n', '\r'] as const) {
      const started = performance.now();
      const again = await classifyMail(withLineEnds(raw, end));
      const ms = performance.now() - started;
      if (ms > 2 * slowMs) failed.push(`${label.path} with other line ends took ${ms.toFixed(0)} ms`);
      if (again.kind !== kind) {
        changed += 1;
        if (process.argv.includes('--misses'))
          console.log(`   ${label.path} with ${JSON.stringify(end)}: ${again.kind}, not ${kind}`);
      }
    }
  }
  console.log(`with other line ends: ${3 * labels.length} mails, ${changed} read as another kind`);
  if (changed > 0.005 * 3 * labels.length) failed.push(`${changed} mails are another kind with other line ends`);
  return failed;
}

/** Mails of the corpus cut, spliced, flipped and repeated: none may throw, take long, or be read as nothing. */
export async function checkBrokenMail(labels: readonly Label[]): Promise<string[]> {
  if (labels.length === 0) return [];
  const mails = await Promise.all(labels.map(readMail));
  const outcome = await fc.check(
    fc.asyncProperty(fc.nat(mails.length - 1), mutations, async (at, changes) => {
      const started = performance.now();
      const mail = await classifyMail(mutate(mails[at]!, changes, mails));
      if (mail.why.includes('worker_died') || (mail.severity === null) !== (mail.kind !== 'bounce'))
        throw new Error(`${labels[at]!.path}: ${mail.kind} ${mail.why.join()}`);
      if (performance.now() - started > 5 * slowMs) throw new Error(`${labels[at]!.path} took too long`);
    }),
    { numRuns: runs },
  );
  console.log(`broken in ${outcome.numRuns} ways: ${outcome.failed ? 'one was not survived' : 'all survived'}`);
  return outcome.failed
    ? [`a broken mail was not survived (seed ${outcome.seed}): ${String(outcome.errorInstance)}`]
    : [];
}
