import {
  IconBan,
  IconBuilding,
  IconChartBar,
  IconHistory,
  IconInbox,
  IconKey,
  IconMail,
  IconMailbox,
  IconRoute,
  IconSettings,
  IconSun,
  IconUsers,
  IconTag,
  IconNews,
  IconTableImport,
} from '@tabler/icons-react';
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
    path: '/inbox',
    name: 'Inbox',
    scope: 'threads:read',
    component: screen(() => import('./inbox/inbox.tsx'), 'Inbox'),
    nav: { group: 'work', icon: IconInbox, keys: 'g i' },
  },
  {
    path: '/inbox/tray',
    name: 'Tray',
    scope: 'inbound:read',
    component: screen(() => import('./inbox/inbox.tsx'), 'OpenTray'),
  },
  {
    path: '/inbox/:id',
    name: 'Conversation',
    scope: 'threads:read',
    component: screen(() => import('./inbox/inbox.tsx'), 'OpenThread'),
  },
  {
    path: '/clients',
    name: 'Clients',
    scope: 'clients:read',
    component: screen(() => import('./clients/clients.tsx'), 'Clients'),
    nav: { group: 'work', icon: IconBuilding, keys: 'g c' },
  },
  {
    path: '/clients/:id',
    name: 'Client',
    scope: 'clients:read',
    component: screen(() => import('./clients/client.tsx'), 'Client'),
  },
  {
    path: '/departures/new',
    name: 'Record a departure',
    scope: 'departures:write',
    component: screen(() => import('./departures/record-departure.tsx'), 'RecordDeparture'),
  },
  {
    path: '/campaigns',
    name: 'Campaigns',
    scope: 'campaigns:read',
    component: screen(() => import('./campaigns/campaigns.tsx'), 'Campaigns'),
    nav: { group: 'craft', icon: IconRoute, keys: 'g p' },
  },
  {
    path: '/campaigns/routing',
    name: 'Routing rules',
    scope: 'campaigns:read',
    component: screen(() => import('./campaigns/routing-rules.tsx'), 'RoutingRules'),
  },
  {
    path: '/campaigns/:slug',
    name: 'Campaign',
    scope: 'campaigns:read',
    component: screen(() => import('./campaigns/campaign.tsx'), 'Campaign'),
  },
  {
    path: '/letters',
    name: 'Letters',
    scope: 'campaigns:read',
    component: screen(() => import('./letters/letters.tsx'), 'Letters'),
    nav: { group: 'craft', icon: IconMail, keys: 'g l' },
  },
  {
    path: '/letters/:kind/:locale',
    name: 'Letter',
    scope: 'campaigns:read',
    component: screen(() => import('./letters/letter.tsx'), 'Letter'),
  },
  {
    path: '/results',
    name: 'Results',
    scope: 'reports:read',
    component: screen(() => import('./results/results.tsx'), 'Results'),
    nav: { group: 'work', icon: IconChartBar, keys: 'g r' },
  },
  {
    path: '/mailbox',
    name: 'Mailbox',
    scope: 'messages:read',
    component: screen(() => import('./mailbox/mailbox.tsx'), 'Mailbox'),
    nav: { group: 'house', icon: IconMailbox, keys: 'g m', only: 'capture' },
  },
  {
    path: '/suppressions',
    name: 'Suppressions',
    scope: 'suppressions:read',
    component: screen(() => import('./suppressions/suppressions.tsx'), 'Suppressions'),
    nav: { group: 'house', icon: IconBan },
  },
  {
    path: '/team',
    name: 'Team',
    scope: 'users:read',
    component: screen(() => import('./team/team.tsx'), 'Team'),
    nav: { group: 'house', icon: IconUsers },
  },
  {
    path: '/keys',
    name: 'API keys',
    scope: 'keys:read',
    component: screen(() => import('./keys/keys.tsx'), 'Keys'),
    nav: { group: 'house', icon: IconKey },
  },
  {
    path: '/settings',
    name: 'Settings',
    scope: 'settings:read',
    component: screen(() => import('./settings/settings.tsx'), 'Settings'),
    nav: { group: 'house', icon: IconSettings, keys: 'g s' },
  },
  {
    path: '/audit',
    name: 'Audit log',
    scope: 'admin',
    component: screen(() => import('./audit/audit.tsx'), 'Audit'),
    nav: { group: 'house', icon: IconHistory },
  },
  {
    path: '/profile',
    name: 'Your profile',
    scope: null,
    component: screen(() => import('./profile/profile.tsx'), 'Profile'),
  },
  {
    path: '/offers',
    name: 'Offers',
    scope: 'offers:read',
    component: screen(() => import('./offers/offers.tsx'), 'Offers'),
    nav: { group: 'craft', icon: IconTag },
  },
  {
    path: '/news',
    name: 'News',
    scope: 'news:read',
    component: screen(() => import('./news/news.tsx'), 'News'),
    nav: { group: 'craft', icon: IconNews },
  },
  {
    path: '/imports',
    name: 'Import',
    scope: 'imports:read',
    component: screen(() => import('./imports/imports.tsx'), 'Imports'),
    nav: { group: 'house', icon: IconTableImport },
  },
  {
    path: '/imports/:id',
    name: 'Import',
    scope: 'imports:read',
    component: screen(() => import('./imports/import.tsx'), 'Import'),
  },
];
