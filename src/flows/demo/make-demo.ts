import type { App } from '../../app.ts';
import { findDemoClientByDomain, findOwnWork, markDemoMade } from '../../db/demo/demo.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { listContactsOf } from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import { changeContact } from '../contacts/change-contact.ts';
import { enrollContact } from '../enrollments/enroll-contact.ts';
import { holdEnrollment } from '../enrollments/hold-enrollment.ts';
import { receiveMail } from '../inbound/receive-mail.ts';
import { recordDeparture } from '../departures/record-departure.ts';
import { winBackClient } from '../clients/win-back-client.ts';
import { castOn } from './cast.ts';
import type { CastClient, Leaving } from './cast-clients.ts';
import { colleagues, housePolicy, houseZone, strayMail } from './cast-house.ts';
import { makeHouse } from './make-house.ts';
import { appAt, sourceIdOf } from './play-scene.ts';
import { playUntil } from './play-until.ts';
import { deleteDemoOf } from './remove-demo.ts';
import { strangerMail } from './scene-mail.ts';

/** Something that was done in the past of the demo at a fixed time. */
interface PastDeed {
  at: Date;
  run: (app: App) => Promise<unknown>;
}

const morning = 11 * 60;
const afternoon = 16 * 60;

/**
 * Makes the demo in a database that is still empty, and has it live through its past: departures are recorded as of
 * their day, and between them the real planner, the real doors and people's work go on with the clock of that day. False
 * where the database is not empty, or the demo was made before; `onBegin` is called otherwise. What a start that was broken off has left is made anew.
 */
export async function makeDemo(app: App, onBegin: () => void = () => {}): Promise<boolean> {
  const installation = await findInstallation(app.db);
  if (installation?.demoMadeAt !== null) return false;
  if (app.transport.kind !== 'capture') return false;
  const addresses = colleagues.map((one) => one.email);
  if (await findOwnWork(app.db, addresses)) return false;
  if ((await findPolicy(app.db)).houseName === housePolicy.houseName) await deleteDemoOf(app);

  onBegin();
  const start = app.now();
  const today = localDay(start, houseZone);
  const cast = castOn(today);
  const deeds = cast.flatMap(deedsOf).concat(strayDeed(today));
  deeds.sort((a, b) => a.at.getTime() - b.at.getTime());
  let at = new Date((deeds[0]?.at ?? start).getTime() - 3_600_000);
  await makeHouse(appAt(app, at), today);
  for (const deed of deeds) {
    await playUntil(app, at, deed.at, { workOf: cast });
    await deed.run(appAt(app, deed.at));
    ({ at } = deed);
  }
  await playUntil(app, at, start, { workOf: cast });
  await markDemoMade(app.db, start);
  return true;
}

function deedsOf(client: CastClient): PastDeed[] {
  return client.departures.flatMap((leaving): PastDeed[] => {
    const left = {
      at: instantOf(leaving.departedOn, morning, houseZone),
      run: (app: App) => recordLeaving(app, client, leaving),
    };
    const { back } = leaving;
    if (back === undefined) return [left];
    return [left, { at: instantOf(back.on, afternoon, houseZone), run: (app) => recordBack(app, client, back) }];
  });
}

async function recordLeaving(app: App, client: CastClient, leaving: Leaving): Promise<void> {
  const { heldOut = false, heldForALook, back: _back, ...departure } = leaving;
  const { name, domain, country, zone, since, value, owner } = client;
  const by = `${owner}@agency.example`;
  const { body } = await recordDeparture(
    app,
    {
      ...departure,
      client: { name, domain, country, timezone: zone, clientSince: since, annualValue: value, owner: by },
      contacts: client.people.map(({ notes: _notes, enrolled: _enrolled, ...person }) => ({ ...person, locale: 'en' })),
    },
    { by: 'demo', now: app.now(), isDemo: true, heldOut },
  );
  const contacts = await listContactsOf(app.db, body.client.id);
  for (const { email, notes, enrolled } of client.people) {
    const contact = contacts.find((one) => one.email === email);
    if (contact === undefined) continue;
    if (notes !== undefined) await changeContact(app, 'demo', contact.id, { notes });
    if (enrolled) await enrollContact(app, 'demo', { contactId: contact.id, campaign: 'door-ajar' });
  }
  const [first] = body.enrollments;
  if (heldForALook === undefined || first === undefined) return;
  const reviewOn = addDays(leaving.departedOn, 14);
  await holdEnrollment(app, 'demo', first.id, { reason: heldForALook, reviewOn });
}

async function recordBack(app: App, client: CastClient, back: NonNullable<Leaving['back']>): Promise<void> {
  const found = await findDemoClientByDomain(app.db, client.domain);
  if (found === null) throw new Error('Who came back has not left.');
  await winBackClient(app, 'demo', found.id, { wonBackOn: back.on, annualValue: back.value, note: back.note });
}

function strayDeed(today: string): PastDeed {
  const at = instantOf(addDays(today, -strayMail.daysAgo), afternoon + 10, houseZone);
  return {
    at,
    run: (app) =>
      receiveMail(app, { source: 'api', sourceId: sourceIdOf('stray'), raw: strangerMail(strayMail, at), by: 'demo' }),
  };
}
