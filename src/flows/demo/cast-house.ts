import type { NewNewsItem } from '../../contract/news.ts';
import type { NewOffer } from '../../contract/offers.ts';
import type { NewUser } from '../../contract/users.ts';
import { addDays } from '../../domain/calendar.ts';
import type { HousePolicy } from '../../domain/policy.ts';

/** The house of the demo (product §5): agency.example, a web studio. Days are relative to `today`, the day of the first start. */

export const houseZone = 'Europe/London';

export const housePolicy = {
  houseName: 'agency.example',
  zone: houseZone,
  locale: 'en',
  postalAddress: 'agency.example, 1 Example Street, London N1 0AA, United Kingdom',
  holdoutPercent: 10,
} satisfies Partial<HousePolicy>;

export type Colleague = 'ines' | 'mara' | 'tomas' | 'ruth';

type CastUser = Omit<NewUser, 'awayFrom' | 'awayUntil' | 'coverId'> & {
  key: Colleague;
  /** Away from the day of the first start on, for a week. */
  coveredBy?: Colleague;
};

/** Whoever covers comes before those who are covered. */
export const colleagues: readonly CastUser[] = [
  {
    key: 'mara',
    email: 'mara@agency.example',
    name: 'Mara Lindt',
    role: 'sales',
    title: 'Client director',
    phone: '+442079460101',
    timezone: houseZone,
    isDefaultOwner: true,
  },
  {
    key: 'tomas',
    email: 'tomas@agency.example',
    name: 'Tomás Ferreira',
    role: 'sales',
    title: 'Account manager',
    phone: '+442079460102',
    timezone: houseZone,
    coveredBy: 'mara',
  },
  { key: 'ines', email: 'ines@agency.example', name: 'Ines Okafor', role: 'marketer', timezone: houseZone },
  { key: 'ruth', email: 'ruth@agency.example', name: 'Ruth Abel', role: 'admin', timezone: houseZone },
];

export function offersOn(today: string): NewOffer[] {
  const ago = (days: number) => addDays(today, -days);
  return [
    {
      title: 'Twelve hours of help, no contract',
      terms:
        'Twelve hours of a senior designer or developer, to be called off within a year, in pieces as small as half an hour. What is not used is paid back.',
      kind: 'service',
      reasons: [],
      validFrom: ago(760),
      validUntil: ago(-500),
    },
    {
      title: 'Two days a month for €1,900',
      terms:
        'A smaller package: two days a month, the same two people, and a list that you keep. It ends with any month that you choose.',
      kind: 'service',
      price: { amount: 190_000, currency: 'EUR' },
      reasons: ['price', 'budget'],
      validFrom: ago(300),
      validUntil: ago(-400),
    },
    {
      title: 'A second look at your site in two days',
      terms:
        'Two days with our lead designer: one to read your site and its figures, one to go through what we found with you. You keep the report, whoever builds it.',
      kind: 'service',
      reasons: ['competitor', 'results'],
      validFrom: ago(420),
      validUntil: ago(-300),
    },
    {
      title: '15 % less in the first year',
      terms: 'For clients who were with us before: 15 % less on every invoice of the first twelve months.',
      kind: 'discount',
      reasons: ['price', 'budget', 'competitor'],
      validFrom: ago(250),
      validUntil: ago(-200),
    },
  ];
}

export function newsOn(today: string): NewNewsItem[] {
  const ago = (days: number) => addDays(today, -days);
  return [
    {
      title: 'You see our progress every Friday',
      body: 'Every Friday at four you get one page: what was done, what it did, what comes next. It takes three minutes to read, and nobody has to ask.',
      url: 'https://agency.example/notes/fridays',
      reasons: ['results', 'communication', 'service_quality'],
      useful: true,
      publishedOn: ago(560),
    },
    {
      title: 'A checklist for faster first pages',
      body: 'Eleven things that make a first page slow, in the order in which they are worth an hour of work. You need nobody of ours to use it.',
      url: 'https://agency.example/notes/faster-first-pages',
      reasons: [],
      useful: true,
      publishedOn: ago(330),
    },
    {
      title: 'All our prices stand on one page',
      body: 'What a day costs, what a month costs, what is in it and what is not. The page is public, and it is the one that we write our invoices from.',
      url: 'https://agency.example/prices',
      reasons: [],
      useful: false,
      publishedOn: ago(240),
    },
    {
      title: 'Every offer names who will do the work',
      body: 'An offer now says who will do the work, by name, and on how many days. If that changes, you decide whether you stay.',
      url: 'https://agency.example/notes/by-name',
      reasons: ['price', 'budget', 'results', 'competitor'],
      useful: false,
      publishedOn: ago(110),
    },
    {
      title: 'A calendar of dates that slow shops down',
      body: 'The twenty days of the year on which shops and booking pages are slowest, and what to switch off the evening before. It is a page to print.',
      url: 'https://agency.example/notes/slow-days',
      reasons: [],
      useful: true,
      publishedOn: ago(30),
    },
  ];
}

/** A mail that nobody can be found for: it waits in the tray. */
export const strayMail = {
  from: { name: 'Marta Lund', address: 'marta@lundstudio.example' },
  to: 'hello@agency.example',
  subject: 'The logo files from 2023',
  text: 'Hello,\n\nI look after the signs for the dental practice in Portland now. Could somebody send me the logo as a vector file? Ana said that you have it.\n\nThank you,\nMarta Lund',
  daysAgo: 1,
};
