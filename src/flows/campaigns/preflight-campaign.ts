import type { App } from '../../app.ts';
import type { Preflight } from '../../contract/campaign-check.ts';
import {
  type CampaignRow,
  countEnrollments,
  findCampaign,
  listOpenOfCampaign,
  listRules,
} from '../../db/campaigns/campaigns.ts';
import { findLatestVersion } from '../../db/departures/intake.ts';
import {
  listContent,
  listCurrentWordings,
  listLetterSources,
  type WordingRow,
} from '../../db/letters/letter-sources.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { listContentFacts } from '../../db/content/content-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDays, localDay } from '../../domain/calendar.ts';
import type { CampaignDefinition, EmailStep } from '../../domain/campaigns/campaign.ts';
import { findUnreachable } from '../../domain/campaigns/condition-reach.ts';
import { type LetterKind, letterKinds } from '../../domain/message.ts';
import { countToCome } from '../../domain/plan/to-come.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { copyLocales, defaultCopy, type LetterCopy, lintCopy, renderLetter } from '../../mail/render.ts';
import { contentOn, imagineLetter } from './imagine-letter.ts';

/** So many people are looked at, those who began last first: enough to see what is missing, and soon done. */
const mostChecked = 300;
/** Gmail cuts off letters that are longer. */
const largestBytes = 100_000;
const offerValidDays = 21;

/**
 * Looks at a campaign before it does harm: letters that cannot be written to people who are in it, steps that nobody can
 * reach, offers and news that are not there, and wording that breaks the rules. Letters are drafted and rendered as for
 * sending, for people to whom such a letter is still to come. Nothing is stored.
 *
 * @throws not_found; invalid_request where nothing is published and no definition is given
 */
export async function preflightCampaign(
  app: App,
  slug: string,
  given: CampaignDefinition | undefined,
): Promise<Preflight> {
  const now = app.now();
  const campaign = await findCampaign(app.db, slug);
  if (campaign === null) throw new AjarError('not_found', 'There is no campaign with this slug.');
  const definition = given ?? (await findLatestVersion(app.db, campaign.id))?.definition;
  if (definition === undefined) {
    const message = 'Nothing of this campaign is published yet: give a definition.';
    throw new AjarError('invalid_request', message, [{ pointer: '/definition', message }]);
  }
  const policy = await findPolicy(app.db);
  const wordings = await listCurrentWordings(app.db);
  const ids = await listOpenOfCampaign(app.db, campaign.id, mostChecked);
  const counts = await countEnrollments(app.db, [campaign.id]);
  const open = counts.filter((one) => one.state === 'active' || one.state === 'held');
  const letters = await checkLetters(app, definition, ids, { wordings, policy, now });
  const warnings = await listWarnings(app, campaign, definition, localDay(now, policy.zone));
  const wording = lintWordings(definition, wordings);
  return {
    ready:
      warnings.length === 0 &&
      wording.length === 0 &&
      letters.every((one) => one.missing.length === 0 && one.tooLarge === 0),
    contacts: { open: open.reduce((sum, one) => sum + one.count, 0), checked: ids.length },
    letters,
    warnings,
    wording,
  };
}

function kindsOf(definition: CampaignDefinition): LetterKind[] {
  const used = new Set(
    definition.steps.flatMap((step) => (step.kind === 'email' ? step.letters : [])).map((one) => one.kind),
  );
  return letterKinds.filter((kind) => used.has(kind));
}

interface Checking {
  wordings: WordingRow[];
  policy: HousePolicy;
  now: Date;
}

type LetterCheck = Preflight['letters'][number];

