import type { NewDeparture } from '../../contract/departures.ts';
import type { Money } from '../../domain/client.ts';
import type { TaskOutcome } from '../../domain/task.ts';
import type { Colleague } from './cast-house.ts';

/** What the demo's clients are made of; their stories are in cast-recent and cast-earlier, one list by when they left. */

type Person = Omit<NewDeparture['contacts'][number], 'locale'> & {
  /** For calls, never in a letter. */
  notes?: string;
  /** Somebody enrolled them too, beside the lead. */
  enrolled?: boolean;
};

export type Leaving = Omit<NewDeparture, 'client' | 'contacts'> & {
  /** Instead of the draw: whether the client is held out. Nobody but one is. */
  heldOut?: boolean;
  /** Somebody wants to read the first letter before it leaves. */
  heldForALook?: string;
  /** The day the client came back after this departure, and with how much. */
  back?: { on: string; value: Money; note: string };
};

export interface CastClient {
  key: string;
  name: string;
  domain: string;
  country: string;
  zone: string;
  since: string;
  value: Money;
  owner: Extract<Colleague, 'mara' | 'tomas'>;
  people: Person[];
  /** In the order of time. */
  departures: Leaving[];
  /** What came of calls, by step, one after the other; the last one also for all later ones. */
  calls?: Record<string, TaskOutcome[]>;
}
