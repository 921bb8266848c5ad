import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import { insertSegment } from '../db/segments.ts';

/** At every start: makes what ships with the product and is not there yet. What is there, edited or not, stays. */
export async function ensureBuiltIns(app: App): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await insertSegment(tx, {
      id: uuidv7(),
      slug: 'potential-clients',
      name: 'Potential clients',
      kind: 'built_in',
      createdAt: now,
    });
  });
}
