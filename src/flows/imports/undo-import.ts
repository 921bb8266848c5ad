import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../app.ts';
import { listDeparturesOfImport } from '../../db/departures/intake.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findImport, markImportUndone } from '../../db/imports.ts';
import { AjarError } from '../../errors.ts';
import { type Undone, undoDeparture } from '../departures/undo-departure.ts';

const lookEveryMs = 250;
const patienceMs = 4000;

/**
 * Takes back every departure of an import. One that still runs is stopped first: it notices within a second. Each
 * departure is taken back by itself, so that a long import holds nobody up; after a crash, asking again does the rest. One
 * that does not notice in time takes back itself what it records after this.
 *
 * @throws not_found for an import nobody made
 */
export async function undoImport(app: App, importId: string, by: string): Promise<Undone & { departures: number }> {
  if (!(await markImportUndone(app.db, importId, app.now())))
    throw new AjarError('not_found', 'There is no import with this id.');
  const total = { departures: 0, canceled: 0, tooLate: 0 };
  let lastSign: number | undefined;
  for (let silentMs = 0; ; silentMs += lookEveryMs) {
    const found = await findImport(app.db, importId);
    const sign = found?.leaseUntil?.getTime();
    if (sign !== lastSign) silentMs = 0;
    lastSign = sign;
    for (const id of await listDeparturesOfImport(app.db, importId)) {
      const undone = await undoUnlessOver(app, id, by);
      if (undone === null) continue;
      total.departures += 1;
      total.canceled += undone.canceled;
      total.tooLate += undone.tooLate;
    }
    if (found?.isRunning !== true || silentMs >= patienceMs) break;
    await wait(lookEveryMs);
  }
  await insertAudit(app.db, {
    at: app.now(),
    actor: by,
    action: 'undo-import',
    subjectKind: 'import',
    subjectId: importId,
    detail: total,
  });
  return total;
}

/** Null: the client came back in the very moment; then there is nothing to undo. */
async function undoUnlessOver(app: App, id: string, by: string): Promise<Undone | null> {
  try {
    return await undoDeparture(app, id, by);
  } catch (error) {
    if (error instanceof AjarError && error.code === 'departure_closed') return null;
    throw error;
  }
}
