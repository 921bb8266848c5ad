import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { type DemoLetter, findDemoClientByDomain, findOpenThreadOfMail, sceneDeed } from '../../db/demo/demo.ts';
import { findUserByEmail } from '../../db/departures/intake.ts';
import { localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { closeThread } from '../threads/close-thread.ts';
import { receiveMail } from '../inbound/receive-mail.ts';
import { unsubscribe } from '../suppressions/unsubscribe.ts';
import { winBackClient } from '../clients/win-back-client.ts';
import { writeTwiceAYear } from '../suppressions/write-twice-a-year.ts';
import { type Colleague, housePolicy, houseZone } from './cast-house.ts';
import { answerMail, autoReplyMail, bounceMail } from './scene-mail.ts';
import type { Scene } from './scene.ts';

/** The name under which the door knows the mail of a scene, so that it comes once. */
export const sourceIdOf = (key: string): string => `demo/${key}`;

/** As the page behind a letter's link words it. */
const yearConsent = `Write to me twice a year. At most two letters a year from ${housePolicy.houseName}, for as long as you like. You can stop them at any time.`;

/** The app as of a moment: whatever asks it for the time is told that one. */
export function appAt(app: App, at: Date): App {
  return { ...app, now: () => at };
}

/**
 * Plays a scene as of the moment of `app`, through the door that the person would use, and remembers that it was. False
 * where there was nothing left to do, because a person was faster.
 */
export async function playScene(app: App, scene: Scene, letter: DemoLetter | null): Promise<boolean> {
  const at = app.now();
  const done = await act(app, scene, letter).catch((error: unknown) => {
    // What a person did meanwhile may leave no room for the scene; the demo goes on without it.
    if (!(error instanceof AjarError)) throw error;
    app.log.info({ scene: scene.key, code: error.code }, 'A scene of the demo could not be played.');
    return false;
  });
  await insertAudit(app.db, sceneDeed(scene.key, at));
  return done;
}

async function act(app: App, scene: Scene, letter: DemoLetter | null): Promise<boolean> {
  const { act: deed, key } = scene;
  const at = app.now();
  if (deed.kind === 'close') {
    const thread = await findOpenThreadOfMail(app.db, sourceIdOf(deed.answer));
    if (thread === null) return false;
    await closeThread(app, await nameOf(app, deed.by), thread, deed.closingOn(localDay(at, houseZone)));
    return true;
  }
  if (deed.kind === 'win_back') {
    const client = await findDemoClientByDomain(app.db, `${scene.client}.example`);
    if (client?.state !== 'departed') return false;
    const wish = { wonBackOn: localDay(at, houseZone), annualValue: deed.value, note: deed.note };
    await winBackClient(app, await nameOf(app, deed.by), client.id, wish);
    return true;
  }
  if (letter === null) return false;
  if (deed.kind === 'one_click') return unsubscribe(app, letter.id, 'one_click');
  if (deed.kind === 'twice_a_year') return (await writeTwiceAYear(app, letter.id, yearConsent)) === 'done';
  await receiveMail(app, { source: 'api', sourceId: sourceIdOf(key), raw: mailOf(scene, letter, at), by: 'demo' });
  return true;
}

function mailOf({ key, act: deed }: Scene, letter: DemoLetter, at: Date): Uint8Array {
  const name = [letter.firstName, letter.lastName].filter((part) => part !== null).join(' ');
  const writer = { name, address: letter.toAddress };
  switch (deed.kind) {
    case 'answer':
      return answerMail(key, letter, deed.from ?? writer, deed.text, at);
    case 'auto_reply': {
      const text = deed.textOn(localDay(at, letter.contactZone ?? houseZone));
      return autoReplyMail(key, letter, writer, { subject: deed.subject, text }, at);
    }
    case 'bounce':
      return bounceMail(key, letter, deed.severity, at);
    default:
      throw new Error(`The scene ${key} is no mail.`);
  }
}

async function nameOf(app: App, key: Colleague): Promise<string> {
  const user = await findUserByEmail(app.db, `${key}@agency.example`);
  return user === null ? 'demo' : `user:${user.id}`;
}
