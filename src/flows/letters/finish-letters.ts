import type { App } from '../../app.ts';
import type { insertSkips } from '../../db/enrollments/enrollments.ts';
import { addDays, localDay } from '../../domain/calendar.ts';
import type { Verdict } from '../../domain/plan/facts.ts';
import { slotFor } from '../../domain/plan/occurrence.ts';
import { why } from '../../domain/why.ts';
import { makeLetters } from '../../mail/out/make-letters.ts';
import type { OutgoingLetter } from '../../mail/out/transport.ts';
import type { JudgedLetter } from './draft-letters.ts';

/** A letter that may leave, made. `bytes`: as it leaves, where they were made with it. */
export interface Finished {
  judged: JudgedLetter;
  outgoing: OutgoingLetter;
  bytes: Uint8Array | null;
}

/** What comes of the judgement under the locks, ready to be written. */
export interface Sorted {
  ready: Finished[];
  deferred: { id: string; until: Date; why: Verdict['why'] }[];
  canceled: { id: string; enrollmentId: string; why: Verdict['why'] }[];
  skips: Parameters<typeof insertSkips>[1][number][];
  failed: { id: string; code: string; text: string }[];
}

/** Sorts letters by what the second judgement, under the locks, says of each, and makes those that may leave. */
export async function finishLetters(app: App, judged: readonly JudgedLetter[], now: Date): Promise<Sorted> {
  const sorted: Sorted = { ready: [], deferred: [], canceled: [], skips: [], failed: [] };
  const leaving: JudgedLetter[] = [];
  for (const one of judged) {
    const { message, verdict } = one;
    const enrollmentId = one.enrollment.enrollmentId;
    if (one.broken !== null) sorted.failed.push({ id: message.id, code: 'render_failed', text: one.broken });
    // Held while it was on its way and then refused: the plan begins anew when the hold ends.
    else if (verdict.kind === 'defer' && verdict.step === null)
      sorted.canceled.push({ id: message.id, enrollmentId, why: verdict.why });
    else if (verdict.kind === 'defer') sorted.deferred.push({ id: message.id, until: verdict.until, why: verdict.why });
    else if (verdict.kind === 'skip') {
      sorted.canceled.push({ id: message.id, enrollmentId, why: verdict.why });
      sorted.skips.push({
        enrollmentId,
        stepKey: verdict.step.key,
        occurrence: verdict.occurrence,
        dueAt: message.dueAt,
        why: verdict.why,
      });
    } else if (verdict.kind !== 'send') sorted.canceled.push({ id: message.id, enrollmentId, why: verdict.why });
    else if (one.draft !== null) leaving.push(one);
  }
  await makeThose(app, leaving, now, sorted);
  return sorted;
}

async function makeThose(app: App, leaving: readonly JudgedLetter[], now: Date, sorted: Sorted): Promise<void> {
  const made = await makeLetters(
    leaving.map(({ message, draft }) => {
      const { letter, from, to, thread } = draft!;
      return { id: message.id, letter, from, to, thread };
    }),
    {
      house: { secret: app.secrets[0], replyDomain: app.config.replyDomain, publicUrl: app.config.publicUrl },
      date: now,
      asMime: app.transport.carriesMime === true,
    },
  );
  for (const [index, judged] of leaving.entries()) {
    const { id } = judged.message;
    const letter = made[index]!;
    if (letter.kind === 'letter') sorted.ready.push({ judged, outgoing: letter.outgoing, bytes: letter.bytes });
    else if (letter.kind === 'missing_value') sorted.deferred.push(untilItIsThere(judged, letter.field, now));
    else {
      app.log.error({ messageId: id, error: letter.name }, 'A letter could not be rendered.');
      sorted.failed.push({ id, code: 'render_failed', text: letter.name });
    }
  }
}

/** Looked at again on the next day: by then somebody may have filled in what is missing. */
function untilItIsThere({ message, verdict, enrollment }: JudgedLetter, name: string, now: Date) {
  const { facts } = enrollment;
  const { step } = verdict as Extract<Verdict, { kind: 'send' }>;
  const tomorrow = addDays(localDay(now, facts.contact.zone), 1);
  return { id: message.id, until: slotFor(facts, step, tomorrow), why: [why('missing_value', { name })] };
}
