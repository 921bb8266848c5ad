import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { letterPreviewSchema } from '../../contract/letter-preview.ts';
import type { Db } from '../../db/db.ts';
import type { EnrollmentFacts } from '../../db/enrollments/plan-facts.ts';
import {
  findThreadSoFar,
  type LetterSource,
  listContent,
  listCurrentWordings,
} from '../../db/letters/letter-sources.ts';
import type { EmailStep } from '../../domain/campaigns/campaign.ts';
import type { PlannedEntry } from '../../domain/plan/timeline.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { composeLetter } from '../../mail/out/compose.ts';
import { renderLetter } from '../../mail/render.ts';
import { imagineLetter } from './imagine-letter.ts';

interface Planned {
  enrollment: EnrollmentFacts;
  source: LetterSource;
  /** A letter of the plan. */
  entry: PlannedEntry;
  step: EmailStep;
  policy: HousePolicy;
}

/** The letter as it would leave; null with the name of the value without which it cannot be written. */
export interface PreviewedLetter {
  letter: z.output<typeof letterPreviewSchema> | null;
  missing?: string;
}

/**
 * The letter of a planned entry, through the same drafting, rendering and composing that the dispatch uses. Only its own
 * links differ from what will leave: they lead to a message that does not exist yet.
 */
export async function previewLetter(
  app: App,
  db: Db,
  { enrollment, source, entry, step, policy }: Planned,
): Promise<PreviewedLetter> {
  const content = entry.content ?? { offerId: null, newsIds: [] };
  const kind = entry.letter!;
  const real = enrollment.enrollmentId !== 'imagined';
  const thread =
    real && step.thread === 'continue' ? await findThreadSoFar(db, enrollment.enrollmentId, entry.at) : null;
  const rows = await listContent(db, content.offerId === null ? [] : [content.offerId], content.newsIds);
  const wordings = await listCurrentWordings(db);
  const at = entry.at;
  const letter = { enrollment, source, step, kind, content, at, rows, wordings, policy, thread };
  const { id, draft } = imagineLetter(app, letter);
  const rendered = renderLetter(draft.letter);
  if (rendered.kind === 'missing_value') return { letter: null, missing: rendered.field };
  const { subject, html, text, from } = composeLetter({
    id,
    house: { secret: app.secrets[0], replyDomain: app.config.replyDomain, publicUrl: app.config.publicUrl },
    from: draft.from,
    to: draft.to,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    thread,
    kind: 'campaign',
    date: at,
  });
  return { letter: { step: step.key, kind, at, locale: draft.letter.locale, from, subject, html, text } };
}
