import type { App } from '../../app.ts';
import type { DemoWalkAnswer } from '../../contract/demo.ts';
import { findDemoClientByDomain, findThreadOfMail } from '../../db/demo/demo.ts';
import type { DemoWalk } from './advance-demo.ts';
import { sourceIdOf } from './play-scene.ts';
import type { Told } from './play-until.ts';

type Part = DemoWalkAnswer['parts'][number];

/** What a fast-forward brought, as the line that people read: each part leads to what it tells of. */
export async function tellWalk(app: App, walk: DemoWalk): Promise<DemoWalkAnswer> {
  const { events, letters, calls } = walk;
  const parts: Part[] = [];
  if (letters > 0)
    parts.push({ text: letters === 1 ? '1 letter left' : `${letters} letters left`, to: { kind: 'mailbox' } });
  for (const event of events) parts.push({ text: event.text, to: await placeOf(app, event) });
  if (calls > 0) parts.push({ text: calls === 1 ? '1 call is due' : `${calls} calls are due`, to: { kind: 'today' } });
  return {
    now: walk.now,
    today: walk.today,
    daysAhead: walk.daysAhead,
    lettersLeft: letters,
    answers: events.filter((one) => one.isAnswer).map(({ text }) => text.split(' ', 1).join()),
    bounced: events.filter((one) => one.isBounce).length,
    callsDue: calls,
    parts,
  };
}

async function placeOf({ db }: App, { scene, client, isAnswer }: Told): Promise<Part['to']> {
  const thread = isAnswer ? await findThreadOfMail(db, sourceIdOf(scene)) : null;
  if (thread !== null) return { kind: 'thread', id: thread };
  const found = await findDemoClientByDomain(db, `${client}.example`);
  return found === null ? { kind: 'today' } : { kind: 'client', id: found.id };
}
