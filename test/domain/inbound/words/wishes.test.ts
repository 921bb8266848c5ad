import { expect, it } from 'vitest';

import { deleteRequest, leftCompany, stopWish } from '../../../../src/domain/inbound/words/wishes.ts';

it.each([
  'STOP',
  'Unsubscribe.',
  'unsubscribe please',
  'Please remove me from your list.',
  'Please take me off this mailing list, thanks.',
  "Don't contact me again.",
  'I do not want to receive any more emails from you.',
  'How do I unsubscribe?',
  'Stop emailing me!',
  'Bitte melden Sie mich ab.',
  'Abmelden',
  'Bitte keine weiteren E-Mails mehr.',
  'Bitte schreiben Sie mir nicht mehr.',
  'Bitte nehmen Sie mich aus dem Verteiler.',
  'Merci de me désinscrire de votre liste.',
  'Ne m’écrivez plus.',
  'Désabonnez-moi',
  'Quiero darme de baja.',
  'No me envíen más correos.',
  'Cancellatemi dalla lista.',
  'Non voglio più ricevere le vostre mail.',
  'Graag uitschrijven.',
  'Geen e-mails meer.',
  'Não quero mais receber estes e-mails.',
])('honours "%s" at once', (text) => {
  expect(stopWish(text)).toBe('clear');
});

it.each([
  "Please don't unsubscribe me, I only need a break.",
  'I accidentally unsubscribed, can you add me again?',
  'Not interested.',
  'Please cancel our subscription.',
  'Kein Interesse.',
  'Pas intéressé, merci.',
  'No thanks.',
])('asks a person about "%s"', (text) => {
  expect(stopWish(text)).toBe('unclear');
});

it.each([
  'Sounds good, call me next week.',
  'We had to stop the project when the budget was cut.',
  'Could you remove the second line from the invoice?',
  'Wir melden uns im Frühjahr wieder.',
  'I will stop by your office on Monday, if that suits you.',
  'Please delete my email of yesterday, I had the wrong file attached.',
  'There were no more emails from your side after May.',
  'We want to eliminate costs.',
  "Don't send me the contract by post, mail is fine.",
  'Melden Sie uns bitte, ab wann Sie Zeit haben.',
  '',
])('finds no wish to stop in "%s"', (text) => {
  expect(stopWish(text)).toBeNull();
});

it.each([
  ['Please delete all my personal data.', true],
  ['Bitte löschen Sie alle meine Daten.', true],
  ['Veuillez supprimer toutes mes données.', true],
  ['Solicito que eliminen todos mis datos.', true],
  ['Please delete everything you hold about me.', true],
  ['Ich verlange nach Art. 17 DSGVO, dass mein Eintrag verschwindet.', true],
  ['Solicito la supresión de mis datos personales.', true],
  ['Jag vill att ni raderar mina personuppgifter.', true],
  ['Proszę o usunięcie moich danych osobowych.', true],
  ['Прошу удалить мои персональные данные.', true],
  ['個人情報の削除をお願いします。', true],
  ['Please do not delete my data yet.', false],
  ['Please delete our data from the old server once the migration is done.', false],
  ['Could you remove the information about Mr Jones from the team page?', false],
  ['Please remove the details of the autumn fair from our home page.', false],
  ['Bitte löschen Sie meine alten Daten vom Testserver.', false],
  ['Veuillez supprimer mes anciennes données du site de test.', false],
  ['Our data show that the campaign worked.', false],
])('takes "%s" for a wish to be forgotten: %s', (text, wish) => {
  expect(deleteRequest(text)).toBe(wish);
});

it.each([
  ['I am no longer with Northwind. Please contact sam@northwind.example instead.', true, 'sam@northwind.example'],
  ['Frau Brandt hat das Unternehmen verlassen.', true, null],
  ['Jo ne travaille plus chez nous, écrivez à sam@northwind.example', true, 'sam@northwind.example'],
  ['I am out of the office until Monday, contact sam@northwind.example.', false, null],
  ['I am not at my desk and leaving for a holiday.', false, null],
  ['Ich bin heute nicht mehr im Haus.', false, null],
  ['Je ne serai plus joignable avant lundi.', false, null],
])('reads from "%s" whether somebody left', (text, left, successor) => {
  expect(leftCompany(text)).toEqual({ left, successor });
});

it.each([
  'Sam Okoro has left Northwind.',
  'I have left Northwind Traders & Co as of 1 May. Please write to sam@northwind.example.',
  "I've left Northwind to pursue other things.",
  'Jo no longer works at Northwind.',
  'Jo is no longer at Northwind Ltd.',
  "Jo doesn't work here any more.",
  'My employment with Northwind Inc. has ended.',
  'As of today I am no longer with the company.',
  'Frau Brandt ist nicht mehr bei der Northwind GmbH & Co. KG tätig.',
  'Ich bin ab heute nicht mehr für Northwind tätig.',
  'Herr Okoro arbeitet nicht mehr bei uns.',
  'Ich habe Northwind zum 30.4. verlassen.',
  'Jo Brandt ist nicht mehr bei Northwind.',
  "Madame Brandt a quitté l'entreprise.",
  'Jo a quitté Northwind depuis mars.',
  'M. Okoro n’est plus chez Northwind.',
  'Jo ya no trabaja en Northwind.',
  'He dejado Northwind. Escriba a sam@northwind.example.',
  'Jo ha dejado de trabajar en nuestra empresa.',
  'Jo Brandt non lavora più in Northwind.',
  'Ho lasciato Northwind e non leggo più questa casella.',
  'Non sono più dipendente di Northwind.',
  'Jo werkt niet meer bij Northwind.',
  'Jo Brandt is niet langer werkzaam bij ons.',
  'Ik heb Northwind per 1 mei verlaten.',
])('hears from "%s" that somebody left', (text) => {
  expect(leftCompany(text).left).toBe(true);
});

it.each([
  'Jo has left the office for today.',
  'I have left for holiday and will answer when I am back.',
  'Sam has left a message for you.',
  'I have left London and will be back on Monday.',
  'I have left Sam in charge until Monday.',
  'I am no longer at my desk today.',
  'I no longer work on Fridays.',
  'Ich habe das Büro für heute verlassen.',
  'Ich habe Feierabend und das Büro verlassen.',
  'Ich arbeite nicht mehr am Freitag.',
  'Ich bin heute nicht mehr im Unternehmen erreichbar.',
  'Er hat das Haus bereits verlassen und ist morgen wieder da.',
  "J'ai quitté le bureau pour aujourd'hui.",
  'Je ne travaille plus le vendredi.',
  'He dejado la oficina por hoy.',
  'He dejado un mensaje a su compañero.',
  'Ya no trabajo los viernes.',
  "Ho lasciato l'ufficio per oggi.",
  'Ik heb het kantoor voor vandaag verlaten.',
  'Ik werk vandaag niet meer.',
])('does not take "%s" for a farewell', (text) => {
  expect(leftCompany(text)).toEqual({ left: false, successor: null });
});
