import type { LetterKind } from './kinds.ts';
import type { LetterProps } from './props.ts';

/** The day the samples are written on. */
export const sampleToday = '2026-11-21';

const links = {
  stop: 'https://ajar.agency.example/u/sample',
  choose: 'https://ajar.agency.example/u/sample?choose=1',
  keepInTouch: 'https://ajar.agency.example/u/sample?keep=1',
};

const nothing = {
  clientSince: null,
  leftOn: null,
  contact: { salutation: null, firstName: null, lastName: null },
  statedReason: null,
  whatWentWrong: null,
  amends: null,
  highlights: [],
  offer: null,
  news: [],
  personalLine: null,
  revisitOn: null,
} satisfies Partial<LetterProps>;

/** As little as a letter can be made of: the client's name, the sender's, a postal address, and its subject matter. */
function smallest(kind: LetterKind, words: Words): LetterProps {
  return {
    ...nothing,
    clientName: 'Northwind GmbH',
    offer: kind === 'offer' ? { ...words.offer, price: null, validUntil: null } : null,
    news: kind === 'news' ? words.news.slice(0, 1).map((item) => ({ ...item, url: null })) : [],
    sender: { name: 'Mara Lindqvist', phone: null, title: null },
    house: { name: null, postalAddress: '14 Harbour Street, Dublin 2, Ireland' },
    links: { ...links, keepInTouch: null },
    locale: words.locale,
  };
}

function full(kind: LetterKind, words: Words): LetterProps {
  return {
    clientName: 'Northwind GmbH',
    clientSince: '2021-03-01',
    leftOn: '2026-06-30',
    contact: { salutation: null, firstName: 'Jo', lastName: 'Brandt' },
    statedReason: kind === 'apology' ? 'billing' : kind === 'offer' ? 'price' : null,
    whatWentWrong: kind === 'apology' ? words.whatWentWrong : null,
    amends: kind === 'apology' ? { text: words.amends, doneOn: '2026-07-14' } : null,
    highlights: words.highlights.map((text) => ({ text })),
    offer: kind === 'offer' ? words.offer : null,
    news: kind === 'check_in' ? [words.useful] : kind === 'news' ? words.news : [],
    personalLine: words.personalLine,
    revisitOn: null,
    sender: { name: 'Mara Lindqvist', phone: '+353 1 555 0142', title: words.title },
    house: { name: 'Harbour Studio', postalAddress: '14 Harbour Street\nDublin 2\nIreland' },
    links,
    locale: words.locale,
  };
}

interface Words {
  locale: string;
  whatWentWrong: string;
  amends: string;
  highlights: string[];
  offer: NonNullable<LetterProps['offer']>;
  useful: LetterProps['news'][number];
  news: LetterProps['news'];
  personalLine: string;
  title: string;
}

const words: Record<'en' | 'de', Words> = {
  en: {
    locale: 'en',
    whatWentWrong:
      'The March invoices counted eleven hours twice, and we answered your question about them after three weeks.',
    amends: 'The invoices were corrected and €1,240 went back to your account',
    highlights: ['Onboarding cut from nine days to two', 'The shop that opened a week early and stayed up'],
    offer: {
      title: 'A smaller care plan',
      terms: 'Updates, backups and one day of work each month, by the two people who know your site. No minimum term.',
      price: { amount: 190_000, currency: 'EUR' },
      validUntil: '2026-12-18',
    },
    useful: {
      title: 'A checklist for the new accessibility rules',
      body: 'Since June, online shops in the EU have to meet them, and most need only a handful of changes. The list fits on one page and says **which ones come first**.',
      url: 'https://agency.example/accessibility-checklist',
    },
    news: [
      {
        title: 'Fixed prices for maintenance',
        body: 'Maintenance now has a fixed monthly price, agreed beforehand. Hours beyond it are our risk, not yours.',
        url: 'https://agency.example/fixed-prices',
      },
      {
        title: 'One person answers',
        body: 'Every client has one named person who answers within a working day, with a second one for holidays.',
        url: null,
      },
    ],
    personalLine: 'Our Tuesday calls were the best-humoured half hour of my week',
    title: 'Client lead',
  },
  de: {
    locale: 'de',
    whatWentWrong:
      'Die Rechnungen im März enthielten elf Stunden doppelt, und auf Ihre Frage dazu haben wir erst nach drei Wochen geantwortet.',
    amends: 'Die Rechnungen sind korrigiert und 1.240 € Ihrem Konto gutgeschrieben',
    highlights: [
      'Die Einarbeitung, die von neun Tagen auf zwei sank',
      'Der Shop, der eine Woche früher offen war und hielt',
    ],
    offer: {
      title: 'Ein kleineres Wartungspaket',
      terms:
        'Jeden Monat Updates, Sicherungen und ein Arbeitstag von den beiden Leuten, die Ihre Website kennen. Ohne Mindestlaufzeit.',
      price: { amount: 190_000, currency: 'EUR' },
      validUntil: '2026-12-18',
    },
    useful: {
      title: 'Eine Checkliste zu den neuen Regeln für Barrierefreiheit',
      body: 'Seit Juni gelten sie für Onlineshops in der EU, und meist genügen wenige Änderungen. Die Liste passt auf eine Seite und sagt, **welche zuerst kommen**.',
      url: 'https://agency.example/checkliste',
    },
    news: [
      {
        title: 'Feste Preise für die Wartung',
        body: 'Die Wartung hat jetzt einen festen Monatspreis, der vorher vereinbart wird. Stunden darüber sind unser Risiko, nicht Ihres.',
        url: 'https://agency.example/feste-preise',
      },
      {
        title: 'Eine Person, die antwortet',
        body: 'Für jeden Kunden gibt es eine Ansprechperson, die innerhalb eines Arbeitstags antwortet, und eine zweite für den Urlaub.',
        url: null,
      },
    ],
    personalLine: 'Unser Gespräch am Dienstag war die heiterste halbe Stunde meiner Woche',
    title: 'Kundenbetreuung',
  },
};

/** Props to show a letter with: everything there, or as little as can be. */
export function sampleProps(kind: LetterKind, size: 'full' | 'smallest', locale: string): LetterProps {
  const language = locale.toLowerCase().startsWith('de') ? 'de' : 'en';
  return size === 'full' ? full(kind, words[language]) : smallest(kind, words[language]);
}
