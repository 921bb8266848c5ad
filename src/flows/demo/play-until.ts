import type { App } from '../../app.ts';
import {
  countDemoClients,
  type DemoLetter,
  findNextInstant,
  listDemoLetters,
  listPlayedScenes,
} from '../../db/demo/demo.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { localDay } from '../../domain/calendar.ts';
import { addCounts, noCounts, tick, type TickCounts } from '../tick.ts';
import { zoneOfClient } from './cast.ts';
import type { CastClient } from './cast-clients.ts';
import { houseZone } from './cast-house.ts';
import { finishTasks, findNextTaskInstant } from './finish-tasks.ts';
import { appAt, playScene } from './play-scene.ts';
import { dueAt, type Scene } from './scene.ts';
import { scenes } from './scenes.ts';

export interface PlayOptions {
  /** The people of the house do what is due, as they have done in the past of the demo. */
  workOf?: readonly CastClient[];
  /** Stops after the first moment at which a letter left or somebody did something. */
  untilEvent?: boolean;
  /** Told of each moment before it is played. */
  onMoment?: (at: Date) => Promise<void>;
}

/** Something that somebody did, in a few words; and whose client it was, by the first word of its domain. */
export interface Told {
  text: string;
  client: string;
  /** The scene: an answer is known to the inbox by it. */
  scene: string;
  isAnswer: boolean;
  isBounce: boolean;
}

/** What happened on the way. */
export interface Played {
  at: Date;
  counts: TickCounts;
  /** In the order of time. */
  told: Told[];
}

interface Stage {
  letters: DemoLetter[];
  played: Map<string, Date>;
}

/**
 * Lets time pass in the demo from one instant to another: jumps to the moments at which the planner has something to
 * look at or a scene is due, and there does what the product does at any time, with that moment as its clock.
 */
export async function playUntil(app: App, from: Date, until: Date, options: PlayOptions = {}): Promise<Played> {
  const stage = await setStage(app);
  const sum: Played = { at: from, counts: noCounts, told: [] };
  for (let at: Date | null = from; at !== null && at <= until; at = await findNextMoment(app, stage, sum.at, options)) {
    await playMoment(app, stage, at, sum, options);
    if (options.untilEvent && (sum.told.length > 0 || sum.counts.accepted > 0)) return sum;
  }
  if (sum.at < until) await playMoment(app, stage, until, sum, options);
  return sum;
}

/** Plays the scenes whose time has come by now, so that the demo lives while it is only looked at. */
export async function playDueScenes(app: App, now: Date): Promise<void> {
  if ((await findInstallation(app.db))?.demoMadeAt == null || (await countDemoClients(app.db)) === 0) return;
  await playScenes(app, await setStage(app), now);
}

async function setStage(app: App): Promise<Stage> {
  return { letters: await listDemoLetters(app.db), played: await listPlayedScenes(app.db) };
}

async function playMoment(app: App, stage: Stage, at: Date, sum: Played, options: PlayOptions): Promise<void> {
  await options.onMoment?.(at);
  sum.told.push(...(await playScenes(app, stage, at)));
  const then = appAt(app, at);
  if (options.workOf) await finishTasks(then, options.workOf);
  const counts = await tick(then, at);
  if (counts.accepted > 0) stage.letters = await listDemoLetters(app.db);
  sum.counts = addCounts(sum.counts, counts);
  sum.at = at;
}

async function findNextMoment(app: App, stage: Stage, after: Date, options: PlayOptions): Promise<Date | null> {
  const instants = [
    await findNextInstant(app.db, after),
    options.workOf ? await findNextTaskInstant(app) : null,
    ...listDue(stage).map((one) => one.at),
  ];
  return instants.reduce<Date | null>(
    (first, one) => (one !== null && one > after && (first === null || one < first) ? one : first),
    null,
  );
}

/** Plays what is due by `at`, the earliest first; a scene may be the cue of another. */
async function playScenes(app: App, stage: Stage, at: Date): Promise<Told[]> {
  const told: Told[] = [];
  for (;;) {
    const next = listDue(stage).find((one) => one.at <= at);
    if (next === undefined) return told;
    const { scene, letter } = next;
    const happened = await playScene(appAt(app, at), scene, letter);
    stage.played.set(scene.key, at);
    if (!happened || !scene.toldOn) continue;
    told.push({
      text: scene.toldOn(localDay(at, zoneOfClient(scene.client))),
      client: scene.client,
      scene: scene.key,
      isAnswer: scene.act.kind === 'answer',
      isBounce: scene.act.kind === 'bounce',
    });
  }
}

interface DueScene {
  scene: Scene;
  letter: DemoLetter | null;
  at: Date;
}

/** Scenes that have not been played and whose cue has come, in the order of time. */
function listDue({ letters, played }: Stage): DueScene[] {
  const due = scenes.flatMap((scene): DueScene[] => {
    if (played.has(scene.key)) return [];
    const zones = { house: houseZone, client: zoneOfClient(scene.client) };
    const { after } = scene;
    if ('scene' in after) {
      const cueAt = played.get(after.scene);
      return cueAt === undefined ? [] : [{ scene, letter: null, at: dueAt(scene, cueAt, zones) }];
    }
    const letter = letters.find(
      (one) =>
        one.domain === `${scene.client}.example` &&
        one.stepKey === after.step &&
        one.departure === (after.departure ?? 1) &&
        (after.occurrence === undefined || one.occurrence === after.occurrence),
    );
    return letter?.acceptedAt ? [{ scene, letter, at: dueAt(scene, letter.acceptedAt, zones) }] : [];
  });
  return due.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
