import type { Today } from '../../contract/today.ts';
import type { Db } from '../../db/db.ts';
import {
  countDecisions,
  listApprovals,
  listMissingValues,
  listReviews,
  listStuckLetters,
} from '../../db/today/decisions.ts';
import type { Owners } from '../../db/today/today.ts';
import { isWhyCode, why } from '../../domain/why.ts';

type Decision = Today['decisions']['data'][number];

/** What only a person can decide: letters to look at first, then what is stuck, then holds whose day has come. */
export async function findDecisions(db: Db, owners: Owners, today: string, limit: number): Promise<Today['decisions']> {
  const [looks, letters, holes, holds] = await Promise.all([
    listApprovals(db, owners, limit),
    listStuckLetters(db, owners, limit),
    listMissingValues(db, owners, limit),
    listReviews(db, owners, today, limit),
  ]);
  const approvals = looks.map((row): Decision => ({
    ...whom(row),
    kind: 'approval',
    taskId: row.taskId,
    step: row.stepKey ?? row.step,
    since: row.since,
    reviewOn: row.dueOn,
    why: [why('needs_approval')],
  }));
  const stuck = letters.map((row): Decision => ({
    ...whom({ ...row, campaign: null }),
    kind: row.state === 'failed' ? 'failed' : 'uncertain',
    messageId: row.messageId,
    since: row.since,
    why: row.errorText === null ? row.why : [{ code: row.errorCode ?? 'failed', text: row.errorText }],
  }));
  const missing = holes.map((row): Decision => ({
    ...whom(row),
    kind: 'missing_value',
    since: row.since,
    why: row.nextWhy ?? [],
  }));
  const reviews = holds.map((row): Decision => ({
    ...whom(row),
    kind: 'review',
    since: row.since ?? row.updatedAt,
    reviewOn: row.reviewOn,
    why: row.nextWhy?.length ? row.nextWhy : [why(isWhyCode(row.holdCode) ? row.holdCode : 'held')],
  }));
  const all = [...approvals, ...stuck, ...missing, ...reviews];
  // Counted apart only where a list is longer than what was read of it.
  const isWhole = [looks, letters, holes, holds].every((list) => list.length < limit);
  return { count: isWhole ? all.length : await countDecisions(db, owners, today), data: all.slice(0, limit) };
}

interface Whom {
  clientId: string;
  clientName: string;
  contactId: string;
  contactName: string;
  campaign: string | null;
  enrollmentId: string | null;
  step: string | null;
}

function whom(row: Whom): Omit<Decision, 'kind' | 'since' | 'why'> {
  return {
    client: { id: row.clientId, name: row.clientName },
    contact: { id: row.contactId, name: row.contactName },
    campaign: row.campaign,
    enrollmentId: row.enrollmentId,
    messageId: null,
    taskId: null,
    step: row.step,
    reviewOn: null,
  };
}
