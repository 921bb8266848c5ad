import type { App } from '../../app.ts';
import type { ClientFilters, ListedClient } from '../../contract/clients.ts';
import { type ClientSort, listClientIds } from '../../db/clients/client-list.ts';
import { type ClientFacts, listClientFacts } from '../../db/clients/client-rows.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { PageRequest } from '../../db/page.ts';
import { dayInWords, localDay, localIso } from '../../domain/calendar.ts';
import { findLead } from '../../domain/contact.ts';
import type { ExitCode, HoldCode } from '../../domain/enrollment.ts';
import { nextLetter } from '../../domain/plan/next-letter.ts';
import { type Why, why, whySentences } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';

export interface ClientOrder {
  sort: ClientSort;
  order: 'asc' | 'desc';
}

/** A client of a list with the key that its cursor is made of. */
export interface ListedRow {
  client: ListedClient;
  key: string;
}

const cursorKey: Record<ClientSort, RegExp> = {
  createdAt: /^v\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/,
  nextLetter: /^(n|v\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z)$/,
  name: /^v[^\0]{0,250}$/u,
  departedOn: /^(n|v\d{4}-\d\d-\d\d)$/,
  value: /^(n|v\d{1,18})$/,
};

/**
 * One page of clients with where each stands: last departure, who gets the letters, the next letter by the planner or why
 * there is none, the last answer, open tasks. As many queries for a full page as for one client.
 *
 * @throws invalid_request for a cursor of another order
 */
export async function listClients(
  app: App,
  filter: ClientFilters,
  by: ClientOrder,
  page: PageRequest,
): Promise<ListedRow[]> {
  if (page.after !== null && !cursorKey[by.sort].test(page.after.key))
    throw new AjarError('invalid_request', undefined, [
      { pointer: '/query/cursor', message: 'Not a cursor of this order: take it from nextCursor.' },
    ]);
  const now = app.now();
  const sorted = await listClientIds(app.db, filter, by, page, now);
  const listed = await presentClients(
    app,
    sorted.map((row) => row.id),
    now,
  );
  return sorted.flatMap(({ id, key }) => {
    const client = listed.get(id);
    return client === undefined ? [] : [{ client, key: key === null ? 'n' : `v${key}` }];
  });
}

/** Where each of these clients stands, by id; one that does not exist is left out. */
export async function presentClients(app: App, ids: readonly string[], now: Date): Promise<Map<string, ListedClient>> {
  const facts = await listClientFacts(app.db, ids);
  const policy = await findPolicy(app.db);
  const open = [...facts.values()].flatMap(({ drips }) => drips.filter((drip) => isOpen(drip)).map((drip) => drip.id));
  const planned = new Map<string, NonNullable<ListedClient['nextLetter']>>();
  for (const { facts: known, contactId, clientId } of await listPlanFacts(app.db, open, {
    now,
    policy,
    withoutQueued: true,
  })) {
    const next = nextLetter(known, now);
    const before = planned.get(clientId);
    if (next === null || (before !== undefined && before.at <= next.at)) continue;
    const { zone } = known.contact;
    planned.set(clientId, { at: next.at, localAt: localIso(next.at, zone), zone, kind: next.letter, contactId });
  }
  return new Map(
    [...facts].map(([id, one]) => [id, present(one, planned.get(id) ?? null, one.client.timezone ?? policy.zone)]),
  );
}

function isOpen(drip: ClientFacts['drips'][number]): boolean {
  return drip.state === 'active' || (drip.state === 'held' && drip.holdUntil !== null);
}

function present(facts: ClientFacts, nextOne: ListedClient['nextLetter'], zone: string): ListedClient {
  const { client, userEmail, departure, lastAnswer, openTasks } = facts;
  const { annualValueAmount: amount, annualValueCurrency: currency, ...row } = client;
  return {
    ...row,
    annualValue: amount === null || currency === null ? null : { amount, currency },
    owner: client.ownerEmail ?? userEmail,
    departure: departure && {
      id: departure.id,
      departedOn: departure.departedOn,
      reason: departure.reason,
      fault: departure.fault,
    },
    lead: leadOf(facts),
    nextLetter: nextOne,
    noLetter: nextOne === null ? whyNone(facts, zone) : null,
    lastAnswer: lastAnswer && {
      at: lastAnswer.at,
      threadId: lastAnswer.threadId,
      open: lastAnswer.state !== 'closed',
    },
    openTasks,
  };
}

function leadOf({ people, drips, departure }: ClientFacts): ListedClient['lead'] {
  // The first who was enrolled: colleagues come later, by hand.
  const enrolled = drips.findLast((drip) => drip.departureId === departure?.id);
  // Whom to show, also where nobody is written to.
  const index = findLead(
    people.map(({ role }) => ({ role })),
    null,
  );
  const lead = people.find((one) => one.id === enrolled?.contactId) ?? people[index ?? -1];
  if (lead === undefined) return null;
  const name = [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ');
  return { id: lead.id, name: name === '' ? null : name, email: lead.email };
}

/** Why no letter is to come; null where nobody would expect one. */
function whyNone({ client, departure, drips }: ClientFacts, zone: string): Why | null {
  if (client.state === 'active' || departure === null) return null;
  if (client.state === 'won_back') return why('won_back');
  if (client.state === 'closed') return { code: 'closed', text: 'The client was closed.' };
  if (!departure.pursue) return why('not_pursued');
  if (client.heldOut === true) return why('holdout');
  const own = drips.filter((drip) => drip.departureId === departure.id);
  const drip = own.find((one) => one.state === 'held') ?? own.find((one) => one.state === 'active') ?? own[0];
  if (drip === undefined) return { code: 'manual', text: 'Nobody at this client is in a campaign.' };
  if (drip.state === 'held') return drip.nextWhy?.[0] ?? sentence(drip.holdCode, dayOf(drip.holdUntil, zone));
  if (drip.state === 'exited') return { ...sentence(drip.exitCode, null), ...(drip.exitWhy && { text: drip.exitWhy }) };
  return why('finished');
}

function dayOf(at: Date | null, zone: string): string {
  return at === null ? 'somebody looks at it' : dayInWords(localDay(at, zone));
}

function sentence(code: HoldCode | ExitCode | null, on: string | null): Why {
  const known = code !== null && code in whySentences ? (code as keyof typeof whySentences) : 'manual';
  return why(known, on === null ? {} : { on, until: on });
}
