import type { App } from '../../app.ts';
import type { WordingPreflight } from '../../contract/letters.ts';
import { listOpenIds } from '../../db/campaigns/wordings.ts';
import { listContent, listCurrentWordings, listLetterSources } from '../../db/letters/letter-sources.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import type { LetterKind } from '../../domain/message.ts';
import { countToCome } from '../../domain/plan/to-come.ts';
import { type LetterCopy, letterValues, namesInCopy, renderLetter } from '../../mail/render.ts';
import { contentOn, imagineLetter } from '../campaigns/imagine-letter.ts';
import { copyFor } from '../letters/draft-letters.ts';
import { checkCopy, findCopy } from './find-letters.ts';
import { type Seen, tellWording } from './tell-wording.ts';

const batchSize = 500;
/** So many letters are written: enough to see what is missing, and done within a second or two. */
const mostWritten = 300;

interface Looking {
  kind: LetterKind;
  locale: string;
  copy: LetterCopy;
}

/**
 * Looks at a wording, saved or not, before it does harm: letters are written with it as for sending, for people to whom
 * such a letter may still come and who read this language. Nothing is stored.
 */
export async function preflightWording(
  app: App,
  of: { kind: LetterKind; locale: string },
  given: unknown,
): Promise<WordingPreflight> {
  const { copy, problems } =
    given === undefined ? { copy: await findCopy(app, of), problems: [] } : checkCopy(given, of.kind);
  const wrong = problems.map(({ pointer, code, message }) => ({
    level: 'problem' as const,
    code,
    text: message,
    pointer,
  }));
  if (copy === null) return { people: { reached: 0, checked: 0 }, toCome: 0, lines: wrong };
  const { seen, reached, toCome } = await writeToAll(app, { ...of, copy });
  return {
    people: { reached, checked: seen.length },
    toCome,
    lines: [...wrong, ...tellWording({ kind: of.kind, copy, seen, reached, isClean: wrong.length === 0 })],
  };
}

/** Writes the letter to everybody whom this wording is for, without keeping it. */
async function writeToAll(app: App, looking: Looking): Promise<{ seen: Seen[]; reached: number; toCome: number }> {
  const { kind, locale, copy } = looking;
  const now = app.now();
  const policy = await findPolicy(app.db);
  // As if it were saved: whoever would get a wording with this mark is meant.
  const unsaved = { id: 'unsaved', kind, locale, revision: 0, copy: copy as unknown as Record<string, unknown> };
  const others = (await listCurrentWordings(app.db)).filter((row) => row.kind !== kind || row.locale !== locale);
  const wordings = [unsaved, ...others];
  const isMeant = (wanted: string | null) =>
    copyFor(kind, wanted ?? policy.locale, policy.locale, wordings).wordingId === unsaved.id;
  const seen: Seen[] = [];
  let [reached, toCome] = [0, 0];
  for (let after: string | null = null; ;) {
    const ids = await listOpenIds(app.db, after, batchSize);
    const people = (await listPlanFacts(app.db, ids, { now, policy, withoutQueued: true })).filter(({ facts }) =>
      isMeant(facts.contact.locale),
    );
    const counted = people.map((one) => ({
      one,
      toCome: countToCome(one.facts, kind, localDay(now, one.facts.contact.zone)),
    }));
    const meant = counted.filter((row) => row.toCome > 0);
    reached += meant.length;
    toCome += meant.reduce((sum, row) => sum + row.toCome, 0);
    const chosen = meant.slice(0, mostWritten - seen.length).map(({ one }) => one);
    seen.push(...(await writeBatch(app, { ...looking, policy, now, wordings }, chosen)));
    after = ids.at(-1) ?? null;
    if (ids.length < batchSize) return { seen, reached, toCome };
  }
}

type Batch = Looking & Pick<Parameters<typeof imagineLetter>[1], 'policy' | 'wordings'> & { now: Date };

async function writeBatch(
  app: App,
  { kind, locale, copy, policy, now, wordings }: Batch,
  people: Awaited<ReturnType<typeof listPlanFacts>>,
): Promise<Seen[]> {
  const sources = await listLetterSources(
    app.db,
    people.map((one) => one.enrollmentId),
  );
  const contents = people.map(({ facts }) => contentOn(facts, kind, localDay(now, facts.contact.zone)));
  const rows = await listContent(
    app.db,
    contents.flatMap((one) => one?.offerId ?? []),
    contents.flatMap((one) => one?.newsIds ?? []),
  );
  const names = namesInCopy(copy);
  const seen: Seen[] = [];
  for (const [index, enrollment] of people.entries()) {
    // Writing is work for the processor alone: let other requests in between.
    if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
    const source = sources.get(enrollment.enrollmentId);
    const content = contents[index];
    const step = enrollment.facts.definition.steps.find(
      (one) => one.kind === 'email' && one.letters.some((letter) => letter.kind === kind),
    );
    if (source === undefined || step?.kind !== 'email') continue;
    // Without an offer or news the step would be skipped: there is nothing to look at.
    if (content === null || content === undefined) {
      seen.push({ client: source.client.name, skipped: true });
      continue;
    }
    const letter = { enrollment, source, step, kind, content, at: now, rows, wordings, policy, thread: null };
    const { draft } = imagineLetter(app, letter);
    const { values } = letterValues(draft.letter.props, locale.split('-')[0] ?? locale, draft.letter.today);
    const { links } = draft.letter.props;
    const rendered = renderLetter({ ...draft.letter, locale, copy });
    seen.push({
      client: source.client.name,
      skipped: false,
      absent: names.filter((name) => values[name] === undefined),
      url: values.newsUrl,
      links,
      rendered,
    });
  }
  return seen;
}
