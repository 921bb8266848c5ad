import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { ContentRows, LetterSource, WordingRow } from '../../db/letters/letter-sources.ts';
import type { EnrollmentFacts } from '../../db/enrollments/plan-facts.ts';
import { addDuration } from '../../domain/calendar.ts';
import type { EmailStep } from '../../domain/campaigns/campaign.ts';
import type { LetterKind } from '../../domain/message.ts';
import { chooseNews, chooseOffer, chooseUseful } from '../../domain/plan/content.ts';
import type { LetterContent, PlanFacts } from '../../domain/plan/facts.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { ThreadSoFar } from '../../mail/out/compose.ts';
import { draftLetter, type LetterDraft } from '../letters/draft-letters.ts';

/** A letter that nobody has queued: whose, which, and when it would leave. */
export interface ImaginedLetter {
  enrollment: EnrollmentFacts;
  source: LetterSource;
  step: EmailStep;
  kind: LetterKind;
  content: LetterContent;
  at: Date;
  rows: ContentRows;
  wordings: readonly WordingRow[];
  policy: HousePolicy;
  thread: ThreadSoFar | null;
}

/** The draft of a letter as the dispatch would make it at that instant; its links lead to a message that does not exist. */
export function imagineLetter(app: App, letter: ImaginedLetter): { id: string; draft: LetterDraft } {
  const { step, kind, content, at, rows, wordings, ...rest } = letter;
  const id = uuidv7();
  const draft = draftLetter(app, {
    ...rest,
    id,
    verdict: { kind: 'send', step, occurrence: 0, dueAt: at, letter: kind, content, isFirst: false, why: [] },
    content: rows,
    wordings: [...wordings],
    now: at,
  });
  return { id, draft };
}

/** What a letter of this kind would tell of on a day, as the planner chooses it; null: nothing fits and the step is skipped. */
export function contentOn(facts: PlanFacts, kind: LetterKind, today: string): LetterContent | null {
  if (kind === 'offer') {
    const offer = chooseOffer(facts, today);
    return offer === null ? null : { offerId: offer.id, newsIds: [] };
  }
  if (kind === 'news') {
    const items = chooseNews(facts, today).map((item) => item.id);
    return items.length === 0 ? null : { offerId: null, newsIds: items };
  }
  const useful = kind === 'check_in' ? chooseUseful(facts, today) : null;
  return { offerId: null, newsIds: useful === null ? [] : [useful.id] };
}

/** Whom the letters of an imagined client are written to. */
export function imagineSource(facts: PlanFacts, locale: string | null): LetterSource {
  const { departedOn, reason } = facts.departure;
  return {
    revisitOn: null,
    contact: {
      id: 'imagined',
      email: 'jo@northwind.example',
      firstName: 'Jo',
      lastName: 'Brandt',
      salutation: null,
      locale,
    },
    client: { name: 'Northwind GmbH', clientSince: addDuration(departedOn, 'P3Y', -1), locale: null },
    departure: {
      departedOn,
      statedReason: reason === 'unknown' ? null : reason,
      whatWentWrong: null,
      amendsText: null,
      amendsDoneOn: null,
      personalLine: null,
    },
    owner: null,
    highlights: [{ text: 'Cut onboarding from nine days to two' }],
  };
}

/** An imagined client's facts as those of an enrollment. */
export function imagineEnrollment(facts: PlanFacts): EnrollmentFacts {
  const ids = { enrollmentId: 'imagined', contactId: 'imagined', clientId: 'imagined', departureId: 'imagined' };
  return { facts, ...ids, campaignId: 'imagined', addressHash: '', ownerId: null, isDemo: false };
}
