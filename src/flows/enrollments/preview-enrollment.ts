import type { App } from '../../app.ts';
import type { EnrollmentPreview } from '../../contract/enrollments.ts';
import { findEnrollment } from '../../db/enrollments/enrollment-list.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { listLetterSources } from '../../db/letters/letter-sources.ts';
import { localIso } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { previewLetter } from '../campaigns/preview-letter.ts';
import { planAheadOf } from '../departures/present-departure.ts';

/**
 * A letter that is to come, as it would leave by what is known now: the next one, or the next of the step named. For a
 * client who is held out, what they would have got. Nothing is stored.
 *
 * @throws not_found; wrong_state when it has ended; invalid_request for a step that is no letter
 */
export async function previewEnrollment(
  app: App,
  id: string,
  wanted: { step?: string | undefined; at?: Date | undefined },
): Promise<EnrollmentPreview> {
  const now = app.now();
  const found = (await findEnrollment(app.db, id))?.enrollment;
  if (found === undefined) throw new AjarError('not_found');
  const heldOut = found.exitCode === 'holdout';
  if (found.state !== 'active' && found.state !== 'held' && !heldOut)
    throw new AjarError('wrong_state', 'This enrollment has ended: no more letters are planned.');
  const policy = await findPolicy(app.db);
  const [loaded] = await listPlanFacts(app.db, [id], { now, policy, withoutQueued: true });
  const source = (await listLetterSources(app.db, [id])).get(id);
  if (loaded === undefined || source === undefined) throw new AjarError('not_found');
  const enrollment = heldOut ? asIfNotHeldOut(loaded) : loaded;
  const { facts } = enrollment;
  const steps = facts.definition.steps.filter((step) => step.kind === 'email');
  if (wanted.step !== undefined && !steps.some((step) => step.key === wanted.step)) throw noSuchLetter(wanted.step);
  const entries = planAheadOf(facts, heldOut ? found.startedAt : now).filter(
    (one) => wanted.step === undefined || one.step === wanted.step,
  );
  const letters = entries.filter((one) => one.kind === 'letter');
  const entry = letters.find((one) => wanted.at === undefined || one.at >= wanted.at) ?? letters[0];
  const step = steps.find((one) => one.key === entry?.step);
  if (entry === undefined || step === undefined) return { letter: null, localAt: null, why: entries[0]?.why ?? [] };
  const previewed = await previewLetter(app, app.db, { enrollment, source, entry, step, policy });
  return { ...previewed, localAt: localIso(entry.at, facts.contact.zone), why: entry.why };
}

/** The same facts, were the client not held out. */
export function asIfNotHeldOut(enrollment: EnrollmentFacts): EnrollmentFacts {
  const { facts } = enrollment;
  return {
    ...enrollment,
    facts: {
      ...facts,
      client: { ...facts.client, heldOut: false },
      enrollment: { ...facts.enrollment, state: 'active' },
    },
  };
}

function noSuchLetter(step: string): AjarError {
  const message = `There is no letter step "${step}" in this campaign.`;
  return new AjarError('invalid_request', message, [{ pointer: '/step', message }]);
}
