/** People of the house. Marketers write, sales reps answer, admins also let others in. */
export const userRoles = ['admin', 'marketer', 'sales'] as const;
export type UserRole = (typeof userRoles)[number];

/** What a person sets for themselves. */
export interface UserPreferences {
  colorScheme?: 'light' | 'dark' | 'auto';
  /** Single keys (j, k, r …) act; off for those whose software types for them (WCAG 2.1.4). */
  singleKeys?: boolean;
}

/** What a link that works once is for. */
export const linkKinds = ['claim', 'invitation', 'password_reset', 'address_check'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** Mail to people of the house. */
export const houseMailKinds = [
  'invitation',
  'password_reset',
  'address_check',
  'reply_notice',
  'test_send',
  'sending_alarm',
] as const;
export type HouseMailKind = (typeof houseMailKinds)[number];
export const houseMailStates = ['queued', 'sending', 'accepted', 'failed'] as const;

/** Lists whose filters can be kept under a name. */
export const viewNouns = ['clients', 'threads'] as const;
