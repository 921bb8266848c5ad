import type { App } from '../../app.ts';
import { findLatestEnrollment, findRecipientOf, listScopesInForce } from '../../db/contacts/recipients.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import type { Topic } from '../../domain/message.ts';
import { readToken } from '../../mail/token.ts';
import { houseIdentity } from '../house/house-identity.ts';

/** What the page for stopping letters shows of the person whose letter its link came with. */
export interface Preferences {
  messageId: string;
  houseName: string;
  locale: string;
  /** Enough to know one's own address by, too little to learn another's; null once erased. */
  maskedAddress: string | null;
  /** Everything is stopped. */
  stopped: boolean;
  stoppedTopics: Topic[];
  /** No letters before this day. */
  quietUntil: string | null;
  twiceAYear: boolean;
  wrongPerson: boolean;
}

/** Reads the token of a link and what that person has told us; changes nothing. Null for a token that is none of ours. */
export async function findPreferences(app: App, token: string): Promise<Preferences | null> {
  const messageId = readToken(app.secrets, 'unsubscribe', token);
  const person = messageId === null ? null : await findRecipientOf(app.db, messageId);
  if (person === null) return null;
  const policy = await findPolicy(app.db);
  const scopes = await listScopesInForce(app.db, person);
  const last = await findLatestEnrollment(app.db, person.contactId);
  const today = localDay(app.now(), person.contactZone ?? person.clientZone ?? policy.zone);
  return {
    messageId: person.messageId,
    houseName: houseIdentity(app, policy).name,
    locale: person.contactLocale ?? person.clientLocale ?? policy.locale,
    maskedAddress: person.address === null ? null : maskAddress(person.address),
    stopped: scopes.includes('all'),
    stoppedTopics: scopes.filter((scope) => scope !== 'all'),
    quietUntil: person.quietUntil !== null && person.quietUntil > today ? person.quietUntil : null,
    twiceAYear: person.cadence === 'twice_a_year',
    wrongPerson: last?.state === 'exited' && last.exitCode === 'wrong_person',
  };
}

function maskAddress(address: string): string {
  const [first = '', ...rest] = address;
  return `${first}…${rest.join('').slice(rest.lastIndexOf('@'))}`;
}
