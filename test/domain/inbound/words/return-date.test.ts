import { expect, it } from 'vitest';

import { returnsOn } from '../../../../src/domain/inbound/words/return-date.ts';

/** Saturday 21 November 2026. */
const received = '2026-11-21';

it.each([
  ['I am out of the office until 5 January.', '2027-01-05'],
  ['I will be back on Monday.', '2026-11-23'],
  ['I will be back in the office on Monday, 30 November.', '2026-11-30'],
  ['Back on 12/01.', '2026-12-01'],
  ['I return on December 1st, 2026 and will answer then.', '2026-12-01'],
  ['I am away from 24 December to 5 January.', '2027-01-05'],
  ['On leave through December 4.', '2026-12-05'],
  ['On vacation until 12/4/2026 inclusive.', '2026-12-05'],
  ['Out until 2026-12-07.', '2026-12-07'],
  ['I am away from 23 November until 27 November and will return on 30 November.', '2026-11-30'],
  ['Ich bin bis zum 04.12.2026 nicht im Büro.', '2026-12-04'],
  ['Ab dem 7. Dezember bin ich wieder erreichbar.', '2026-12-07'],
  ['Ich bin am 7.12. wieder im Büro.', '2026-12-07'],
  ['Vom 23.11. bis einschließlich 27.11. bin ich im Urlaub.', '2026-11-28'],
  ['Ich bin am Montag zurück.', '2026-11-23'],
  ['Ich bin ab morgen wieder da.', '2026-11-22'],
  ["Je suis absente jusqu'au 4 décembre.", '2026-12-04'],
  ['Je serai de retour le lundi 7 décembre 2026.', '2026-12-07'],
  ['De retour le 1er décembre.', '2026-12-01'],
  ['Estaré fuera de la oficina hasta el 4 de diciembre.', '2026-12-04'],
  ['Vuelvo el 7 de diciembre de 2026.', '2026-12-07'],
  ['Sarò fuori ufficio fino al 4 dicembre.', '2026-12-04'],
  ['Rientro il 07/12/2026.', '2026-12-07'],
  ['Ik ben afwezig tot en met 4 december.', '2026-12-05'],
  ['Vanaf 7 december ben ik weer bereikbaar.', '2026-12-07'],
  ['Estou de férias até 4 de dezembro.', '2026-12-04'],
  ['Volto no dia 7 de dezembro.', '2026-12-07'],
  ['I will be out of the office starting  23/11/2026 and will not return until 07/12/2026.', '2026-12-07'],
  ['Back 30.11. - 030 1234567 is the front desk.', '2026-11-30'],
  ['On PTO 11/23–11/27.', '2026-11-27'],
  ['Urlaub vom 23.11.-27.11.', '2026-11-27'],
  ['Jestem na urlopie w dniach 23-27.11.2026.', '2026-11-27'],
  ['De vacaciones del 23 al 27 de noviembre, ambos inclusive.', '2026-11-28'],
  ['Our office is closed from 19 December to 4 January and reopens on Tuesday 5 January.', '2027-01-05'],
  ['The university is closed today and will reopen tomorrow.', '2026-11-22'],
  ['Nous rouvrirons le 4 janvier.', '2027-01-04'],
  ['Je serai de retour le 1er décembre.\nTél. 06.12.26.56.78', '2026-12-01'],
  ['11月24日(火)より出社いたします。', '2026-11-24'],
  ['11/23(月・祝)〜11/27(金)まで休業。11/30(月)から通常営業。', '2026-11-30'],
  ['我于2026年11月23日至11月27日休假，11月30日（周一）返回办公室。', '2026-11-30'],
  ['휴가: 11월 23일 ~ 11월 27일(금)', '2026-11-27'],
])('reads "%s" as %s', (text, day) => {
  expect(returnsOn(text, received)).toBe(day);
});

it.each([
  ['Thank you for your message. I will answer soon.'],
  ['Call +49 30 1234567 or room 12/4.'],
  ['Our office was founded on 5 January 1990.'],
  ['dd/mm/yyyy'],
  ['I am away. 550 5.1.1 not found'],
  ['I am away. The front desk answers Mon-Fri 8-9.10, tel. 06.12.26.56.78.'],
  [''],
])('finds no day in "%s"', (text) => {
  expect(returnsOn(text, received)).toBeNull();
});

it('reads no day without a year when it is not known when the mail came', () => {
  expect(returnsOn('Back on 5 January.', null)).toBeNull();
  expect(returnsOn('Back on 5 January 2027.', null)).toBe('2027-01-05');
});
