import type { App } from '../../app.ts';
import type { NewsItemChange } from '../../contract/news.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockNewsItem, type NewsItemRow, updateNewsItem } from '../../db/content/news.ts';
import { AjarError } from '../../errors.ts';

/**
 * Changes what is named; letters that have been written keep what they said. Withdrawn, it is told to nobody any more;
 * who had it stays on record.
 *
 * @throws not_found
 */
export async function changeNewsItem(
  app: App,
  actor: string,
  id: string,
  change: NewsItemChange,
): Promise<NewsItemRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const before = await lockNewsItem(tx, id);
    if (!before) throw new AjarError('not_found');
    const { withdrawn, ...columns } = change;
    await insertAudit(tx, {
      at: now,
      actor,
      action: 'change-news-item',
      subjectKind: 'news',
      subjectId: id,
      detail: { fields: Object.keys(change) },
    });
    return updateNewsItem(tx, id, {
      ...columns,
      ...(withdrawn !== undefined && { withdrawnAt: withdrawn ? (before.withdrawnAt ?? now) : null }),
      updatedAt: now,
    });
  });
}
