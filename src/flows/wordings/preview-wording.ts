import type { App } from '../../app.ts';
import type { PreviewWording, ShownLetter } from '../../contract/letters.ts';
import { findCampaign, listCampaigns } from '../../db/campaigns/campaigns.ts';
import { listEnrollmentsOf } from '../../db/contacts/timeline.ts';
import type { Db } from '../../db/db.ts';
import { listContent } from '../../db/letters/letter-sources.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { doorAjar } from '../../domain/campaigns/door-ajar.ts';
import type { EmailStep } from '../../domain/campaigns/campaign.ts';
import type { LetterKind } from '../../domain/message.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import {
  type LetterCopy,
  type LetterInput,
  type LetterProps,
  renderLetter,
  sampleProps,
  sampleToday,
} from '../../mail/render.ts';
import { contentOn, imagineLetter } from '../campaigns/imagine-letter.ts';
import { type EnrolledForNow, enrollForNow } from '../enrollments/enroll-for-now.ts';
import { checkCopy, findCopy } from './find-letters.ts';

type Letter = NonNullable<ShownLetter['letter']>;

interface Addressed {
  input: LetterInput;
  from: Letter['from'];
  to: Letter['to'];
  notes: string[];
}

/** The step of the shipped campaign, or any, that writes such a letter: only its anchor shows in a letter. */
function stepFor(kind: LetterKind): EmailStep {
  const steps = doorAjar.steps.filter((step): step is EmailStep => step.kind === 'email' && step.anchor !== 'revisit');
  return steps.find((step) => step.letters.some((letter) => letter.kind === kind)) ?? steps[0]!;
}

/**
 * A letter with a wording, saved or not: with sample values, or with a contact's own through the code that sends. Where
 * there is no offer or news for them today a sample stands in its place, and the answer says so. Nothing is stored.
 *
 * @throws invalid_request for a contact that is not there; wrong_state when the client has not left
 */
export async function previewWording(
  app: App,
  of: { kind: LetterKind; locale: string },
  wish: PreviewWording,
): Promise<ShownLetter> {
  const { copy, problems } =
    wish.copy === undefined ? { copy: await findCopy(app, of), problems: [] } : checkCopy(wish.copy, of.kind);
  const told = problems.map(({ pointer, message }) => ({ pointer, message }));
  if (copy === null) return { letter: null, missing: null, notes: [], problems: told };
  const addressed =
    wish.contact === undefined
      ? sampleLetter(of, copy, wish.size ?? 'full')
      : await letterOfContact(app, of, copy, wish.contact);
  const rendered = renderLetter(addressed.input);
  const { from, to, notes } = addressed;
  if (rendered.kind === 'missing_value') return { letter: null, missing: rendered.field, notes, problems: told };
  const { subject, preheader, html, text, words } = rendered;
  const bytes = Buffer.byteLength(html);
  return { letter: { from, to, subject, preheader, html, text, words, bytes }, missing: null, notes, problems: told };
}

function sampleLetter(
  { kind, locale }: { kind: LetterKind; locale: string },
  copy: LetterCopy,
  size: 'full' | 'smallest',
): Addressed {
  const props = sampleProps(kind, size, locale);
  return {
    input: { kind, locale, copy, props: { ...props, locale }, today: sampleToday },
    from: { name: props.sender.name, address: 'mara@agency.example' },
    to: { name: size === 'full' ? 'Jo Brandt' : null, address: 'jo@northwind.example', client: props.clientName },
    notes: [],
  };
}

async function letterOfContact(
  app: App,
  of: { kind: LetterKind; locale: string },
  copy: LetterCopy,
  contactId: string,
): Promise<Addressed> {
  const now = app.now();
  const policy = await findPolicy(app.db);
  const campaign = await campaignOf(app.db, contactId);
  return enrollForNow(
    app,
    { contactId, campaign, definition: doorAjar, policy, now, alsoEnded: true },
    async (tx, found) => address(app, tx, { of, copy, found, policy, now }),
  );
}

/** The campaign they are or were in, else the one that ships, else any: for a letter alone it makes no difference. */
async function campaignOf(db: Db, contactId: string) {
  const past = await listEnrollmentsOf(db, [contactId]);
  const all = await listCampaigns(db, { limit: 200, after: null });
  const campaign =
    all.find((one) => past.some((row) => row.campaignId === one.id)) ?? (await findCampaign(db, 'door-ajar')) ?? all[0];
  if (campaign === undefined) throw new AjarError('wrong_state', 'There is no campaign yet.');
  return campaign;
}

interface Writing {
  of: { kind: LetterKind; locale: string };
  copy: LetterCopy;
  found: EnrolledForNow;
  policy: HousePolicy;
  now: Date;
}

async function address(app: App, tx: Db, { of, copy, found, policy, now }: Writing): Promise<Addressed> {
  if (found.kind === 'ended') throw new AjarError('wrong_state', found.why[0]?.text ?? 'Nothing more comes to them.');
  const { enrollment, source } = found;
  const { kind, locale } = of;
  const content = contentOn(enrollment.facts, kind, localDay(now, enrollment.facts.contact.zone));
  const used = content ?? { offerId: null, newsIds: [] };
  const rows = await listContent(tx, used.offerId === null ? [] : [used.offerId], used.newsIds);
  const letter = { enrollment, source, step: stepFor(kind), kind, content: used, at: now, rows };
  const { draft } = imagineLetter(app, { ...letter, wordings: [], policy, thread: null });
  const props = content === null ? withSample(draft.letter.props, kind, locale) : draft.letter.props;
  return {
    input: { ...draft.letter, locale, copy, props },
    from: draft.from,
    to: { ...draft.to, client: source.client.name },
    notes: [
      ...(content === null ? [`No ${kind} fits them today: a sample stands in its place.`] : []),
      ...(languageOf(props.locale) === languageOf(locale)
        ? []
        : [`They read letters in "${props.locale}", so this wording would not be theirs.`]),
    ],
  };
}

function withSample(props: LetterProps, kind: LetterKind, locale: string): LetterProps {
  const sample = sampleProps(kind, 'full', locale);
  return { ...props, offer: sample.offer, news: sample.news };
}

function languageOf(locale: string): string {
  return locale.split('-')[0] ?? locale;
}
