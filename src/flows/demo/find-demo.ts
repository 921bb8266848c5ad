import type { App } from '../../app.ts';
import { countDemoClients, findDemoOffset, findIsMoving } from '../../db/demo/demo.ts';
import { localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { demoLock } from './advance-demo.ts';
import { houseZone } from './cast-house.ts';

/** How the demo stands. @throws not_found where there is none */
export async function findDemo(app: App) {
  const clients = await countDemoClients(app.db);
  if (clients === 0) throw noDemo();
  const seconds = await findDemoOffset(app.db);
  const now = app.now();
  return {
    now,
    today: localDay(now, houseZone),
    daysAhead: Math.floor(seconds / 86_400),
    clients,
    moving: await findIsMoving(app.db, demoLock),
  };
}

/** @throws not_found without a demo; time_travel_refused with a real transport */
export async function checkMayMove(app: App): Promise<void> {
  if ((await countDemoClients(app.db)) === 0) throw noDemo();
  if (app.transport.kind !== 'capture')
    throw new AjarError('time_travel_refused', 'The clock of the demo does not move while real letters could leave.');
}

function noDemo(): AjarError {
  return new AjarError(
    'not_found',
    'There is no demo in this database. It is made at the first start with an empty embedded one: AJAR_DATA_DIR=./demo npm start',
  );
}