async function checkLetters(
  app: App,
  definition: CampaignDefinition,
  ids: readonly string[],
  checking: Checking,
): Promise<LetterCheck[]> {
  const { policy, now } = checking;
  const people = await listPlanFacts(app.db, ids, { now, policy });
  for (const one of people) one.facts.definition = definition;
  const sources = await listLetterSources(app.db, ids);
  const checks: LetterCheck[] = [];
  for (const kind of kindsOf(definition)) {
    const step = definition.steps.find(
      (one): one is EmailStep => one.kind === 'email' && one.letters.some((letter) => letter.kind === kind),
    )!;
    const chosen = people
      .filter(({ facts }) => countToCome(facts, kind, localDay(now, facts.contact.zone)) > 0)
      .map((enrollment) => ({
        enrollment,
        content: contentOn(enrollment.facts, kind, localDay(now, enrollment.facts.contact.zone)),
      }));
    const contents = chosen.flatMap((one) => one.content ?? []);
    const rows = await listContent(
      app.db,
      contents.flatMap((one) => one.offerId ?? []),
      contents.flatMap((one) => one.newsIds),
    );
    const missing = new Map<string, number>();
    const check: LetterCheck = { kind, missing: [], tooLarge: 0, withoutContent: 0 };
    for (const [index, { enrollment, content }] of chosen.entries()) {
      // Rendering is work for the processor alone: let other requests in between.
      if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
      const source = sources.get(enrollment.enrollmentId);
      if (content === null) check.withoutContent += 1;
      if (content === null || source === undefined) continue;
      const letter = { enrollment, source, step, kind, content, at: now, rows, thread: null, ...checking };
      const field = look(app, letter, check);
      if (field !== null) missing.set(field, (missing.get(field) ?? 0) + 1);
    }
    check.missing = [...missing].map(([value, contacts]) => ({ value, contacts }));
    checks.push(check);
  }
  return checks;
}

/** Renders one letter; answers the value that is missing, or null. */
function look(app: App, letter: Parameters<typeof imagineLetter>[1], check: LetterCheck): string | null {
  const rendered = renderLetter(imagineLetter(app, letter).draft.letter);
  if (rendered.kind === 'missing_value') return rendered.field;
  if (Buffer.byteLength(rendered.html) > largestBytes) check.tooLarge += 1;
  return null;
}

async function listWarnings(
  app: App,
  campaign: CampaignRow,
  definition: CampaignDefinition,
  today: string,
): Promise<Preflight['warnings']> {
  const kinds = kindsOf(definition);
  const { offers, news } = await listContentFacts(app.db, today);
  const lasting = offers.filter((one) => one.validFrom <= today && one.validUntil >= addDays(today, offerValidDays));
  const routed = (await listRules(app.db)).some((rule) => rule.campaign === campaign.slug);
  const warnings: [boolean, string, string][] = [
    [campaign.pausedAt !== null, 'campaign_paused', 'The campaign is paused.'],
    [
      !routed && definition.trigger === 'departure',
      'not_routed',
      'No routing rule leads here: people come in by hand only.',
    ],
    [
      kinds.includes('offer') && lasting.length === 0,
      'no_offer',
      `No offer is valid for another ${offerValidDays} days: offer letters would be skipped.`,
    ],
    [kinds.includes('news') && news.length === 0, 'nothing_new', 'There is no news: news letters would be skipped.'],
  ];
  return [
    ...findUnreachable(definition).map(({ step, letter }) => ({
      code: 'never',
      step,
      text:
        letter === null
          ? 'Its condition can never hold.'
          : `Letter ${letter + 1} of this step can never be written: its condition contradicts itself or the letters before it.`,
    })),
    ...warnings.flatMap(([applies, code, text]) => (applies ? [{ code, step: null, text }] : [])),
  ];
}

/** What is wrong with the wording in force of the letters that the campaign writes. */
function lintWordings(definition: CampaignDefinition, wordings: readonly WordingRow[]): Preflight['wording'] {
  return kindsOf(definition).flatMap((kind) => {
    const edited = wordings.filter((row) => row.kind === kind);
    const shipped = copyLocales.filter((locale) => !edited.some((row) => row.locale === locale));
    const inForce = [
      ...edited.map((row) => ({ locale: row.locale, copy: row.copy as unknown as LetterCopy })),
      ...shipped.map((locale) => ({ locale, copy: defaultCopy(kind, locale) })),
    ];
    return inForce.flatMap(({ locale, copy }) => lintCopy(copy, kind).map((problem) => ({ kind, locale, ...problem })));
  });
}
