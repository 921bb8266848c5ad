import type { App } from '../../app.ts';
import { countDemoClients, markDemoOffset } from '../../db/demo/demo.ts';
import { deleteDemo, resetDemoSettings } from '../../db/demo/demo-removal.ts';
import { lockInstallation } from '../../db/house/installation.ts';
import { defaultPolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { colleagues } from './cast-house.ts';

/**
 * Removes everything of the demo, in one transaction, and sets its clock back to the real one. What others have recorded
 * beside it stays. It is not made again. Answers how many clients are gone.
 *
 * @throws wrong_state where there is no demo
 */
export async function removeDemo(app: App): Promise<{ clients: number }> {
  const clients = await countDemoClients(app.db);
  if (clients === 0) throw new AjarError('wrong_state', 'There is no demo in this database: nothing is removed.');
  await deleteDemoOf(app);
  return { clients };
}

/** The same, for what a start that was broken off has left as well. */
export async function deleteDemoOf(app: App): Promise<void> {
  await app.db.transaction(async (tx) => {
    // No letter is claimed meanwhile.
    await lockInstallation(tx);
    await deleteDemo(
      tx,
      colleagues.map((one) => one.email),
    );
    await resetDemoSettings(tx, { defaults: defaultPolicy, now: app.now() });
    await markDemoOffset(tx, 0);
  });
}
