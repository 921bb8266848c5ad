import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewDeparture } from '../../contract/departures.ts';
import type { Db } from '../../db/db.ts';
import {
  type ClientRow,
  type ContactRow,
  findDefaultOwner,
  findLatestBasis,
  findUserByEmail,
  insertBasis,
  insertClient,
  insertContact,
  listClientsByAddresses,
  listClientsByDomain,
  listContactsOf,
  listErasedHashes,
  lockClient,
  lockClientByExternalId,
  lockIntakeKeys,
  updateClient,
  updateContact,
} from '../../db/departures/intake.ts';
import { isFreeMail, normaliseHost } from '../../domain/address.ts';
import { hashAddress } from '../../mail/address-hash.ts';

type ClientInput = NewDeparture['client'];
type ContactInput = NewDeparture['contacts'][number];

/** By what a client on file was found: what the person said it is, its departure, its own id, its host, somebody's address. */
export type MatchedBy = 'id' | 'departure' | 'externalId' | 'domain' | 'address';

export interface StoredClient {
  client: ClientRow;
  /** What was on file before; null for a client that is new. */
  before: { by: MatchedBy; row: ClientRow } | null;
}

export interface StoredContact {
  input: ContactInput;
  /** Null: this person was erased and is not stored again. */
  row: ContactRow | null;
}

/** Values that say nothing never overwrite what is known. */
function given<T extends object>(values: T): Partial<{ [K in keyof T]: Exclude<T[K], null | undefined> }> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as never;
}

/** The host a client can be known by: never one that belongs to everybody's mailboxes. */
export function hostOf(domain: string | null | undefined): string | null {
  const host = domain ? normaliseHost(domain) : null;
  return host === null || isFreeMail(host) ? null : host;
}

/**
 * Finds the client that is meant, or makes one (design §3): by externalId, else by exact host, else by an address of a
 * contact; two different externalIds are two clients. Whoever means the same client at the same time waits. The owner is
 * the user who is named, else the one it has, else the house's default owner; an owner nobody knows never becomes a log-in.
 */
export async function storeClient(
  app: App,
  tx: Db,
  input: ClientInput,
  addresses: readonly string[],
  by: { now: Date; isDemo: boolean; known?: StoredClient['before'] },
): Promise<StoredClient> {
  const host = hostOf(input.domain);
  const hashes = addresses.map((address) => hashAddress(app.addressKey, address));
  await lockIntakeKeys(tx, [
    ...(input.externalId ? [`id ${input.externalId}`] : []),
    ...(host === null ? [] : [`host ${host}`]),
    ...hashes,
  ]);
  const before = by.known ?? (await findMeant(tx, input.externalId ?? null, host, hashes));
  const found = before?.row ?? null;
  const named = input.owner ? await findUserByEmail(tx, input.owner) : null;
  const ownerId = (named ?? (found?.ownerId ? { id: found.ownerId } : await findDefaultOwner(tx)))?.id ?? null;
  const known = given({
    externalId: input.externalId,
    name: input.name,
    domain: host,
    country: input.country,
    timezone: input.timezone,
    locale: input.locale,
    clientSince: input.clientSince,
    annualValueAmount: input.annualValue?.amount,
    annualValueCurrency: input.annualValue?.currency,
    ownerEmail: input.owner,
  });
  if (found !== null)
    return { client: await updateClient(tx, found.id, { ...known, ownerId, updatedAt: by.now }), before };
  const client = await insertClient(tx, {
    id: uuidv7(),
    ...known,
    name: input.name,
    ownerId,
    state: 'active',
    isDemo: by.isDemo,
    createdAt: by.now,
    updatedAt: by.now,
  });
  return { client, before };
}

async function findMeant(
  tx: Db,
  externalId: string | null,
  host: string | null,
  hashes: string[],
): Promise<StoredClient['before']> {
  const byId = externalId === null ? null : await lockClientByExternalId(tx, externalId);
  if (byId !== null) return { by: 'externalId', row: byId };
  const mayBe = (row: ClientRow) => externalId === null || row.externalId === null;
  const byAddress = (await listClientsByAddresses(tx, hashes)).filter(mayBe);
  const byHost = host === null ? [] : (await listClientsByDomain(tx, host)).filter(mayBe);
  // Several clients may share a host; then the one where a person is known is meant.
  const match = byHost.find((row) => byAddress.some((other) => other.id === row.id)) ?? byHost[0] ?? byAddress[0];
  const row = match === undefined ? null : await lockClient(tx, match.id);
  return row === null ? null : { by: byHost.length > 0 ? 'domain' : 'address', row };
}

/** Stores the people of a departure, each once per client and address, with why we may write to them. */
export async function storeContacts(
  app: App,
  tx: Db,
  client: ClientRow,
  inputs: readonly ContactInput[],
  by: { now: Date; departedOn: string; noticeGiven: boolean; isDemo: boolean },
): Promise<StoredContact[]> {
  const hashes = inputs.map((input) => hashAddress(app.addressKey, input.email));
  const erased = await listErasedHashes(tx, hashes);
  const present = await listContactsOf(tx, client.id);
  const stored: StoredContact[] = [];
  for (const [index, input] of inputs.entries()) {
    const addressHash = hashes[index]!;
    if (erased.has(addressHash)) {
      stored.push({ input, row: null });
      continue;
    }
    const { firstName, lastName, salutation, role, locale, timezone, phone } = input;
    const known = given({ firstName, lastName, salutation, role, locale, timezone, phone });
    const before = present.find((row) => row.email === input.email);
    const row =
      before === undefined
        ? await insertContact(tx, {
            id: uuidv7(),
            clientId: client.id,
            email: input.email,
            addressHash,
            ...known,
            isDemo: by.isDemo,
            createdAt: by.now,
            updatedAt: by.now,
          })
        : await updateContact(tx, before.id, { ...known, updatedAt: by.now });
    await storeBasis(tx, row, input, by);
    stored.push({ input, row });
  }
  return stored;
}

/** Without a basis of its own, the contract that ended is why we may write; never instead of an express consent. */
async function storeBasis(
  tx: Db,
  contact: ContactRow,
  input: ContactInput,
  by: { now: Date; departedOn: string; noticeGiven: boolean },
): Promise<void> {
  const before = await findLatestBasis(tx, contact.id);
  const basis = input.basis ?? null;
  if (before?.kind === 'express_consent' && basis?.kind !== 'express_consent') return;
  if (basis === null && before !== null && before.obtainedOn >= by.departedOn) return;
  if (basis !== null && before !== null && isSame(before, basis, by.departedOn)) return;
  await insertBasis(tx, {
    id: uuidv7(),
    contactId: contact.id,
    kind: basis?.kind ?? 'contract_ended',
    obtainedOn: basis?.obtainedOn ?? by.departedOn,
    source: basis?.source ?? null,
    noticeGiven: basis?.noticeGiven ?? by.noticeGiven,
    recordedAt: by.now,
  });
}

/** A message that comes again says nothing new. */
function isSame(
  before: NonNullable<Awaited<ReturnType<typeof findLatestBasis>>>,
  basis: NonNullable<ContactInput['basis']>,
  departedOn: string,
): boolean {
  return (
    before.kind === basis.kind &&
    before.obtainedOn === (basis.obtainedOn ?? departedOn) &&
    (basis.source ?? before.source) === before.source &&
    (basis.noticeGiven ?? before.noticeGiven) === before.noticeGiven
  );
}
