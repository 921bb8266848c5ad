import type { ThreadClosing } from '../../contract/threads.ts';
import { addWorkingDays, instantOf, localDay, minuteOf } from '../../domain/calendar.ts';
import type { Money } from '../../domain/client.ts';
import type { Colleague } from './cast-house.ts';

/** What a scene waits for: a letter that has left, or another scene. */
type Cue =
  | {
      step: string;
      /** Counted from 0, as the planner counts them. */
      occurrence?: number;
      /** The client's first departure is 1, and is meant unless another is named. */
      departure?: number;
    }
  | { scene: string };

/** How long after its cue: minutes, or the nth working day after it at a time of day, where the one who acts is. */
type Later = { minutes: number } | { workingDays: number; at: string };

type Act =
  | { kind: 'answer'; text: string; from?: { name: string; address: string } }
  | { kind: 'auto_reply'; subject: string; textOn: (day: string) => string }
  | { kind: 'bounce'; severity: 'hard' | 'soft' }
  | { kind: 'one_click' }
  | { kind: 'twice_a_year' }
  | { kind: 'close'; answer: string; by: Colleague; closingOn: (day: string) => ThreadClosing }
  | { kind: 'win_back'; by: Colleague; value: Money; note: string };

/** Something that somebody does in the demo: once, when its cue has come, unless a person was faster. */
export interface Scene {
  key: string;
  client: string;
  after: Cue;
  later: Later;
  act: Act;
  /** In a few words, for the line after a fast-forward; absent where nobody has to know. */
  toldOn?: (day: string) => string;
}

const actsOfHouse = new Set<Act['kind']>(['close', 'win_back']);

/** The instant of a scene whose cue came at `cueAt`. */
export function dueAt({ later, act }: Scene, cueAt: Date, zones: { house: string; client: string }): Date {
  if ('minutes' in later) return new Date(cueAt.getTime() + later.minutes * 60_000);
  const zone = actsOfHouse.has(act.kind) ? zones.house : zones.client;
  return instantOf(addWorkingDays(localDay(cueAt, zone), later.workingDays), minuteOf(later.at), zone);
}
