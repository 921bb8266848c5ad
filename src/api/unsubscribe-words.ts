/** The words of the page behind the links of a letter, by language. `{…}` is filled in. */
export interface UnsubscribeWords {
  language: string;
  title: string;
  about: string;
  stopHeading: string;
  stopText: string;
  stopButton: string;
  chooseHeading: string;
  chooseText: string;
  stopOffers: string;
  stopNews: string;
  laterHeading: string;
  laterText: string;
  laterButton: string;
  yearHeading: string;
  yearText: string;
  yearButton: string;
  /** Kept with the consent: what the person read and agreed to. */
  yearConsent: string;
  wrongHeading: string;
  wrongText: string;
  wrongLabel: string;
  wrongButton: string;
  stateHeading: string;
  stopped: string;
  stoppedByMistake: string;
  offersStopped: string;
  newsStopped: string;
  personalStopped: string;
  quiet: string;
  twiceAYear: string;
  wrongPerson: string;
  saved: string;
  back: string;
  unknownTitle: string;
  unknownText: string;
  addressLabel: string;
  addressButton: string;
  addressDone: string;
}

const en: UnsubscribeWords = {
  language: 'en',
  title: 'Letters from {house}',
  about: 'This is about letters to {address}.',
  stopHeading: 'Stop all letters',
  stopText: 'Nothing more will come, from today on.',
  stopButton: 'Stop all letters',
  chooseHeading: 'Choose less',
  chooseText: 'Stop one kind of letter and keep the others.',
  stopOffers: 'Stop offers',
  stopNews: 'Stop news',
  laterHeading: 'Not now, but later',
  laterText: 'Write to me again after that time, and not before.',
  laterButton: 'In {months} months',
  yearHeading: 'Write to me twice a year',
  yearText: 'At most two letters a year, for as long as you like. You can stop them at any time.',
  yearButton: 'Write to me twice a year',
  yearConsent:
    'Write to me twice a year. At most two letters a year from {house}, for as long as you like. You can stop them at any time.',
  wrongHeading: 'I am not the right person',
  wrongText: 'Then these letters end here.',
  wrongLabel: 'Who is? (if you like)',
  wrongButton: 'I am not the right person',
  stateHeading: 'As things stand',
  stopped: 'All letters to you are stopped. Nothing more will come.',
  stoppedByMistake: 'If that was a mistake, answer any of our letters and tell us.',
  offersStopped: 'You get no offers.',
  newsStopped: 'You get no news.',
  personalStopped: 'You get no personal letters.',
  quiet: 'You get no letters before {day}.',
  twiceAYear: 'You get at most two letters a year.',
  wrongPerson: 'You told us that you are not the right person. No more letters will come to you about this.',
  saved: 'That is done.',
  back: 'Change something else',
  unknownTitle: 'Stop our letters',
  unknownText: 'This link is not complete. Type the address that our letters come to, and they will stop.',
  addressLabel: 'E-mail address',
  addressButton: 'Stop all letters',
  addressDone: 'If we have been writing to this address, no more letters will come to it.',
};

const de: UnsubscribeWords = {
  language: 'de',
  title: 'Briefe von {house}',
  about: 'Es geht um Briefe an {address}.',
  stopHeading: 'Alle Briefe beenden',
  stopText: 'Ab heute kommt nichts mehr.',
  stopButton: 'Alle Briefe beenden',
  chooseHeading: 'Weniger auswählen',
  chooseText: 'Eine Art von Briefen beenden und die anderen behalten.',
  stopOffers: 'Keine Angebote mehr',
  stopNews: 'Keine Neuigkeiten mehr',
  laterHeading: 'Nicht jetzt, aber später',
  laterText: 'Schreiben Sie mir nach dieser Zeit wieder, nicht früher.',
  laterButton: 'In {months} Monaten',
  yearHeading: 'Zweimal im Jahr schreiben',
  yearText: 'Höchstens zwei Briefe im Jahr, solange Sie möchten. Sie können sie jederzeit beenden.',
  yearButton: 'Schreiben Sie mir zweimal im Jahr',
  yearConsent:
    'Schreiben Sie mir zweimal im Jahr. Höchstens zwei Briefe im Jahr von {house}, solange Sie möchten. Sie können sie jederzeit beenden.',
  wrongHeading: 'Ich bin nicht die richtige Person',
  wrongText: 'Dann enden diese Briefe hier.',
  wrongLabel: 'Wer ist es? (wenn Sie mögen)',
  wrongButton: 'Ich bin nicht die richtige Person',
  stateHeading: 'So steht es jetzt',
  stopped: 'Alle Briefe an Sie sind beendet. Es kommt nichts mehr.',
  stoppedByMistake: 'Wenn das ein Versehen war, antworten Sie auf einen unserer Briefe und sagen Sie es uns.',
  offersStopped: 'Sie bekommen keine Angebote.',
  newsStopped: 'Sie bekommen keine Neuigkeiten.',
  personalStopped: 'Sie bekommen keine persönlichen Briefe.',
  quiet: 'Sie bekommen keine Briefe vor dem {day}.',
  twiceAYear: 'Sie bekommen höchstens zwei Briefe im Jahr.',
  wrongPerson: 'Sie haben uns gesagt, dass Sie nicht die richtige Person sind. Dazu kommen keine Briefe mehr an Sie.',
  saved: 'Das ist erledigt.',
  back: 'Noch etwas ändern',
  unknownTitle: 'Unsere Briefe beenden',
  unknownText:
    'Dieser Link ist nicht vollständig. Geben Sie die Adresse an, an die unsere Briefe kommen, dann enden sie.',
  addressLabel: 'E-Mail-Adresse',
  addressButton: 'Alle Briefe beenden',
  addressDone: 'Falls wir an diese Adresse geschrieben haben, kommen dort keine Briefe mehr an.',
};

/** The words for a locale, or for a list of languages as browsers give it; English for all that we do not speak. */
export function wordsFor(locale: string): UnsubscribeWords {
  return /^\s*de\b/i.test(locale) ? de : en;
}

export function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
