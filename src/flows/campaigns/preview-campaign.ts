import type { App } from '../../app.ts';
import type { Preview, PreviewWish } from '../../contract/campaign-check.ts';
import { type CampaignRow, findCampaign } from '../../db/campaigns/campaigns.ts';
import type { Db } from '../../db/db.ts';
import { findLatestVersion } from '../../db/departures/intake.ts';
import type { LetterSource } from '../../db/letters/letter-sources.ts';
import type { EnrollmentFacts } from '../../db/enrollments/plan-facts.ts';
import { listContentFacts } from '../../db/content/content-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { instantOf, localDay } from '../../domain/calendar.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { makeImaginedFacts } from '../../domain/plan/imagined.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { enrollForNow } from '../enrollments/enroll-for-now.ts';
import { imagineEnrollment, imagineSource } from './imagine-letter.ts';
import { previewLetter } from './preview-letter.ts';
import { planAheadOf, presentPlanned } from '../departures/present-departure.ts';

interface Looking {
  definition: CampaignDefinition | null;
  stepKey: string | undefined;
  policy: HousePolicy;
  now: Date;
}

/**
 * What a person would get from a campaign, when and why, and one of the letters as it would leave: the planner and the
 * renderer that send, asked about a contact or an imagined client. Somebody who is in the campaign is shown the plan of
 * their own version unless a definition is given. Nothing is stored.
 *
 * @throws not_found; invalid_request for a contact, step or version that does not exist; wrong_state for a client who has not left
 */
export async function previewCampaign(app: App, slug: string, wish: PreviewWish): Promise<Preview> {
  const now = app.now();
  const campaign = await findCampaign(app.db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const looking: Looking = {
    definition: wish.definition ?? null,
    stepKey: wish.stepKey,
    policy: await findPolicy(app.db),
    now,
  };
  return wish.contactId === undefined
    ? previewImagined(app, campaign, looking, wish.imagined ?? {})
    : previewContact(app, campaign, looking, wish.contactId);
}

async function previewImagined(
  app: App,
  campaign: CampaignRow,
  looking: Looking,
  imagined: NonNullable<PreviewWish['imagined']>,
): Promise<Preview> {
  const { policy, now } = looking;
  const definition = looking.definition ?? (await findLatestVersion(app.db, campaign.id))?.definition;
  if (definition === undefined) throw nothingPublished();
  const zone = imagined.timezone ?? policy.zone;
  const today = localDay(now, zone);
  const departedOn = imagined.departedOn ?? today;
  const facts = makeImaginedFacts({
    definition,
    policy,
    zone,
    departedOn,
    reason: imagined.reason ?? 'price',
    fault: imagined.fault ?? 'nobody',
    ...(await listContentFacts(app.db, today)),
  });
  const from = departedOn === today ? now : instantOf(departedOn, 12 * 60, zone);
  const source = imagineSource(facts, imagined.locale ?? null);
  return show(app, app.db, looking, { enrollment: imagineEnrollment(facts), source, contactId: null, from });
}

async function previewContact(app: App, campaign: CampaignRow, looking: Looking, contactId: string): Promise<Preview> {
  const { definition, policy, now } = looking;
  return enrollForNow(app, { contactId, campaign, definition, policy, now }, async (tx, found) => {
    if (found.kind === 'ended') return { contactId, plan: [], letter: null, why: found.why };
    return show(app, tx, looking, { enrollment: found.enrollment, source: found.source, contactId, from: now });
  });
}

interface Shown {
  enrollment: EnrollmentFacts;
  source: LetterSource;
  contactId: string | null;
  from: Date;
}

async function show(app: App, db: Db, looking: Looking, shown: Shown): Promise<Preview> {
  const { facts } = shown.enrollment;
  const { stepKey } = looking;
  const steps = facts.definition.steps.filter((step) => step.kind === 'email');
  if (stepKey !== undefined && !steps.some((step) => step.key === stepKey)) throw noSuchLetter(stepKey);
  const entries = planAheadOf(facts, shown.from);
  const answer = {
    contactId: shown.contactId,
    plan: entries.map((entry) => presentPlanned(entry, facts.contact.zone)),
  };
  const entry = entries.find((one) => one.kind === 'letter' && (stepKey === undefined || one.step === stepKey));
  const step = steps.find((one) => one.key === entry?.step);
  if (entry === undefined || step === undefined) {
    const reason = entries.find((one) => one.step === stepKey) ?? entries.findLast((one) => one.kind === 'event');
    return { ...answer, letter: null, why: reason?.why ?? [] };
  }
  const { enrollment, source } = shown;
  const written = await previewLetter(app, db, { enrollment, source, entry, step, policy: looking.policy });
  return { ...answer, ...written, why: entry.why };
}

function nothingPublished(): AjarError {
  const message = 'Nothing of this campaign is published yet: give a definition.';
  return new AjarError('invalid_request', message, [{ pointer: '/definition', message }]);
}

function noSuchLetter(stepKey: string): AjarError {
  const message = `There is no letter step "${stepKey}".`;
  return new AjarError('invalid_request', message, [{ pointer: '/stepKey', message }]);
}
