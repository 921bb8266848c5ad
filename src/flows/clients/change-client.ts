import type { App } from '../../app.ts';
import type { ClientChange } from '../../contract/clients.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findClient, listDeparturesOfClient } from '../../db/clients/clients.ts';
import type { Db } from '../../db/db.ts';
import { lockClient, updateClient } from '../../db/departures/intake.ts';
import { markMembershipsEnded } from '../../db/clients/segments.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findOwner } from '../../db/house/users.ts';
import { localDay } from '../../domain/calendar.ts';
import type { ClientState } from '../../domain/client.ts';
import { AjarError } from '../../errors.ts';
import { recordWinBack } from './record-win-back.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';

interface Deed {
  actor: string;
  now: Date;
}

/**
 * Changes what is named; null clears. A departed client set active is a win-back as of today, with the value that the
 * change names. A client set closed is written to no more: its drips end and it leaves every segment.
 *
 * @throws not_found, external_id_taken; wrong_state for a state that only a departure or a win-back leads to
 */
export async function changeClient(app: App, actor: string, id: string, change: ClientChange): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const { state, ...fields } = change;
    // The locks of a stop come first: enrollments before the client.
    if (state !== undefined) await changeState(tx, id, change, { actor, now });
    const before = await lockClient(tx, id);
    if (!before) throw new AjarError('not_found');
    await updateClient(tx, id, { ...(await columnsOf(tx, fields)), updatedAt: now });
    await insertAudit(tx, {
      at: now,
      actor,
      action: 'change-client',
      subjectKind: 'client',
      subjectId: id,
      detail: { fields: Object.keys(change) },
    });
  });
}

async function columnsOf(tx: Db, { owner, annualValue, ...columns }: Omit<ClientChange, 'state'>) {
  return {
    ...columns,
    ...(owner !== undefined && (await findOwner(tx, owner))),
    ...(annualValue !== undefined && {
      annualValueAmount: annualValue?.amount ?? null,
      annualValueCurrency: annualValue?.currency ?? null,
    }),
  };
}

async function changeState(tx: Db, id: string, change: ClientChange, { actor, now }: Deed): Promise<void> {
  const client = await findClient(tx, id);
  if (!client) throw new AjarError('not_found');
  const from = client.state;
  const to = change.state ?? from;
  // A system that knows no more than "is a client" says active of one that was won back.
  if (to === from || (from === 'won_back' && to === 'active')) return;
  if (to === 'closed') return close(tx, id, { actor, now });
  if (to === 'active' && from === 'departed') {
    const { zone } = await findPolicy(tx);
    const wonBackOn = localDay(now, client.timezone ?? zone);
    const annualValue = change.annualValue ?? null;
    await recordWinBack(tx, { clientId: id, wonBackOn, annualValue, note: null, by: actor, now });
    return;
  }
  await reopen(tx, id, from, to, now);
}

async function close(tx: Db, id: string, { actor, now }: Deed): Promise<void> {
  const why = 'The client was closed.';
  await endEnrollments(tx, { clientId: id }, { code: 'closed', why, now, by: actor, cancelTasks: true });
  await updateClient(tx, id, { state: 'closed', updatedAt: now });
  await markMembershipsEnded(tx, id, now, 'closed');
}

/** Takes a closing back, to what the client was before; its drips have ended and stay so. */
async function reopen(tx: Db, id: string, from: ClientState, to: ClientState, now: Date): Promise<void> {
  const left = (await listDeparturesOfClient(tx, id)).some((row) => !row.undoneAt && !row.endedAt);
  if (from !== 'closed' || to !== (left ? 'departed' : 'active')) throw refuse(to);
  await updateClient(tx, id, { state: to, updatedAt: now });
}

function refuse(to: ClientState): AjarError {
  const how = {
    departed: 'Record a departure instead.',
    won_back: 'Record a win-back instead, or set it active.',
    active: 'It was departed before it was closed.',
    closed: '',
  };
  const message = `This state cannot be set here. ${how[to]}`.trim();
  return new AjarError('wrong_state', message, [{ pointer: '/state', message }]);
}
