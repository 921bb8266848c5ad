import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { Wording, wordingDetailSchema } from '../../contract/wordings.ts';
import { listLatestRevisions } from '../../db/campaigns/wordings.ts';
import { type LetterKind, letterKinds } from '../../domain/message.ts';
import { copyLocales, defaultCopy } from '../../mail/render.ts';
import { findCopy, findShippedCopy } from './find-letters.ts';

/** One wording: what is in force, what ships, and what people of this language get. */
export async function findWording(
  app: App,
  of: { kind: LetterKind; locale: string },
): Promise<z.output<typeof wordingDetailSchema>> {
  const wording = (await findWordings(app)).find((one) => one.kind === of.kind && one.locale === of.locale) ?? null;
  const shipped = findShippedCopy(of.kind, of.locale);
  const fallback = await findCopy(app, of);
  return { ...of, wording, shipped: shipped === null ? null : { ...shipped }, fallback: { ...fallback } };
}

/** The wording in force of every letter: what somebody edited, and what ships with Ajar where nobody has. */
export async function findWordings(app: App): Promise<Wording[]> {
  const edited = await listLatestRevisions(app.db);
  return letterKinds.flatMap((kind) => {
    const own = edited.filter((row) => row.kind === kind);
    const shipped = copyLocales.filter((locale) => !own.some((row) => row.locale === locale));
    const all: Wording[] = [
      ...own.map(({ id: _, ...row }) => ({ ...row, source: 'edited' as const })),
      ...shipped.map((locale) => ({
        kind,
        locale,
        revision: 0,
        copy: { ...defaultCopy(kind, locale) },
        source: 'shipped' as const,
        createdAt: null,
        createdBy: null,
      })),
    ];
    return all.toSorted((a, b) => (a.locale < b.locale ? -1 : 1));
  });
}
