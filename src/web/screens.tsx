import { IconSun } from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';
import type { ScreenPath } from '../contract/screens.ts';
import type { Scope } from '../domain/scope.ts';

type Component = ComponentType<Record<string, never>>;

export interface Screen {
  path: ScreenPath;
  name: string;
  /** Whoever lacks it neither sees the link nor the page. */
  scope: Scope | null;
  component: Component;
  /** Where the link stands; none: reached from another page. `only` narrows it to some installations. */
  nav?: { group: 'work' | 'craft' | 'house'; icon: typeof IconSun; keys?: string; only?: 'capture' };
}

/** Loaded when it is first opened. `from` takes the module apart: screens export by name. */
function screen<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): Component {
  return lazy(async () => ({ default: (await load())[name] })) as unknown as Component;
}

/**
 * Every page of the product for people who are signed in, in the order of the navigation, such as
 * `{ path: '/inbox', name: 'Inbox', scope: 'threads:read', component: screen(() => import('./inbox/inbox.tsx'), 'Inbox'), nav: … }`.
 */
export const screens: Screen[] = [
  {
    path: '/today',
    name: 'Today',
    scope: 'tasks:read',
    component: screen(() => import('./today/today.tsx'), 'Today'),
    nav: { group: 'work', icon: IconSun, keys: 'g t' },
  },
  {
    path: '/departures/new',
    name: 'Record a departure',
    scope: 'departures:write',
    component: screen(() => import('./departures/record-departure.tsx'), 'RecordDeparture'),
  },
];
