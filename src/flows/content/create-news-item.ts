import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewNewsItem } from '../../contract/news.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertNewsItem, type NewsItemRow } from '../../db/content/news.ts';

/** Adds a news item; letters that come due from its day on may tell it. */
export async function createNewsItem(app: App, actor: string, input: NewNewsItem): Promise<NewsItemRow> {
  const now = app.now();
  const id = uuidv7();
  return app.db.transaction(async (tx) => {
    await insertAudit(tx, { at: now, actor, action: 'create-news-item', subjectKind: 'news', subjectId: id });
    return insertNewsItem(tx, { ...input, id, createdAt: now, updatedAt: now });
  });
}
