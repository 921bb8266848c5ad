import type { MatchedContact } from '../../db/inbound/inbound-match.ts';
import type { OpenDrip } from '../../db/enrollments/open-drips.ts';
import type { ThreadRow } from '../../db/threads.ts';
import type { HousePolicy } from '../../domain/policy.ts';

/** A conversation that is being closed, with everything locked that its outcome changes. */
export interface Closing {
  thread: ThreadRow;
  contact: MatchedContact;
  /** Open enrollments of the contact's address and of everybody at the client. */
  drips: readonly OpenDrip[];
  policy: HousePolicy;
  /** The contact's. */
  zone: string;
  /** Of `at`, in `zone`. */
  today: string;
  /** From when the outcome counts. */
  at: Date;
  /** When it is recorded. */
  now: Date;
  by: string;
}
