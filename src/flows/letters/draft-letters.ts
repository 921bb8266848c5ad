import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import {
  type ContentRows,
  findThreadSoFar,
  type LetterSource,
  listContent,
  listCurrentWordings,
  listLetterSources,
} from '../../db/letters/letter-sources.ts';
import type { QueuedLetter } from '../../db/letters/message-queue.ts';
import { type EnrollmentFacts, listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { localDay } from '../../domain/calendar.ts';
import { type Batch, openBatch } from '../../domain/plan/batch.ts';
import type { LetterContent, Verdict } from '../../domain/plan/facts.ts';
import { judgeQueued } from '../../domain/plan/plan.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { chooseSender } from '../../mail/out/sender.ts';
import type { ThreadSoFar } from '../../mail/out/compose.ts';
import type { Mailbox } from '../../mail/out/transport.ts';
import { copyLocales, defaultCopy, type LetterCopy, type LetterInput, type LetterProps } from '../../mail/render.ts';
import { unsubscribeUrl } from '../../mail/token.ts';
import { houseIdentity } from '../house/house-identity.ts';

/** Everything a letter is made from, before it is rendered: the same draft always gives the same letter. */
export interface LetterDraft {
  letter: LetterInput;
  wordingId: string | null;
  from: Mailbox;
  to: Mailbox;
  thread: ThreadSoFar | null;
  content: LetterContent;
  addressHash: string;
}

/** A queued letter, judged at this instant, with its draft if it may leave. */
export interface JudgedLetter {
  message: QueuedLetter;
  enrollment: EnrollmentFacts;
  verdict: Verdict;
  draft: LetterDraft | null;
  /** It cannot be judged or drafted: the name of what was thrown. */
  broken: string | null;
}

const placeholderMailFrom: Mailbox = { name: null, address: 'letters@ajar.invalid' };

/**
 * Judges queued letters on the facts of this instant and drafts those that may leave, of an enrollment one at a time.
 * Letters of campaigns only; within the transaction that claims them. A letter that throws is told as broken and leaves the others alone.
 */
export async function draftLetters(
  app: App,
  db: Db,
  queued: readonly QueuedLetter[],
  policy: HousePolicy,
  now: Date,
): Promise<JudgedLetter[]> {
  const byEnrollment = new Map<string, QueuedLetter>();
  for (const message of queued)
    if (message.enrollmentId !== null && !byEnrollment.has(message.enrollmentId))
      byEnrollment.set(message.enrollmentId, message);
  const withoutMessages = queued.map((message) => message.id);
  const members = await listPlanFacts(db, [...byEnrollment.keys()], {
    now,
    policy,
    withoutMessages,
    withoutQueued: true,
    lockOwners: true,
  });
  const batch = openBatch();
  const judged = members.map((enrollment) =>
    judge(app, byEnrollment.get(enrollment.enrollmentId)!, enrollment, batch, now),
  );
  const sending = judged.filter((one) => one.verdict.kind === 'send');
  const contents = sending.map((one) => (one.verdict as Extract<Verdict, { kind: 'send' }>).content);
  const sources = await listLetterSources(
    db,
    sending.map((one) => one.enrollment.enrollmentId),
  );
  const content = await listContent(
    db,
    contents.flatMap((one) => one.offerId ?? []),
    contents.flatMap((one) => one.newsIds),
  );
  const wordings = await listCurrentWordings(db);
  const drafts: JudgedLetter[] = [];
  for (const one of judged) {
    const source = sources.get(one.enrollment.enrollmentId);
    if (one.verdict.kind !== 'send' || source === undefined) {
      drafts.push(one);
      continue;
    }
    const thread =
      one.verdict.step.thread === 'continue' ? await findThreadSoFar(db, one.enrollment.enrollmentId, now) : null;
    const input = { id: one.message.id, verdict: one.verdict, source, content, wordings, policy, now, thread };
    drafts.push(
      unlessBroken(app, one, () => ({ ...one, draft: draftLetter(app, { ...input, enrollment: one.enrollment }) })),
    );
  }
  return drafts;
}

function judge(app: App, message: QueuedLetter, enrollment: EnrollmentFacts, batch: Batch, now: Date): JudgedLetter {
  const { facts } = enrollment;
  const notYet: Verdict = { kind: 'defer', until: now, step: null, occurrence: 0, why: [] };
  const open = { message, enrollment, verdict: notYet, draft: null, broken: null };
  return unlessBroken(app, open, () => {
    batch.tell(enrollment);
    const day = localDay(message.dueAt, facts.contact.zone);
    const verdict = judgeQueued(facts, message.stepKey ?? '', message.occurrence ?? 0, day, now);
    if (verdict.kind === 'send') batch.note(enrollment, verdict, now);
    return { ...open, verdict };
  });
}

/** What is thrown may hold personal data, so only its name is kept. */
function unlessBroken(app: App, one: JudgedLetter, make: () => JudgedLetter): JudgedLetter {
  try {
    return make();
  } catch (error) {
    const { name } = error as Error;
    app.log.error({ messageId: one.message.id, error: name }, 'A letter could not be made.');
    return { ...one, broken: name };
  }
}

export interface DraftInput {
  /** Message id; tokens in the letter's links are made from it. */
  id: string;
  verdict: Extract<Verdict, { kind: 'send' }>;
  source: LetterSource;
  content: ContentRows;
  wordings: Awaited<ReturnType<typeof listCurrentWordings>>;
  policy: HousePolicy;
  now: Date;
  thread: ThreadSoFar | null;
  enrollment: EnrollmentFacts;
}

/** Fills in one letter from what a client may read; nothing else of a departure is at hand here. */
export function draftLetter(app: App, input: DraftInput): LetterDraft {
  const { source, verdict, policy, now } = input;
  const zone = input.enrollment.facts.contact.zone;
  const kind = verdict.letter;
  const wanted = source.contact.locale ?? source.client.locale ?? policy.locale;
  const { copy, locale, wordingId } = copyFor(kind, wanted, policy.locale, input.wordings);
  const owner = source.owner?.email == null ? null : { name: source.owner.name, address: source.owner.email };
  const mailFrom = app.config.mailFrom ?? placeholderMailFrom;
  const from = chooseSender({
    owner,
    mailFrom,
    senderDomains: app.config.senderDomains,
    houseName: houseIdentity(app, policy).name,
  });
  const name = [source.contact.firstName, source.contact.lastName].filter((part) => part !== null).join(' ');
  return {
    letter: { kind, locale, copy, props: propsFor(app, input, from, zone), today: localDay(now, zone) },
    wordingId,
    from,
    to: { name: name === '' ? null : name, address: source.contact.email ?? '' },
    thread: input.thread,
    content: verdict.content,
    addressHash: input.enrollment.addressHash,
  };
}

interface ChosenCopy {
  copy: LetterCopy;
  locale: string;
  wordingId: string | null;
}

/** Copy by the person's locale, then the house's; in each the wording somebody edited before the one that ships with Ajar. */
export function copyFor(
  kind: LetterInput['kind'],
  wanted: string,
  house: string,
  wordings: DraftInput['wordings'],
): ChosenCopy {
  const languageOf = (locale: string) => locale.split('-')[0] ?? locale;
  for (const locale of [wanted, languageOf(wanted), house, languageOf(house)]) {
    const edited = wordings.find((row) => row.kind === kind && row.locale === locale);
    if (edited !== undefined) return { copy: edited.copy as unknown as LetterCopy, locale, wordingId: edited.id };
    const shipped = copyLocales.find((known) => known === locale);
    if (shipped !== undefined) return { copy: defaultCopy(kind, shipped), locale, wordingId: null };
  }
  return { copy: defaultCopy(kind, 'en'), locale: 'en', wordingId: null };
}

function propsFor(
  app: App,
  { id, source, content, verdict, policy, enrollment, now }: DraftInput,
  from: Mailbox,
  zone: string,
): LetterProps {
  const { departure, client, contact } = source;
  const secret = app.secrets[0];
  const house = houseIdentity(app, policy);
  const offer = verdict.content.offerId === null ? undefined : content.offers.get(verdict.content.offerId);
  const news = verdict.content.newsIds.flatMap((newsId) => content.news.get(newsId) ?? []);
  const today = localDay(now, zone);
  const stop = unsubscribeUrl(secret, id, app.config.publicUrl);
  return {
    clientName: client.name,
    clientSince: client.clientSince,
    leftOn: departure.departedOn,
    contact: { salutation: contact.salutation, firstName: contact.firstName, lastName: contact.lastName },
    statedReason: departure.statedReason,
    whatWentWrong: departure.whatWentWrong,
    // Only what has been done may be told, and only with its day in the past.
    amends:
      departure.amendsText === null || departure.amendsDoneOn === null || departure.amendsDoneOn > today
        ? null
        : { text: departure.amendsText, doneOn: departure.amendsDoneOn },
    highlights: source.highlights,
    offer:
      offer === undefined
        ? null
        : {
            title: offer.title,
            terms: offer.terms,
            price:
              offer.priceAmount === null || offer.priceCurrency === null
                ? null
                : { amount: offer.priceAmount, currency: offer.priceCurrency },
            validUntil: offer.validUntil,
          },
    news: news.map((item) => ({ title: item.title, body: item.body, url: item.url })),
    personalLine: departure.personalLine,
    revisitOn: verdict.step.anchor === 'revisit' ? source.revisitOn : null,
    sender: {
      name: from.name ?? house.name,
      phone: source.owner?.phone ?? null,
      title: source.owner?.title ?? null,
    },
    house,
    links: {
      stop,
      choose: `${stop}?choose=1`,
      keepInTouch: enrollment.facts.basis.consented ? null : `${stop}?keep=1`,
    },
    locale: contact.locale ?? client.locale ?? policy.locale,
  };
}
