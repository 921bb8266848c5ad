import type { CastClient } from './cast-clients.ts';
import { houseZone } from './cast-house.ts';
import { earlierClients } from './cast-earlier.ts';
import { recentClients } from './cast-recent.ts';

/** The clients of the demo as they are when it is first started on this day. */
export function castOn(today: string): CastClient[] {
  return [...recentClients(today), ...earlierClients(today)];
}

const zones = new Map(castOn('2026-01-01').map((client) => [client.key, client.zone]));

/** Where a client of the demo is. */
export function zoneOfClient(key: string): string {
  return zones.get(key) ?? houseZone;
}
