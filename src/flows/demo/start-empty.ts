import type { App } from '../../app.ts';
import { countSignIns } from '../../db/demo/demo-removal.ts';
import { makeLink } from '../house/one-time-link.ts';
import { removeDemo } from './remove-demo.ts';

/**
 * Removes the demo, the person who asked for it perhaps among it. Where nobody is left who could sign in, the link by
 * which the first admin is made comes with the answer: otherwise they would stand before their own door.
 *
 * @throws wrong_state where there is no demo
 */
export async function startEmpty(app: App, by: string): Promise<{ clients: number; claimUrl: string | null }> {
  const { clients } = await removeDemo(app);
  if ((await countSignIns(app.db)) > 0) return { clients, claimUrl: null };
  const { url } = await makeLink(app, app.db, { kind: 'claim', userId: null, by });
  return { clients, claimUrl: url };
}
