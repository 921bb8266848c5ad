import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewClient } from '../../contract/clients.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertClient } from '../../db/departures/intake.ts';
import { findOwner } from '../../db/house/users.ts';

/**
 * Adds an active client; the answer is its id. Never merges: two clients may share a host, an externalId is unique. A
 * client that has left is recorded by its departure.
 *
 * @throws external_id_taken
 */
export async function createClient(app: App, actor: string, input: NewClient): Promise<string> {
  const now = app.now();
  const id = uuidv7();
  const { owner = null, annualValue, ...columns } = input;
  await app.db.transaction(async (tx) => {
    await insertClient(tx, {
      ...columns,
      ...(await findOwner(tx, owner)),
      id,
      state: 'active',
      annualValueAmount: annualValue?.amount ?? null,
      annualValueCurrency: annualValue?.currency ?? null,
      createdAt: now,
      updatedAt: now,
    });
    await insertAudit(tx, { at: now, actor, action: 'create-client', subjectKind: 'client', subjectId: id });
  });
  return id;
}
