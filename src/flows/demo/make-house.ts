import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { findUserByEmail } from '../../db/departures/intake.ts';
import { insertNewsItem } from '../../db/content/news.ts';
import { insertOffer } from '../../db/content/offers.ts';
import { addDays, instantOf } from '../../domain/calendar.ts';
import { changeSettings } from '../house/change-settings.ts';
import { createUser } from '../house/create-user.ts';
import { colleagues, housePolicy, houseZone, newsOn, offersOn } from './cast-house.ts';

const awayDays = 7;

/** The house of the demo as of the moment of `app`: its policy, its people (away as they are `today`), its offers and news. */
export async function makeHouse(app: App, today: string): Promise<void> {
  await changeSettings(app, 'demo', housePolicy);
  for (const { key: _key, coveredBy, ...person } of colleagues) {
    const cover = coveredBy === undefined ? null : await findUserByEmail(app.db, `${coveredBy}@agency.example`);
    const away = cover === null ? {} : { coverId: cover.id, awayFrom: today, awayUntil: addDays(today, awayDays - 1) };
    await createUser(app, 'cli', { ...person, ...away }, { isDemo: true });
  }
  await app.db.transaction(async (tx) => {
    for (const { price, ...offer } of offersOn(today)) {
      const at = instantOf(offer.validFrom, 10 * 60, houseZone);
      const columns = { priceAmount: price?.amount ?? null, priceCurrency: price?.currency ?? null };
      await insertOffer(tx, { ...offer, ...columns, id: uuidv7(), isDemo: true, createdAt: at, updatedAt: at });
    }
    for (const item of newsOn(today)) {
      const at = instantOf(item.publishedOn, 10 * 60, houseZone);
      await insertNewsItem(tx, { ...item, id: uuidv7(), isDemo: true, createdAt: at, updatedAt: at });
    }
  });
}
