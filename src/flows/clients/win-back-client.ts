import type { App } from '../../app.ts';
import type { NewWinBack } from '../../contract/win-backs.ts';
import type { WinBackRow } from '../../db/clients/win-backs.ts';
import { recordWinBack } from './record-win-back.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Records a win-back as somebody tells it; see `recordWinBack`.
 *
 * @throws not_found, wrong_state (the client is not departed), invalid_request (a day to come, or before the departure)
 */
export async function winBackClient(app: App, by: string, clientId: string, wish: NewWinBack): Promise<WinBackRow> {
  const now = app.now();
  const { wonBackOn, annualValue, note = null } = wish;
  return tryAgain(() =>
    app.db.transaction((tx) => recordWinBack(tx, { clientId, wonBackOn, annualValue, note, by, now })),
  );
}
