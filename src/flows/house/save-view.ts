import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewView, ViewChange } from '../../contract/views.ts';
import type { Db } from '../../db/db.ts';
import {
  deleteView,
  findView,
  findViewNamed,
  insertView,
  updateView,
  type ViewRow,
} from '../../db/house/saved-views.ts';
import type { Principal } from '../../domain/principal.ts';
import { covers } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';

/**
 * Keeps a list with its filters under a name.
 *
 * @throws forbidden for who is no person, conflict for a name they have already
 */
export async function saveView(app: App, who: Principal, input: NewView): Promise<ViewRow> {
  const now = app.now();
  if (who.kind !== 'user') throw new AjarError('forbidden', 'Views belong to people: sign in.');
  return app.db.transaction(async (tx) => {
    await refuseTaken(tx, { userId: who.id, noun: input.noun, name: input.name }, null);
    const id = uuidv7();
    await insertView(tx, { id, userId: who.id, ...input, createdAt: now });
    return (await findView(tx, id))!;
  });
}

/** @throws not_found, forbidden for somebody else's, conflict for a name they have already */
export async function changeView(app: App, who: Principal, id: string, change: ViewChange): Promise<ViewRow> {
  return app.db.transaction(async (tx) => {
    const view = await findOwn(tx, who, id);
    if (change.name !== undefined) await refuseTaken(tx, { ...view, name: change.name }, id);
    if (Object.keys(change).length > 0) await updateView(tx, id, change);
    return (await findView(tx, id))!;
  });
}

/** @throws not_found, forbidden for somebody else's */
export async function removeView(app: App, who: Principal, id: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    await findOwn(tx, who, id);
    await deleteView(tx, id);
  });
}

async function findOwn(tx: Db, who: Principal, id: string): Promise<ViewRow> {
  const view = await findView(tx, id);
  const isTheirs = view?.userId === who.id;
  // What is not shared is nobody else's to know of.
  if (view === null || (!isTheirs && !view.shared)) throw new AjarError('not_found', 'There is no view with this id.');
  if (!isTheirs && !covers(who.scopes, 'admin')) throw new AjarError('forbidden', `This view is ${view.owner}'s.`);
  return view;
}

async function refuseTaken(
  tx: Db,
  of: { userId: string; noun: ViewRow['noun']; name: string },
  except: string | null,
): Promise<void> {
  const taken = await findViewNamed(tx, of);
  if (taken === null || taken.id === except) return;
  const message = 'You have a view of this name already.';
  throw new AjarError('conflict', message, [{ pointer: '/name', message }]);
}
