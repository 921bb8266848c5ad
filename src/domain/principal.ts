/** Who asks. An integration comes with a key, a person with a session. */
export interface Principal {
  kind: 'key' | 'user';
  id: string;
  name: string;
  scopes: readonly string[];
  /** Null: does not expire. What it mints ends no later. */
  expiresAt: Date | null;
}

/** The name under which deeds are recorded: kind and id, never a name or an address. `cli` is whoever may run commands. */
export function actorOf(principal: Principal | 'cli'): string {
  return principal === 'cli' ? principal : `${principal.kind}:${principal.id}`;
}
