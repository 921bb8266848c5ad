import type { LetterKind } from '../kinds.ts';
import type { LetterCopy, Variant } from './schema.ts';

const greeting: Variant[] = [
  '{salutation},',
  'Guten Tag {firstName} {lastName},',
  'Guten Tag {firstName},',
  'Guten Tag,',
];

const footer: LetterCopy['footer'] = {
  why: [
    'Sie erhalten diesen Brief, weil {clientName} bis {leftMonth} Kunde von {houseName} war.',
    'Sie erhalten diesen Brief, weil {clientName} bis {leftMonth} unser Kunde war.',
    'Sie erhalten diesen Brief, weil {clientName} Kunde von {houseName} war.',
    'Sie erhalten diesen Brief, weil {clientName} unser Kunde war.',
  ],
  stop: ['Keine Briefe mehr'],
  choose: ['Weniger Briefe oder eine Pause'],
};

/** Die Briefe auf Deutsch: geschrieben, nicht übersetzt. Regeln in kinds.ts und lint.ts. */
export const de: Record<LetterKind, LetterCopy> = {
  thank_you: {
    subject: ['Danke für {years} Zusammenarbeit', 'Danke für die Zusammenarbeit'],
    preheader: ['Sie müssen nichts tun und nichts antworten.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['project_finished'],
          text: 'unser Projekt für {clientName} ist abgeschlossen, und ich möchte es nicht ohne einen richtigen Dank zu Ende gehen lassen. Hier ist er: Danke.',
        },
        '{years} lang haben wir für {clientName} gearbeitet, und das soll nicht ohne einen richtigen Dank zu Ende gehen. Hier ist er: Danke.',
        'unsere Arbeit für {clientName} ist zu Ende, und ich möchte sie nicht ohne einen richtigen Dank abschließen. Hier ist er: Danke.',
      ],
      [
        'Sie haben uns Dinge anvertraut, die für Sie wichtig waren. Ich weiß, wie viel von Ihrer eigenen Zeit darin steckt: in Besprechungen, in Antworten, in Geduld an den zäheren Tagen. Dafür war ich öfter dankbar, als ich es gesagt habe.',
      ],
      {
        block: 'highlights',
        one: ['An eines denke ich besonders gern zurück: {highlight1}.'],
        two: ['An zweierlei denke ich besonders gern zurück:'],
      },
      ['{personalLine}'],
      [
        'Zu tun gibt es für Sie jetzt nichts. Sollte Ihnen einmal eine Datei, eine Auskunft oder ein Detail aus unserer Arbeit fehlen, schreiben Sie mir, und ich suche danach. Einen Vertrag braucht es dafür nicht.',
      ],
      [
        {
          reasons: ['out_of_business'],
          text: 'Ich weiß, dass das keine leichten Wochen sind. Ihnen und allen, die {clientName} ausgemacht haben, wünsche ich alles Gute.',
        },
        'Ihnen und allen bei {clientName} wünsche ich alles Gute.',
      ],
    ],
    signOff: ['Mit herzlichem Dank'],
    footer,
  },

  apology: {
    subject: [
      '{wrongThing}',
      { reasons: ['billing'], text: 'Unsere Rechnungen an Sie' },
      { reasons: ['communication'], text: 'Wie wir Sie informiert haben' },
      { reasons: ['mistake'], text: 'Unser Fehler' },
      { reasons: ['results'], text: 'Das Ergebnis unserer Arbeit' },
      { reasons: ['service_quality'], text: 'Wie wir Sie betreut haben' },
      'Das Ende unserer Zusammenarbeit',
    ],
    preheader: [
      'Was geschehen ist und was am {amendsOn} in Ordnung gebracht wurde.',
      'Was geschehen ist und was ich Ihnen schulde.',
    ],
    greeting,
    paragraphs: [
      ['diesen Brief bin ich Ihnen schuldig.'],
      [
        '{whatWentWrong} Das war unsere Aufgabe, und wir haben sie nicht gut gemacht.',
        {
          reasons: ['billing'],
          text: 'Wir haben uns um Ihre Abrechnung nicht so gekümmert, wie es sich gehört. Das war unsere Aufgabe, und wir haben sie nicht gut gemacht.',
        },
        {
          reasons: ['communication'],
          text: 'Wir haben Sie nicht so auf dem Laufenden gehalten, wie es sich gehört. Das war unsere Aufgabe, und wir haben sie nicht gut gemacht.',
        },
        {
          reasons: ['results'],
          text: 'Unsere Arbeit hat {clientName} nicht gebracht, was Sie mit Recht von ihr erwartet haben. Das war unsere Aufgabe, und wir haben sie nicht gut gemacht.',
        },
        'Wir haben uns um {clientName} nicht so gekümmert, wie es sich gehört. Das war unsere Aufgabe, und wir haben sie nicht gut gemacht.',
      ],
      [
        {
          reasons: ['results'],
          text: 'Sie hatten Geld, Zeit und Ihren guten Namen für diese Arbeit eingesetzt und mussten das Ergebnis in Ihrem Haus erklären.',
        },
        'Das hat Sie Stunden gekostet, die Ihrer eigenen Arbeit gehörten, und das gute Gefühl, bei uns nicht nachsehen zu müssen. Nichts davon hätte bei Ihnen liegen dürfen.',
      ],
      ['Das tut mir leid. Sie durften Besseres von uns erwarten, und von mir.'],
      ['{amends} Das ist seit dem {amendsOn} erledigt.'],
      [
        'Unsere Zusammenarbeit hätte ein besseres Ende verdient. An einen Teil von ihr denke ich weiterhin gern: {highlight1}.',
        'Unsere Zusammenarbeit hätte ein besseres Ende verdient, und über ihren guten Teil freue ich mich weiterhin.',
      ],
      [
        'Meine Tür bleibt offen. Sie können auf diesen Brief antworten oder mich unter {senderPhone} anrufen, beides kommt direkt zu mir. Erwartet wird von Ihnen nichts.',
        'Meine Tür bleibt offen. Eine Antwort auf diesen Brief kommt direkt zu mir. Erwartet wird von Ihnen nichts.',
      ],
    ],
    signOff: ['Mit freundlichen Grüßen'],
    footer,
  },

  check_in: {
    subject: [
      'Sie baten mich, im {revisitMonth} zu schreiben',
      '{newsTitle}',
      { reasons: ['out_of_business'], text: 'Dateien und Unterlagen aus unserer Arbeit' },
      'Offene Enden aus unserer Arbeit',
    ],
    preheader: [
      { needs: ['revisitMonth'], text: 'Hier bin ich, wie gewünscht.' },
      { needs: ['newsTitle'], text: 'Nützlich mit uns oder ohne uns.' },
      'Eine kurze Nachricht, die keine Antwort braucht.',
    ],
    greeting,
    paragraphs: [
      [
        'Sie hatten mich gebeten, im {revisitMonth} zu schreiben. Hier bin ich. Den Termin habe ich mir gemerkt und Sie sonst in Ruhe gelassen.',
        'mir ist etwas auf den Tisch gekommen, das bei {clientName} nützlich sein kann, mit uns oder ohne uns: {newsTitle}.',
        {
          reasons: ['out_of_business'],
          text: 'wer eine Firma abschließt, braucht Unterlagen, die jahrelang niemand in der Hand hatte. Einige davon liegen für {clientName} vielleicht bei uns.',
        },
        'es ist eine Weile her, dass wir für {clientName} gearbeitet haben, und um diese Zeit zeigen sich gern die offenen Enden: ein Zugang, den niemand findet, eine Einstellung, die niemand mehr kennt, eine Entscheidung, die niemand aufgeschrieben hat.',
      ],
      [
        {
          needs: ['revisitMonth', 'newsTitle'],
          text: 'Eines kann Ihnen seitdem auf jeden Fall nützlich sein: {newsTitle}.',
        },
      ],
      { block: 'news', link: ['Alles nachlesen'] },
      [
        {
          needs: ['revisitMonth', 'newsTitle'],
          text: 'Ein Satz dazu, wie es bei {clientName} steht, genügt mir, um zu helfen. Passt es noch nicht, nennen Sie mir einen anderen Monat, und ich schreibe dann.',
        },
        {
          needs: ['revisitMonth'],
          text: 'Was sich bei {clientName} seit unserem Gespräch geändert hat, weiß ich nicht, also rate ich auch nicht. Schreiben Sie mir in ein, zwei Sätzen, wie es steht, und ich antworte genau darauf. Passt es noch nicht, nennen Sie mir einen anderen Monat, und ich schreibe dann.',
        },
        {
          needs: ['newsTitle'],
          text: 'Wirft etwas davon eine Frage auf, schicken Sie sie mir. Ich sage Ihnen gern, was ich weiß. Sonst braucht dieser Brief keine Antwort.',
        },
        {
          reasons: ['out_of_business'],
          text: 'Brauchen Sie eine Datei, eine Unterlage oder eine Rechnungskopie, sagen Sie mir welche, und ich suche danach. Sonst braucht dieser Brief keine Antwort.',
        },
        'Liegt so etwas bei Ihnen auf einem Schreibtisch, schicken Sie es mir in ein, zwei Sätzen. Ich sehe nach und sage Ihnen, was ich weiß. Sonst braucht dieser Brief keine Antwort.',
      ],
    ],
    signOff: ['Mit freundlichen Grüßen'],
    footer,
  },

  news: {
    subject: ['{newsTitle}'],
    preheader: ['Was sich hier geändert hat und warum ich an {clientName} gedacht habe.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['price', 'budget'],
          text: 'als {clientName} ging, haben Sie uns die Kosten als Grund genannt. Das habe ich mir gemerkt, und seitdem hat sich hier etwas geändert.',
        },
        {
          reasons: ['service_quality', 'results', 'communication', 'billing', 'mistake'],
          text: 'als {clientName} ging, haben Sie uns gesagt, wo wir nicht gut genug waren. Das habe ich mir gemerkt, und seitdem hat sich hier etwas geändert.',
        },
        {
          needs: ['newsTitle2'],
          text: 'seit unserer Arbeit für {clientName} hat sich hier einiges geändert. Das hier davon dürfte für Sie wissenswert sein.',
        },
        'seit unserer Arbeit für {clientName} hat sich hier etwas geändert, und ich glaube, dass Sie es gern wüssten.',
      ],
      { block: 'news', link: ['Mehr dazu'] },
      [
        {
          needs: ['newsTitle2'],
          text: 'Das ist alles. Ist etwas davon für Sie von Belang, antworten Sie auf diesen Brief und fragen Sie mich, was Sie mögen. Sonst braucht er keine Antwort.',
        },
        'Das ist alles. Ist es für Sie von Belang, antworten Sie auf diesen Brief und fragen Sie mich, was Sie mögen. Sonst braucht er keine Antwort.',
      ],
    ],
    signOff: ['Mit freundlichen Grüßen'],
    footer,
  },

  offer: {
    subject: [{ needs: ['offerTitleFigure'], text: '{offerTitle}' }, '{offerTitle} für {offerPrice}', '{offerTitle}'],
    preheader: ['Ein Vorschlag, und er steht ganz in diesem Brief.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['price', 'budget'],
          text: 'als {clientName} ging, haben Sie uns die Kosten als Grund genannt. Das habe ich mir gemerkt, und heute habe ich einen Vorschlag dazu. Er steht ganz in diesem Brief, damit Sie ihn ohne Termin beurteilen können.',
        },
        {
          reasons: ['service_quality', 'results', 'communication', 'billing', 'mistake'],
          text: 'als {clientName} ging, haben Sie uns gesagt, wo wir nicht gut genug waren. Das habe ich mir gemerkt, und heute habe ich einen Vorschlag für Sie. Er steht ganz in diesem Brief, damit Sie ihn ohne Termin beurteilen können.',
        },
        'ich habe einen Vorschlag für {clientName}. Er steht ganz in diesem Brief, damit Sie ihn ohne Termin beurteilen können.',
      ],
      {
        block: 'offer',
        lines: [['*{offerTitle}*'], ['{offerTerms}'], ['Preis: {offerPrice}'], ['Gültig bis {offerUntil}']],
      },
      [
        {
          needs: ['offerUntil', 'offerPrice'],
          text: 'Das Datum sagt nur, wie lange ich diesen Preis halten kann. Drängen soll es Sie nicht.',
        },
        {
          needs: ['offerUntil'],
          text: 'Das Datum sagt nur, wie weit ich dafür vorausplanen kann. Drängen soll es Sie nicht.',
        },
      ],
      [
        'Gefällt Ihnen das, oder das meiste davon, antworten Sie auf diesen Brief und sagen Sie mir, was Sie ändern würden. Ein klares Nein ist auch eine gute Antwort, und ich nehme es so, wie es ist.',
      ],
      ['Was sich leichter sagen als schreiben lässt: Meine Nummer ist {senderPhone}.'],
    ],
    signOff: ['Mit freundlichen Grüßen'],
    footer,
  },

  farewell: {
    subject: ['Mein vorerst letzter Brief'],
    preheader: [
      { needs: ['keepInTouch'], text: 'Mit einer kleinen Wahl, die bei Ihnen liegt.' },
      'Und noch einmal: Danke.',
    ],
    greeting,
    paragraphs: [
      [
        'das ist mein vorerst letzter Brief. Ich höre lieber auf, solange meine Briefe willkommen sind, als darüber hinaus weiterzuschreiben.',
      ],
      [
        'Danke noch einmal für {years} Zusammenarbeit.',
        'Danke noch einmal für die Zeit, in der wir zusammengearbeitet haben.',
      ],
      [
        'Ergibt sich eines Tages etwas, rufen Sie mich unter {senderPhone} an oder antworten Sie auf diesen Brief. Es erreicht mich, nächste Woche oder in drei Jahren.',
        'Ergibt sich eines Tages etwas, antworten Sie auf diesen Brief. Es erreicht mich, nächste Woche oder in drei Jahren.',
      ],
      [
        {
          needs: ['keepInTouch'],
          text: 'Möchten Sie hin und wieder von mir hören, können Sie es hier sagen. Sonst kommt nichts mehr.',
        },
      ],
      ['[Zweimal im Jahr schreiben]({keepInTouch})'],
      [
        { reasons: ['out_of_business'], text: 'Alles Gute für Sie und für alle, die bei {clientName} waren.' },
        'Alles Gute für Sie und für alle bei {clientName}.',
      ],
    ],
    signOff: ['Mit herzlichen Grüßen'],
    footer,
  },
};
