/** What somebody may do: everything (`admin`), or reading or writing one noun. Writing includes reading: the answer to a write shows the thing. */

export const scopeNouns = [
  'clients',
  'contacts',
  'departures',
  'segments',
  'campaigns',
  'enrollments',
  'messages',
  'inbound',
  'threads',
  'tasks',
  'suppressions',
  'offers',
  'news',
  'reports',
  'events',
  'sending',
  'settings',
  'users',
  'keys',
  'imports',
  'views',
  'demo',
] as const;
export type ScopeNoun = (typeof scopeNouns)[number];
export type Scope = 'admin' | `${ScopeNoun}:${'read' | 'write'}`;

export const scopes: readonly Scope[] = [
  'admin',
  ...scopeNouns.flatMap((noun) => [`${noun}:read`, `${noun}:write`] as const),
];

export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}

/** Whether somebody who holds these scopes may do what `wanted` stands for. */
export function covers(held: readonly string[], wanted: Scope): boolean {
  if (held.includes('admin') || held.includes(wanted)) return true;
  return wanted.endsWith(':read') && held.includes(wanted.replace(/:read$/, ':write'));
}
