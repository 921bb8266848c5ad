import { expect, it } from 'vitest';

import { laterWish } from '../../../../src/domain/inbound/words/later.ts';
import { saysWrongPerson, successorName } from '../../../../src/domain/inbound/words/other-person.ts';

/** Tuesday 24 November 2026. */
const received = '2026-11-24';

it.each([
  ['Not now, ask me again in spring.', '2027-03-01'],
  ['Please get in touch again in March.', '2027-03-01'],
  ['Not this year. Maybe next year.', '2027-01-15'],
  ['Could you check back in Q2?', '2027-04-01'],
  ['Try again in six months, please.', '2027-05-24'],
  ['Reach out again in a couple of weeks.', '2026-12-08'],
  ['It is too early. Contact us after the summer.', '2027-09-01'],
  ['We have no budget until April.', '2027-04-01'],
  ['Ask again on 15 February 2027.', '2027-02-15'],
  ['Perhaps in mid-January.', '2027-01-15'],
  ['Not before the second half of next year.', '2027-01-15'],
  ['Come back in early June.', '2027-06-01'],
  ['We are fine for now, thanks.', null],
  ['Not yet.', null],
  ['Im Moment haben wir keinen Bedarf. Melden Sie sich im Frühjahr wieder.', '2027-03-01'],
  ['Derzeit nicht, gerne ab März.', '2027-03-01'],
  ['Bitte fragen Sie im nächsten Jahr noch einmal.', '2027-01-15'],
  ['Schreiben Sie mir in drei Monaten wieder.', '2027-02-24'],
  ['Kommen Sie im nächsten Quartal noch einmal auf uns zu.', '2027-01-01'],
  ["Pas pour l'instant. Recontactez-moi au printemps.", '2027-03-01'],
  ["Pas maintenant, plutôt l'année prochaine.", '2027-01-15'],
  ['Revenez vers moi en février.', '2027-02-01'],
  ['Por el momento no. Vuelva a escribirme en primavera.', '2027-03-01'],
  ['Ahora no, contácteme en enero.', '2027-01-01'],
  ['Non ora, ci risentiamo a marzo.', '2027-03-01'],
  ['Per ora no, grazie. Ricontattatemi in primavera.', '2027-03-01'],
  ['Nu niet, neem in het voorjaar weer contact op.', '2027-03-01'],
  ['Agora não. Volte a contactar-me em março.', '2027-03-01'],
  ['Inte just nu, återkom i mars.', '2027-03-01'],
])('hears in "%s" a wish to be asked again (%s)', (text, on) => {
  expect(laterWish(text, received)).toEqual({ on });
});

it.each([
  ['Thanks, we will call you.'],
  ['Would you send me a proposal for next year?'],
  ['We had a good spring with you.'],
  ['You may call me.'],
  ['Bitte rufen Sie mich an.'],
  [''],
])('hears none in "%s"', (text) => {
  expect(laterWish(text, received)).toBeNull();
});

it.each([
  ['I am not the right person for this.', true],
  ['You have the wrong contact.', true],
  ['I no longer deal with marketing.', true],
  ['Dafür bin ich nicht mehr zuständig.', true],
  ['Je ne suis pas la bonne personne.', true],
  ['No soy la persona indicada.', true],
  ['Non sono la persona giusta.', true],
  ['Ik ben niet de juiste persoon.', true],
  ['Não sou a pessoa certa.', true],
  ['You are the right person to ask.', false],
  ['There is something wrong with the invoice.', false],
])('hears in "%s" that another person is meant: %s', (text, is) => {
  expect(saysWrongPerson(text)).toBe(is);
});

it.each([
  ['Please contact Sam Reed at sam@northwind.example.', 'sam@northwind.example', 'Sam Reed'],
  ['Meine Nachfolgerin ist Sina von Reed (s.reed@northwind.example).', 's.reed@northwind.example', 'Sina von Reed'],
  ['Bitte wenden Sie sich an Max Muster, max@northwind.example', 'max@northwind.example', 'Max Muster'],
  ['Veuillez contacter Anne Moreau : anne@northwind.example', 'anne@northwind.example', 'Anne Moreau'],
  ['Please contact my colleague Ada Byron, who follows me.', null, 'Ada Byron'],
  ['Please write to sales@northwind.example.', 'sales@northwind.example', null],
  ['I have left the company.', null, null],
])('finds in "%s" who comes instead', (text, address, name) => {
  expect(successorName(text, address)).toBe(name);
});
