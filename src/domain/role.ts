import { covers, type Scope, scopeNouns, scopes } from './scope.ts';
import type { UserRole } from './user.ts';

const read: readonly Scope[] = scopeNouns.filter((noun) => noun !== 'keys').map((noun): Scope => `${noun}:read`);

/** Pausing is on every page for everybody; so are one's own views, and the clock of the demo. */
const everybody: readonly Scope[] = ['sending:write', 'views:write', 'demo:write'];

/** What each role may do, as scopes: people and keys are judged by the same rule. */
const scopesByRole: Record<UserRole, readonly Scope[]> = {
  admin: ['admin'],
  marketer: [
    ...read,
    ...everybody,
    'clients:write',
    'contacts:write',
    'departures:write',
    'imports:write',
    'segments:write',
    'campaigns:write',
    'enrollments:write',
    'offers:write',
    'news:write',
    'suppressions:write',
    'messages:write',
    'tasks:write',
  ],
  // They record and answer; what everybody at the house gets to read in letters is the marketers' to write.
  sales: [
    ...read,
    ...everybody,
    'threads:write',
    // To try an answer again that failed, and to say what became of an uncertain one.
    'messages:write',
    'tasks:write',
    'inbound:write',
    'clients:write',
    'contacts:write',
    'departures:write',
    'enrollments:write',
    'suppressions:write',
  ],
};

export function scopesOfRole(role: UserRole): readonly Scope[] {
  return scopesByRole[role];
}

/** Every single scope that these stand for, so that a reader need not know what includes what. */
export function writtenOut(held: readonly string[]): Scope[] {
  return scopes.filter((scope) => covers(held, scope));
}
