import type { App } from '../../app.ts';
import { lockOutsideVersion, markMoved } from '../../db/campaigns/version-moves.ts';
import { cancelQueued } from '../../db/enrollments/enrollments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';

const batchSize = 200;

/**
 * Lets everybody under way go on in this version, a batch a transaction. What each has had stays had: a step that has ended
 * is not taken again, whatever its timing is now. Letters in the queue are taken back and planned anew, so that gaps,
 * lateness and windows of the new version hold for them as for all others; held people are planned when their hold ends.
 * Broken off halfway, it goes on where it was when it is asked for again. Answers how many were moved.
 */
export async function moveEnrollments(
  app: App,
  by: string,
  to: { campaignId: string; versionId: string; version: number },
): Promise<number> {
  let moved = 0;
  let after: string | null = null;
  do {
    const batch: Batch = await tryAgain(() => moveBatch(app, to, after));
    moved += batch.count;
    after = batch.last;
  } while (after !== null);
  if (moved > 0)
    await insertAudit(app.db, {
      at: app.now(),
      actor: by,
      action: 'move-enrollments',
      subjectKind: 'campaign',
      subjectId: to.campaignId,
      detail: { version: to.version, people: moved },
    });
  return moved;
}

interface Batch {
  count: number;
  /** Where to go on; null: nobody is left. */
  last: string | null;
}

async function moveBatch(
  app: App,
  to: { campaignId: string; versionId: string },
  after: string | null,
): Promise<Batch> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const { rows, last } = await lockOutsideVersion(tx, to, after, batchSize);
    const ids = rows.map((row) => row.id);
    await markMoved(tx, ids, to.versionId, now);
    await cancelQueued(tx, ids, now);
    const active = rows.filter((row) => row.state === 'active').map((row) => row.id);
    await planEnrollments(tx, active, now, (enrollmentId, error) =>
      app.log.error(
        { enrollmentId, error: (error as Error).name },
        'An enrollment was moved and could not be planned; it is tried again in an hour.',
      ),
    );
    return { count: ids.length, last };
  });
}
