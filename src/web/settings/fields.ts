import type { HousePolicy } from '../../domain/policy.ts';

/** How the settings read on the screen: their names everywhere, and what each form shows of them. */

export const settingWords: Record<keyof HousePolicy, string> = {
  houseName: 'Name of the house',
  zone: 'Time zone of the house',
  locale: 'Language of the house',
  postalAddress: 'Postal address',
  sendWindow: 'When letters may leave',
  spreadMinutes: 'Spread the letters of a morning over',
  coolingOffDays: 'Leave a client in peace after they left for',
  contactGapDays: 'Between two letters to one person at least',
  ownerCapPerDay: 'First letters of one owner a day at most',
  domainLimits: 'Letters an hour to one domain at most',
  warmUp: 'Warm-up of a new sending domain',
  approval: 'First letters',
  noticeGiven: 'Contracts told clients that they may object',
  noticeConfirmed: 'Somebody has confirmed that',
  holdoutPercent: 'Hold out',
  valueThreshold: 'Extra tasks from a yearly value of',
  rawMailDays: 'Keep the mails that came in for',
  copyDays: 'Keep exact copies of letters for',
};

type NumberName = {
  [Name in keyof HousePolicy]: HousePolicy[Name] extends number ? Name : never;
}[keyof HousePolicy];

export type Field =
  | { kind: 'number'; name: NumberName; min: number; max: number; unit: string; help?: string; minor?: boolean }
  | { kind: 'text'; name: 'houseName' | 'postalAddress'; max: number; help?: string; lines?: number }
  | { kind: 'zone'; name: 'zone'; help?: string }
  | { kind: 'locale'; name: 'locale'; help?: string }
  | { kind: 'domains'; name: 'domainLimits'; help?: string }
  | { kind: 'warmUp'; name: 'warmUp'; help?: string }
  | { kind: 'window'; name: 'sendWindow'; help?: string }
  | { kind: 'approval'; name: 'approval'; help?: string };

export type Part = 'sending' | 'identity' | 'quiet' | 'approval' | 'retention';

export const partFields: Record<Part, readonly Field[]> = {
  sending: [
    {
      kind: 'window',
      name: 'sendWindow',
      help: 'In the zone of whoever gets the letter, and never on one of their public holidays.',
    },
    { kind: 'zone', name: 'zone', help: 'For whoever has no zone of their own.' },
    {
      kind: 'number',
      name: 'spreadMinutes',
      min: 0,
      max: 120,
      unit: 'minutes',
      help: 'So that they do not all leave on the stroke of the hour.',
    },
    {
      kind: 'domains',
      name: 'domainLimits',
      help: 'Spread evenly over the hour; what is too much waits. Domains that are not named have no limit.',
    },
    {
      kind: 'warmUp',
      name: 'warmUp',
      help: 'Mail providers distrust a domain that writes much from its first day. Counts from its first letter.',
    },
  ],
  identity: [
    {
      kind: 'text',
      name: 'houseName',
      max: 120,
      help: 'How letters and pages name you. Empty: the name in MAIL_FROM.',
    },
    {
      kind: 'text',
      name: 'postalAddress',
      max: 300,
      lines: 3,
      help: 'Stands at the foot of every letter; the law wants it.',
    },
    { kind: 'locale', name: 'locale', help: 'Such as en or de-AT.' },
  ],
  quiet: [
    { kind: 'number', name: 'coolingOffDays', min: 0, max: 365, unit: 'days', help: 'Nothing is written before.' },
    {
      kind: 'number',
      name: 'contactGapDays',
      min: 0,
      max: 365,
      unit: 'days',
      help: 'Over all campaigns; a campaign can ask for more.',
    },
  ],
  approval: [
    { kind: 'approval', name: 'approval' },
    { kind: 'number', name: 'ownerCapPerDay', min: 1, max: 10_000, unit: 'letters' },
    {
      kind: 'number',
      name: 'valueThreshold',
      min: 0,
      max: 1_000_000_000_000,
      unit: 'a year',
      minor: true,
      help: 'For clients worth this much, in their own currency, tasks to check the impact and on other clients are made.',
    },
  ],
  retention: [
    { kind: 'number', name: 'rawMailDays', min: 30, max: 3650, unit: 'days', help: 'As they came, byte by byte.' },
    {
      kind: 'number',
      name: 'copyDays',
      min: 30,
      max: 3650,
      unit: 'days',
      help: 'After that only what was sent when is known.',
    },
  ],
};

/** Variables of the environment that belong to a part. */
export const partVariables: Partial<Record<Part, readonly string[]>> = {
  sending: ['MAIL_TRANSPORT', 'SMTP_URL', 'RESEND_BASE_URL', 'DKIM_DOMAIN', 'DKIM_SELECTOR'],
  identity: ['MAIL_FROM', 'SENDER_DOMAINS', 'POSTAL_ADDRESS'],
};
