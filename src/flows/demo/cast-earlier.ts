import { addDays, addDuration } from '../../domain/calendar.ts';
import type { CastClient } from './cast-clients.ts';

/** Clients who have been away for longer. Amounts are minor units. */
export function earlierClients(today: string): CastClient[] {
  const ago = (days: number) => addDays(today, -days);
  // The right to write to Maple & Stone ends in 45 days.
  const mapleLeft = addDuration(ago(-45), '-P24M');
  return [
    {
      key: 'maple',
      name: 'Maple & Stone Architects',
      domain: 'maple.example',
      country: 'CA',
      zone: 'America/Toronto',
      since: addDays(mapleLeft, -2 * 365),
      value: { amount: 4_000_000, currency: 'CAD' },
      owner: 'tomas',
      people: [
        { email: 'luc@maple.example', firstName: 'Luc', lastName: 'Roy', role: 'decision_maker', notes: 'Sails.' },
      ],
      departures: [
        {
          departedOn: mapleLeft,
          reason: 'results',
          statedByClient: true,
          fault: 'shared',
          whatWentWrong: 'For half a year the new pages brought you fewer enquiries than the old ones',
          amends: { text: 'We have measured every new page against the old one since', doneOn: addDays(mapleLeft, 40) },
          highlights: [{ text: 'The bid for the museum was won with the site we made for it' }],
        },
      ],
      calls: { regular_call: ['spoke', 'no_answer'] },
    },
    {
      key: 'sunfield',
      name: 'Sunfield Schools',
      domain: 'sunfield.example',
      country: 'GB',
      zone: 'Europe/London',
      since: ago(176 + 3 * 365),
      value: { amount: 1_800_000, currency: 'GBP' },
      owner: 'mara',
      people: [
        {
          email: 'harriet@sunfield.example',
          firstName: 'Harriet',
          lastName: 'Cole',
          role: 'decision_maker',
          lead: true,
        },
        { email: 'omar@sunfield.example', firstName: 'Omar', lastName: 'Haddad', role: 'user' },
      ],
      departures: [
        {
          departedOn: ago(176),
          reason: 'budget',
          statedByClient: true,
          fault: 'nobody',
          highlights: [{ text: 'Eleven sites in one term' }],
        },
      ],
    },
    {
      key: 'kestrel',
      name: 'Kestrel Freight',
      domain: 'kestrel.example',
      country: 'IE',
      zone: 'Europe/Dublin',
      since: ago(178 + 800),
      value: { amount: 2_700_000, currency: 'EUR' },
      owner: 'tomas',
      people: [{ email: 'dan@kestrel.example', firstName: 'Dan', lastName: 'Foley', role: 'decision_maker' }],
      departures: [
        {
          departedOn: ago(178),
          reason: 'results',
          fault: 'theirs',
          reasonDetail: 'The figures were there; nobody at Kestrel answered the enquiries.',
          highlights: [{ text: 'Quotes in four hours instead of three days', kind: 'saved' }],
        },
      ],
    },
    {
      key: 'bluegate',
      name: 'Bluegate Clinics',
      domain: 'bluegate.example',
      country: 'FR',
      zone: 'Europe/Paris',
      since: ago(288 + 4 * 365),
      value: { amount: 6_400_000, currency: 'EUR' },
      owner: 'mara',
      people: [
        {
          email: 'camille@bluegate.example',
          firstName: 'Camille',
          lastName: 'Perrin',
          role: 'decision_maker',
          phone: '+33472000001',
          notes: 'A new grandson, Élie.',
        },
      ],
      departures: [
        {
          departedOn: ago(288),
          reason: 'competitor',
          fault: 'nobody',
          renewalOn: ago(-77),
          highlights: [{ text: 'Missed appointments down by 22 %', kind: 'saved' }],
        },
      ],
    },
    {
      key: 'orchard',
      name: 'Orchard Payroll',
      domain: 'orchard.example',
      country: 'AU',
      zone: 'Australia/Sydney',
      since: ago(358 + 900),
      value: { amount: 5_200_000, currency: 'AUD' },
      owner: 'tomas',
      people: [{ email: 'tom@orchard.example', firstName: 'Tom', lastName: 'Hale', role: 'decision_maker' }],
      departures: [
        {
          departedOn: ago(358),
          reason: 'champion_left',
          fault: 'nobody',
          reasonDetail: 'Nina Park, who had brought us in, moved on; Tom inherited us.',
          highlights: [{ text: 'The end of the financial year without overtime', kind: 'saved' }],
        },
      ],
      calls: { regular_call: ['spoke'], renewal_call: ['no_answer'] },
    },
    {
      key: 'greyfern',
      name: 'Greyfern Brokers',
      domain: 'greyfern.example',
      country: 'AT',
      zone: 'Europe/Vienna',
      since: ago(140 + 600),
      value: { amount: 2_900_000, currency: 'EUR' },
      owner: 'mara',
      people: [{ email: 'eva@greyfern.example', firstName: 'Eva', lastName: 'Lenz', role: 'decision_maker' }],
      departures: [{ departedOn: ago(140), reason: 'price', statedByClient: true, fault: 'nobody', heldOut: true }],
    },
  ];
}
