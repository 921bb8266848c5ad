/** Rows of one file that are contacts of one departure, made one; and what a file would do with clients it names twice. */

interface Person {
  email: string;
  lead?: boolean | undefined;
}

interface Joinable {
  client: object;
  contacts: Person[];
  highlights?: { text: string }[] | undefined;
}

/**
 * One departure of several rows, at least one. The row of the lead comes first: what it says about client and departure
 * holds, the others fill its gaps. The first row marked as lead is the lead; an address that comes twice is one contact.
 */
export function joinRows<Row extends Joinable>(rows: readonly Row[]): Row {
  const leading = rows.findIndex((row) => row.contacts.some((contact) => contact.lead));
  const first = rows[Math.max(leading, 0)]!;
  const others = rows.filter((row) => row !== first);
  const joined = others.reduce((sum, row) => filled(sum, row), first);
  const people = new Map<string, Person>();
  for (const person of rows.flatMap((row) => row.contacts)) {
    const before = people.get(person.email);
    const lead = person.email === first.contacts[0]?.email && leading >= 0;
    people.set(person.email, { ...filled(before ?? person, person), lead });
  }
  const said = new Map(
    [first, ...others].flatMap((row) => row.highlights ?? []).map((one) => [one.text, one] as const),
  );
  const highlights = [...said.values()].slice(0, 20);
  return {
    ...joined,
    client: others.reduce((sum, row) => filled(sum, row.client), first.client),
    contacts: [...people.values()],
    ...(highlights.length > 0 && { highlights }),
  };
}

/** `one` with what it does not say taken from `other`. */
function filled<T extends object>(one: T, other: T): T {
  const said = Object.entries(one).filter(([, value]) => value !== null && value !== undefined);
  return { ...other, ...Object.fromEntries(said) };
}

/** What tells a client from others, as the record of departures matches them. */
export interface MarkedClient {
  departureId: string | null;
  clientId: string | null;
  /** Null: none, or one that belongs to everybody's mailboxes. */
  host: string | null;
  addresses: readonly string[];
}

/** Remembers the clients that a dry run has seen, since it stores none: the next departure of one merges. */
export class SeenClients {
  readonly #departures = new Set<string>();
  readonly #clients = new Set<string>();
  readonly #ids = new Map<string, string | null>();

  /** Whether this client has been seen. Two different ids are two clients, whatever else they share. */
  has({ departureId, clientId, host, addresses }: MarkedClient): boolean {
    if (departureId !== null && this.#departures.has(departureId)) return true;
    if (clientId !== null && this.#clients.has(clientId)) return true;
    const known = marksOf(host, addresses).map((mark) => this.#ids.get(mark));
    return known.some((id) => id !== undefined && (id === null || clientId === null));
  }

  add({ departureId, clientId, host, addresses }: MarkedClient): void {
    if (departureId !== null) this.#departures.add(departureId);
    if (clientId !== null) this.#clients.add(clientId);
    for (const mark of marksOf(host, addresses)) if (!this.#ids.has(mark)) this.#ids.set(mark, clientId);
  }
}

function marksOf(host: string | null, addresses: readonly string[]): string[] {
  return [...(host === null ? [] : [`@${host}`]), ...addresses];
}
