import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import type { DepartureRow } from '../../db/departures/departures.ts';
import type { ClientRow, ContactRow } from '../../db/departures/intake.ts';
import { insertTask } from '../../db/tasks/tasks-by-flow.ts';
import { addWorkingDays, daysBetween, localDay } from '../../domain/calendar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { findStandIn } from '../tasks/find-responsible.ts';

const dueInWorkingDays = 3;
/** As for the tasks of the playbook: later it is no news any more. */
const newsForDays = 30;

/** After a champion has moved: the one who follows is found first, by a call to the one who moved (product §1). */
export async function askForSuccessor(
  tx: Db,
  input: {
    departure: DepartureRow;
    client: ClientRow;
    contacts: readonly ContactRow[];
    policy: HousePolicy;
    now: Date;
  },
): Promise<void> {
  const { departure, client, contacts, policy, now } = input;
  const today = localDay(now, policy.zone);
  if (departure.reason !== 'champion_left' || daysBetween(departure.departedOn, today) > newsForDays) return;
  await insertTask(tx, {
    id: uuidv7(),
    kind: 'successor',
    state: 'open',
    clientId: client.id,
    contactId: contacts.find((contact) => contact.role === 'champion')?.id ?? null,
    departureId: departure.id,
    ownerId: await findStandIn(tx, client.ownerId, today),
    title: 'Call the one who moved, and find out who took over',
    dueOn: addWorkingDays(today, dueInWorkingDays, policy.sendWindow.days),
    createdAt: now,
  });
}
