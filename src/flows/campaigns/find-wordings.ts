import type { App } from '../../app.ts';
import type { Wording } from '../../contract/wordings.ts';
import { listLatestRevisions } from '../../db/campaigns/wordings.ts';
import { letterKinds } from '../../domain/message.ts';
import { copyLocales, defaultCopy } from '../../mail/render.ts';

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
