import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { explainIssues } from '../../contract/issues.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { listCurrentWordings } from '../../db/letters/letter-sources.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import {
  countGoneByLocale,
  insertRevision,
  listOpenIds,
  listQueuedEnrollments,
  lockWordings,
} from '../../db/campaigns/wordings.ts';
import { localDay } from '../../domain/calendar.ts';
import type { LetterKind } from '../../domain/message.ts';
import { countToCome } from '../../domain/plan/to-come.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';
import { type LetterCopy, letterCopySchema, lintCopy } from '../../mail/render.ts';
import { copyFor } from '../letters/draft-letters.ts';

export interface RevisedWording {
  isNew: boolean;
  revision: number;
  copy: LetterCopy;
  /** Letters of open campaigns that will be written with it; one that repeats counts once. */
  toCome: number;
  /** Letters of this kind to people of this language that have left with another text. */
  wentWithOldText: number;
}

const batchSize = 500;

/**
 * Stores the next revision of a letter's wording. It is in force for every letter that has not been claimed; nothing is
 * sent again. The wording that is in force already makes no revision.
 *
 * @throws invalid_request with pointers into the copy
 */
export async function reviseWording(
  app: App,
  by: string,
  of: { kind: LetterKind; locale: string },
  given: unknown,
): Promise<RevisedWording> {
  const now = app.now();
  const copy = readCopy(given, of.kind);
  const { isNew, id, revision } = await app.db.transaction(async (tx) => {
    await lockWordings(tx);
    const present = (await listCurrentWordings(tx)).find((row) => row.kind === of.kind && row.locale === of.locale);
    if (present !== undefined && isSameData(present.copy, copy))
      return { isNew: false, id: present.id, revision: present.revision };
    const row = await insertRevision(tx, {
      ...of,
      id: uuidv7(),
      copy,
      createdAt: now,
      createdBy: by,
    });
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'revise-wording',
      subjectKind: 'wording',
      subjectId: row.id,
      detail: { kind: of.kind, locale: of.locale, revision: row.revision },
    });
    return { isNew: true, id: row.id, revision: row.revision };
  });
  return { isNew, revision, copy, ...(await countLetters(app, of, id, now)) };
}

function readCopy(given: unknown, kind: LetterKind): LetterCopy {
  const read = letterCopySchema.safeParse(given);
  const errors = read.success
    ? lintCopy(read.data, kind).map(({ pointer, message }) => ({ pointer: `/copy${pointer}`, message }))
    : explainIssues(read.error.issues, ['copy']);
  if (read.success && errors.length === 0) return read.data;
  const [first] = errors;
  throw new AjarError('invalid_request', first && `${first.pointer}: ${first.message}`, errors.slice(0, 100));
}

/** The letters that this wording reaches, and those it comes too late for. */
async function countLetters(app: App, of: { kind: LetterKind; locale: string }, wordingId: string, now: Date) {
  const { kind } = of;
  const policy = await findPolicy(app.db);
  const wordings = await listCurrentWordings(app.db);
  const isMeant = (locale: string | null) =>
    copyFor(kind, locale ?? policy.locale, policy.locale, wordings).wordingId === wordingId;
  const gone = await countGoneByLocale(app.db, kind, wordingId);
  const withoutMessages = (await listQueuedEnrollments(app.db, kind)).map((message) => message.id);
  let toCome = 0;
  for (let after: string | null = null; ;) {
    const ids = await listOpenIds(app.db, after, batchSize);
    const people = await listPlanFacts(app.db, ids, { now, policy, withoutMessages });
    for (const { facts } of people)
      if (isMeant(facts.contact.locale)) toCome += countToCome(facts, kind, localDay(now, facts.contact.zone));
    after = ids.at(-1) ?? null;
    if (ids.length < batchSize) break;
  }
  return { toCome, wentWithOldText: gone.reduce((sum, one) => sum + (isMeant(one.locale) ? one.count : 0), 0) };
}
