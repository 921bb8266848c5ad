import { addDays } from '../../domain/calendar.ts';
import type { CastClient } from './cast-clients.ts';

/** Clients who left within the last three months. Amounts are minor units. */
export function recentClients(today: string): CastClient[] {
  const ago = (days: number) => addDays(today, -days);
  return [
    {
      key: 'northwind',
      name: 'Northwind GmbH',
      domain: 'northwind.example',
      country: 'DE',
      zone: 'Europe/Berlin',
      since: ago(12 + 3 * 365),
      value: { amount: 4_800_000, currency: 'EUR' },
      owner: 'mara',
      people: [
        {
          email: 'jo@northwind.example',
          firstName: 'Jo',
          lastName: 'Brandt',
          role: 'decision_maker',
          lead: true,
          phone: '+493012345670',
          notes: 'Runs half-marathons; the next one is in spring.',
        },
        // An hour behind Berlin: the thank-you goes to Jo, and Lena is left out of it, never the other way round.
        {
          email: 'lena@northwind.example',
          firstName: 'Lena',
          lastName: 'Voss',
          role: 'user',
          timezone: 'Europe/Lisbon',
          notes: 'Works from Lisbon most of the year.',
          enrolled: true,
        },
      ],
      departures: [
        {
          departedOn: ago(12),
          reason: 'price',
          statedByClient: true,
          reasonDetail:
            'They make pumps, and a bad year for pumps has every contract looked at. A cheaper quote was there.',
          fault: 'nobody',
          wouldReturnIf: 'A smaller package.',
          highlights: [{ text: 'Cut onboarding from nine days to two', kind: 'saved' }],
          personalLine: 'I still tell people about the morning when the new form went live.',
        },
      ],
    },
    {
      key: 'tidewater',
      name: 'Tidewater Dental',
      domain: 'tidewater.example',
      country: 'US',
      zone: 'America/Los_Angeles',
      since: ago(10 + 2 * 365),
      value: { amount: 3_100_000, currency: 'USD' },
      owner: 'mara',
      people: [
        {
          email: 'ana@tidewater.example',
          firstName: 'Ana',
          lastName: 'Ruiz',
          role: 'decision_maker',
          phone: '+15035550142',
          notes: 'Two boys; never call between three and four.',
        },
      ],
      departures: [
        {
          departedOn: ago(10),
          reason: 'billing',
          statedByClient: true,
          fault: 'ours',
          whatWentWrong: 'We billed the hosting twice for four months, and it took us three letters of yours to see it',
          amends: { text: 'We have sent you a credit note of $1,240', doneOn: ago(11) },
          highlights: [{ text: '410 bookings online in the first year', kind: 'earned' }],
        },
      ],
    },
    {
      key: 'copperline',
      name: 'Copperline Brewing',
      domain: 'copperline.example',
      country: 'GB',
      zone: 'Europe/London',
      since: ago(57 + 4 * 365),
      value: { amount: 2_200_000, currency: 'GBP' },
      owner: 'mara',
      people: [
        {
          email: 'priya@copperline.example',
          firstName: 'Priya',
          lastName: 'Nair',
          role: 'decision_maker',
          phone: '+441134960321',
          notes: 'No calls on Mondays: brewing day.',
        },
      ],
      departures: [
        {
          departedOn: ago(57),
          reason: 'service_quality',
          statedByClient: true,
          fault: 'shared',
          whatWentWrong: 'Small changes to the shop waited for a week, and nobody told you why',
          amends: { text: 'Small changes are done on the same day now, by one person who is named', doneOn: ago(50) },
          highlights: [{ text: 'Sales of the shop up by 18 %', kind: 'earned' }],
        },
      ],
    },
    {
      key: 'fjellvann',
      name: 'Fjellvann Outdoor',
      domain: 'fjellvann.example',
      country: 'NO',
      zone: 'Europe/Oslo',
      since: ago(88 + 5 * 365),
      value: { amount: 61_000_000, currency: 'NOK' },
      owner: 'mara',
      people: [
        {
          email: 'ingrid@fjellvann.example',
          firstName: 'Ingrid',
          lastName: 'Moe',
          role: 'decision_maker',
          phone: '+4722123456',
        },
      ],
      departures: [
        {
          departedOn: ago(88),
          reason: 'competitor',
          fault: 'nobody',
          reasonDetail: 'A studio in Oslo, ten minutes on foot.',
          highlights: [{ text: 'The season launch was on time, three years in a row' }],
        },
      ],
    },
    {
      key: 'pinemarsh',
      name: 'Pinemarsh Festival',
      domain: 'pinemarsh.example',
      country: 'NL',
      zone: 'Europe/Amsterdam',
      since: ago(11 + 400),
      value: { amount: 1_500_000, currency: 'EUR' },
      owner: 'mara',
      people: [
        {
          email: 'sanne@pinemarsh.example',
          firstName: 'Sanne',
          lastName: 'Bos',
          role: 'decision_maker',
          notes: 'Bakes; brought a cake to the last meeting.',
        },
      ],
      departures: [
        {
          departedOn: ago(11),
          reason: 'project_finished',
          statedByClient: true,
          fault: 'nobody',
          highlights: [{ text: 'Sold out in nine days', kind: 'earned' }],
        },
      ],
    },
    {
      key: 'larkhill',
      name: 'Larkhill Robotics',
      domain: 'larkhill.example',
      country: 'US',
      zone: 'America/Chicago',
      since: ago(30 + 700),
      value: { amount: 7_000_000, currency: 'USD' },
      owner: 'tomas',
      people: [{ email: 'max@larkhill.example', firstName: 'Max', lastName: 'Webb', role: 'decision_maker' }],
      departures: [{ departedOn: ago(30), reason: 'out_of_business', fault: 'nobody' }],
    },
    {
      key: 'velvet',
      name: 'Velvet Harbour Hotels',
      domain: 'velvet.example',
      country: 'PT',
      zone: 'Europe/Lisbon',
      since: ago(500 + 3 * 365),
      value: { amount: 3_300_000, currency: 'EUR' },
      owner: 'mara',
      people: [{ email: 'rita@velvet.example', firstName: 'Rita', lastName: 'Sá', role: 'decision_maker' }],
      departures: [
        {
          departedOn: ago(500),
          reason: 'price',
          fault: 'nobody',
          highlights: [{ text: 'Direct bookings up by 30 %', kind: 'earned' }],
          back: {
            on: ago(200),
            value: { amount: 3_300_000, currency: 'EUR' },
            note: 'Came back after the letter about our prices.',
          },
        },
        {
          departedOn: ago(5),
          reason: 'in_house',
          statedByClient: true,
          fault: 'nobody',
          reasonDetail: 'Their new head of marketing builds a team of her own.',
          highlights: [{ text: 'Direct bookings up by 30 %', kind: 'earned' }],
          heldForALook: 'They leave for the second time: Mara reads the first letter before it leaves.',
        },
      ],
      calls: { regular_call: ['spoke'] },
    },
  ];
}
