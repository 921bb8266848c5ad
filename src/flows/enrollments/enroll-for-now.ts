import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { type CampaignRow, insertVersion, listVersions } from '../../db/campaigns/campaigns.ts';
import { findContact } from '../../db/contacts/contacts.ts';
import type { Db } from '../../db/db.ts';
import { findOpenDeparture } from '../../db/departures/departures.ts';
import { listQueuedOf } from '../../db/enrollments/enrollment-list.ts';
import { insertEnrollment } from '../../db/departures/intake.ts';
import { listLetterSources, type LetterSource } from '../../db/letters/letter-sources.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { listEnrollmentsOfContact } from '../../db/contacts/timeline.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { type Why, whySentences } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';

interface Wish {
  contactId: string;
  campaign: CampaignRow;
  /** Instead of the version of the enrollment. */
  definition: CampaignDefinition | null;
  policy: HousePolicy;
  now: Date;
  /** Also somebody to whom nothing more will come: for a letter alone. */
  alsoEnded?: boolean;
}

/** A contact as if in the campaign: what the planner knows, or why nothing more will come. */
export type EnrolledForNow =
  | { kind: 'open'; enrollment: EnrollmentFacts; source: LetterSource }
  | { kind: 'ended'; why: Why[] };

/** Carries an answer out of the transaction that it rolls back. */
class Answered extends Error {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('rolled back');
    this.answer = answer;
  }
}

/**
 * Asks a question about a contact in a campaign. Somebody who is not in it is enrolled for the length of the question, in
 * a transaction that is rolled back: so the facts are those that a real enrollment would have.
 *
 * @throws invalid_request for a contact that is not there; wrong_state when the client has not left
 */
export async function enrollForNow<T>(
  app: App,
  wish: Wish,
  ask: (tx: Db, found: EnrolledForNow) => Promise<T>,
): Promise<T> {
  try {
    await app.db.transaction(async (tx) => {
      throw new Answered(await ask(tx, await findOrEnroll(tx, wish)));
    });
    throw new Error('The transaction was not rolled back.');
  } catch (error) {
    if (error instanceof Answered) return error.answer as T;
    throw error;
  }
}

async function findOrEnroll(tx: Db, wish: Wish): Promise<EnrolledForNow> {
  const { contactId, campaign, policy, now } = wish;
  const contact = await findContact(tx, contactId);
  if (contact === null || contact.erasedAt !== null) throw noSuchContact();
  const departure = await findOpenDeparture(tx, contact.clientId);
  const past = (await listEnrollmentsOfContact(tx, contactId)).filter((one) => one.campaignId === campaign.id);
  const open = past.find((one) => one.state === 'active' || one.state === 'held');
  const ofDeparture = past.find((one) => one.departureId === departure?.id);
  const present = open ?? ofDeparture;
  if (present === undefined && departure === null)
    throw new AjarError('wrong_state', 'The client of this contact has not left: leave contactId out to imagine one.');
  const tellEnd = wish.alsoEnded !== true;
  if (tellEnd && present?.state === 'completed') return ended('finished', null);
  if (tellEnd && present?.state === 'exited' && present.exitCode !== 'holdout')
    return ended(present.exitCode ?? 'manual', present.exitWhy);
  const id = present?.id ?? (await enroll(tx, wish, departure!, contact.clientId));
  const withoutMessages = (await listQueuedOf(tx, id)).map((message) => message.id);
  const [enrollment] = await listPlanFacts(tx, [id], { now, policy, withoutMessages });
  const source = (await listLetterSources(tx, [id])).get(id);
  if (enrollment === undefined || source === undefined) throw noSuchContact();
  const { facts } = enrollment;
  if (wish.definition !== null) facts.definition = wish.definition;
  // A held-out client is shown what would have been written.
  if (facts.client.heldOut) {
    facts.client.heldOut = false;
    facts.enrollment.state = 'active';
  }
  return { kind: 'open', enrollment, source };
}

async function enroll(tx: Db, wish: Wish, departure: { id: string }, clientId: string): Promise<string> {
  const { campaign, contactId, now } = wish;
  const id = uuidv7();
  await insertEnrollment(tx, {
    id,
    departureId: departure.id,
    contactId,
    clientId,
    campaignId: campaign.id,
    versionId: (await listVersions(tx, campaign.id))[0]?.id ?? (await publish(tx, wish)),
    state: 'active',
    startedAt: now,
    nextActionAt: now,
    updatedAt: now,
  });
  return id;
}

/** A campaign without a version gets one for the question; it bears the campaign's id, so that what is remembered of it is one thing. */
async function publish(tx: Db, { campaign, definition, now }: Wish): Promise<string> {
  if (definition === null) {
    const message = 'Nothing of this campaign is published yet: give a definition.';
    throw new AjarError('invalid_request', message, [{ pointer: '/definition', message }]);
  }
  const version = { id: campaign.id, campaignId: campaign.id, definition, publishedAt: now, publishedBy: 'preview' };
  return (await insertVersion(tx, version)).id;
}

function ended(code: string, text: string | null): EnrolledForNow {
  const known = code in whySentences ? (code as Why['code']) : 'manual';
  return { kind: 'ended', why: [{ code: known, text: text ?? whySentences[known] }] };
}

function noSuchContact(): AjarError {
  const message = 'There is no such contact.';
  return new AjarError('invalid_request', message, [{ pointer: '/contactId', message }]);
}
