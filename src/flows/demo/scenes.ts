import { addDays, addWorkingDays, dayInWords } from '../../domain/calendar.ts';
import type { Scene } from './scene.ts';

const backFrom = (day: string) => dayInWords(addWorkingDays(day, 12));

/** The first of March that lies at least two months ahead. */
function nextMarch(day: string): string {
  const year = Number(day.slice(0, 4));
  return [`${year}-03-01`, `${year + 1}-03-01`, `${year + 2}-03-01`].find((one) => one >= addDays(day, 60)) ?? day;
}

/** Everything that people and machines do in the demo, but for departures and day's work. */
export const scenes: readonly Scene[] = [
  // What has been: the two clients with a long history, and a mailbox that was full for a day.
  {
    key: 'velvet-away',
    client: 'velvet',
    after: { step: 'check_in' },
    later: { minutes: 1 },
    act: {
      kind: 'auto_reply',
      subject: 'Automatic reply',
      textOn: (day) => `I am out of the office and will be back on ${dayInWords(addWorkingDays(day, 4))}.\n\nRita Sá`,
    },
  },
  {
    key: 'velvet-asks',
    client: 'velvet',
    after: { step: 'news', occurrence: 1 },
    later: { workingDays: 1, at: '11:05' },
    act: {
      kind: 'answer',
      text: 'Dear Mara,\n\nI have read the page with your prices. Could we talk about the season after this one?\n\nRita',
    },
  },
  {
    key: 'velvet-interested',
    client: 'velvet',
    after: { scene: 'velvet-asks' },
    later: { minutes: 95 },
    act: {
      kind: 'close',
      answer: 'velvet-asks',
      by: 'mara',
      closingOn: (day) => ({ outcome: 'interested', nextStepOn: addWorkingDays(day, 4), nextStep: 'meeting' }),
    },
  },
  {
    key: 'maple-thanks',
    client: 'maple',
    after: { step: 'check_in' },
    later: { workingDays: 2, at: '09:40' },
    act: { kind: 'answer', text: 'Thank you, that is kind of you. We are well looked after.\n\nLuc' },
  },
  {
    key: 'maple-friendly',
    client: 'maple',
    after: { scene: 'maple-thanks' },
    later: { workingDays: 1, at: '10:10' },
    act: { kind: 'close', answer: 'maple-thanks', by: 'tomas', closingOn: () => ({ outcome: 'friendly' }) },
  },
  {
    key: 'kestrel-full',
    client: 'kestrel',
    after: { step: 'first_letter' },
    later: { minutes: 2 },
    act: { kind: 'bounce', severity: 'soft' },
  },

  // What is to come.
  {
    key: 'northwind-asks',
    client: 'northwind',
    after: { step: 'first_letter' },
    later: { workingDays: 1, at: '10:20' },
    act: {
      kind: 'answer',
      text: 'Hello Mara,\n\nthat was good to read. One question: who would do the work in a smaller package?\n\nJo',
    },
    toldOn: () => 'Jo answered',
  },
  {
    key: 'tidewater-upset',
    client: 'tidewater',
    after: { step: 'first_letter' },
    later: { minutes: 140 },
    act: {
      kind: 'answer',
      text: 'Mara,\n\na credit note does not give me back the afternoons I spent on your invoices. I am still angry, and I would like to hear from somebody who decides things.\n\nAna Ruiz',
    },
    toldOn: () => 'Ana answered',
  },
  {
    key: 'tidewater-told',
    client: 'tidewater',
    after: { scene: 'tidewater-upset' },
    later: { minutes: 40 },
    act: { kind: 'close', answer: 'tidewater-upset', by: 'mara', closingOn: () => ({ outcome: 'upset' }) },
    toldOn: () => 'she is upset and Ruth is told',
  },
  {
    key: 'copperline-away',
    client: 'copperline',
    after: { step: 'check_in' },
    later: { minutes: 1 },
    act: {
      kind: 'auto_reply',
      subject: 'Out of office',
      textOn: (day) =>
        `Thank you for your message. I am out of the office and will be back on ${backFrom(day)}.\n\nPriya Nair\nCopperline Brewing`,
    },
    toldOn: (day) => `Priya is away until ${backFrom(day)}`,
  },
  {
    key: 'fjellvann-march',
    client: 'fjellvann',
    after: { step: 'offer' },
    later: { workingDays: 1, at: '13:15' },
    act: { kind: 'answer', text: 'Hello Mara,\n\nnot now, please ask me again in March.\n\nIngrid Moe' },
    toldOn: () => 'Ingrid asks us to write in March',
  },
  {
    // One click of whoever reads it; a colleague does it after a while.
    key: 'fjellvann-dated',
    client: 'fjellvann',
    after: { scene: 'fjellvann-march' },
    later: { workingDays: 8, at: '09:30' },
    act: {
      kind: 'close',
      answer: 'fjellvann-march',
      by: 'mara',
      closingOn: (day) => ({ outcome: 'not_now', on: nextMarch(day) }),
    },
    toldOn: (day) => `the next letter to Ingrid waits for ${dayInWords(nextMarch(day))}`,
  },
  {
    key: 'maple-twice',
    client: 'maple',
    after: { step: 'farewell' },
    later: { workingDays: 2, at: '17:20' },
    act: { kind: 'twice_a_year' },
    toldOn: () => 'Luc wants two letters a year',
  },
  {
    key: 'sunfield-left',
    client: 'sunfield',
    after: { step: 'news' },
    later: { minutes: 1 },
    act: {
      kind: 'auto_reply',
      subject: 'Automatic reply',
      textOn: () =>
        'Harriet Cole no longer works at Sunfield Schools. Please write to Omar Haddad, omar@sunfield.example, from now on.',
    },
    toldOn: () => 'Harriet has left, and Omar is named in her place',
  },
  {
    key: 'kestrel-stops',
    client: 'kestrel',
    after: { step: 'news' },
    later: { minutes: 25 },
    act: { kind: 'one_click' },
    toldOn: () => 'Dan stopped the letters with one click',
  },
  {
    key: 'bluegate-asks',
    client: 'bluegate',
    after: { step: 'renewal_offer' },
    later: { workingDays: 1, at: '08:50' },
    act: {
      kind: 'answer',
      from: { name: 'Camille Perrin', address: 'camille@perrin-lyon.example' },
      text: 'Hello Mara,\n\nI write from my own address, because I want to think about this in peace. Would you send me a proposal for next year?\n\nCamille Perrin',
    },
    toldOn: () => 'Camille asks for a proposal from another address',
  },
  {
    key: 'bluegate-interested',
    client: 'bluegate',
    after: { scene: 'bluegate-asks' },
    later: { workingDays: 1, at: '10:40' },
    act: {
      kind: 'close',
      answer: 'bluegate-asks',
      by: 'mara',
      closingOn: (day) => ({ outcome: 'interested', nextStepOn: addWorkingDays(day, 3), nextStep: 'call' }),
    },
  },
  {
    key: 'bluegate-back',
    client: 'bluegate',
    after: { scene: 'bluegate-interested' },
    later: { workingDays: 11, at: '15:00' },
    act: {
      kind: 'win_back',
      by: 'mara',
      value: { amount: 5_800_000, currency: 'EUR' },
      note: 'Signed for next year, smaller than before.',
    },
    toldOn: () => 'Bluegate Clinics came back',
  },
  {
    key: 'orchard-gone',
    client: 'orchard',
    after: { step: 'news', occurrence: 2 },
    later: { minutes: 3 },
    act: { kind: 'bounce', severity: 'hard' },
    toldOn: () => 'the letter to Tom came back: his address does not exist any more',
  },
  {
    key: 'pinemarsh-thanks',
    client: 'pinemarsh',
    after: { step: 'first_letter' },
    later: { minutes: 190 },
    act: { kind: 'answer', text: 'Thanks, all the best.\n\nSanne' },
    toldOn: () => 'Sanne said thanks',
  },
  {
    key: 'pinemarsh-friendly',
    client: 'pinemarsh',
    after: { scene: 'pinemarsh-thanks' },
    later: { workingDays: 1, at: '10:00' },
    act: { kind: 'close', answer: 'pinemarsh-thanks', by: 'mara', closingOn: () => ({ outcome: 'friendly' }) },
  },
];
