import { countDemoClients } from '../db/demo/demo.ts';
import { deleteDemoOf } from '../flows/demo/remove-demo.ts';
import { makeDemo } from '../flows/demo/make-demo.ts';
import type { OpenedApp } from './run.ts';
import { StartProblem } from './start-problem.ts';

/**
 * At the start of `serve`: makes the demo in an empty embedded database, and follows its clock where there is one. A demo
 * that cannot be made does not keep the product from starting.
 *
 * @throws StartProblem when a real transport would find demo data: its clock runs ahead, so real letters would leave early.
 */
export async function startDemo({ app, database, config, log, clock }: OpenedApp): Promise<void> {
  await refuseDemoData(app);
  if (database.embedded && config.demo) {
    try {
      const made = await makeDemo(app, () =>
        log.info({}, 'Making the demo: two years go by, which takes some seconds.'),
      );
      if (made) log.info({}, 'The demo is made.');
    } catch (error) {
      log.error({ error: (error as Error).name, stack: (error as Error).stack }, 'The demo could not be made.');
      await deleteDemoOf(app);
    }
  }
  if ((await countDemoClients(app.db)) > 0) clock.watch();
}

/** @throws StartProblem where letters would really leave and demo clients are on file. */
export async function refuseDemoData({ db, transport }: Pick<OpenedApp['app'], 'db' | 'transport'>): Promise<void> {
  if (transport.kind === 'capture') return;
  const clients = await countDemoClients(db);
  if (clients === 0) return;
  throw new StartProblem(
    `This database holds the demo (${clients} demo clients), and MAIL_TRANSPORT=${transport.kind} writes to real people. ` +
      'The clock of the demo runs ahead, so nothing is sent while it is here. Remove it: npx ajar demo --remove',
  );
}
