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
      'Was geschehen ist, und meine Entschuldigung.',
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
        {
          reasons: ['communication'],
          text: 'Sie mussten nach dem fragen, was wir Ihnen hätten sagen sollen, und das hat Sie Stunden gekostet, die Ihrer eigenen Arbeit gehörten. Nichts davon hätte bei Ihnen liegen dürfen.',
        },
        'Das hat Sie Stunden gekostet, die Ihrer eigenen Arbeit gehörten, und die Mühe, unsere nachzuprüfen. Nichts davon hätte bei Ihnen liegen dürfen.',
      ],
      ['Das tut mir leid. Sie durften Besseres von uns erwarten, und von mir.'],
      ['{amends} Das ist seit dem {amendsOn} erledigt.'],
      [
        'Unsere Zusammenarbeit hätte ein besseres Ende verdient. An einen Teil von ihr denke ich weiterhin gern: {highlight1}.',
        'Unsere Zusammenarbeit hätte ein besseres Ende verdient, und über ihren guten Teil freue ich mich weiterhin.',
      ],
      [
        'Meine Tür bleibt offen. Ihre Antwort oder Ihr Anruf unter {senderPhone} kommt direkt zu mir. Eine Antwort sind Sie mir nicht schuldig.',
        'Meine Tür bleibt offen. Was Sie mir schreiben, kommt direkt zu mir. Eine Antwort sind Sie mir nicht schuldig.',
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
        'Sie hatten mich gebeten, im {revisitMonth} zu schreiben. Hier bin ich. Danke, dass Sie einen Monat genannt haben, so war das Warten leicht.',
        'ich habe etwas, das bei {clientName} nützlich sein kann, mit uns oder ohne uns: {newsTitle}.',
        {
          reasons: ['out_of_business'],
          text: 'wer eine Firma abschließt, braucht Unterlagen, die jahrelang niemand in der Hand hatte. Einige davon liegen für {clientName} vielleicht bei uns.',
        },
        'es ist eine Weile her, dass wir für {clientName} gearbeitet haben, und um diese Zeit zeigen sich gern die offenen Enden: ein Zugang, den niemand findet, eine Einstellung, die niemand mehr kennt, eine Entscheidung, die niemand aufgeschrieben hat.',
      ],
      [
        {
          needs: ['revisitMonth', 'newsTitle'],
          text: 'Eines kann Ihnen in jedem Fall nützlich sein: {newsTitle}.',
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
          text: 'Behalten Sie es gern und geben Sie es weiter. Wenn eine Frage auftaucht, schicken Sie sie mir, und ich sage Ihnen, was ich weiß. Sonst braucht dieser Brief keine Antwort.',
        },
        {
          reasons: ['out_of_business'],
          text: 'Brauchen Sie eine Datei, eine Unterlage oder eine Rechnungskopie, sagen Sie mir welche, und ich suche danach. Sonst braucht dieser Brief keine Antwort.',
        },
        'Wenn so etwas auf Ihrem Schreibtisch gelandet ist, schreiben Sie mir ein, zwei Sätze dazu. Ich sehe nach und sage Ihnen, was ich weiß. Sonst braucht dieser Brief keine Antwort.',
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
          text: 'seit unserer Arbeit für {clientName} hat sich hier einiges geändert. Hier ist, was davon für Sie zählen könnte.',
        },
        'seit unserer Arbeit für {clientName} hat sich hier etwas geändert. Ich glaube, dass Sie es gern wüssten, deshalb hier in wenigen Zeilen.',
      ],
      { block: 'news', link: ['Mehr dazu'] },
      [
        {
          needs: ['newsTitle2'],
          text: 'Das ist alles. Wenn etwas davon für Sie wichtig ist, antworten Sie mir und fragen Sie, was Sie wissen möchten. Wenn nicht, braucht dieser Brief keine Antwort.',
        },
        'Das ist schon alles. Wenn es für Sie wichtig ist, antworten Sie mir und fragen Sie, was Sie wissen möchten. Wenn nicht, braucht dieser Brief keine Antwort.',
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
        lines: [['**{offerTitle}**'], ['{offerTerms}'], ['Preis: {offerPrice}'], ['Gültig bis {offerUntil}']],
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
        'Wenn Ihnen das gefällt, oder das meiste davon, antworten Sie mir oder rufen Sie mich unter {senderPhone} an und sagen Sie mir, was Sie ändern würden. Auch ein klares Nein ist eine gute Antwort, und dann bleibt es dabei.',
        'Wenn Ihnen das gefällt, oder das meiste davon, antworten Sie mir und sagen Sie mir, was Sie ändern würden. Auch ein klares Nein ist eine gute Antwort, und dann bleibt es dabei.',
      ],
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
      ['das ist mein vorerst letzter Brief. Ich höre lieber auf, solange meine Briefe noch willkommen sind.'],
      [
        'Danke noch einmal für {years} Zusammenarbeit.',
        'Danke noch einmal für die Zeit, in der wir zusammengearbeitet haben.',
      ],
      [
        'Wenn sich eines Tages etwas ergibt, rufen Sie mich unter {senderPhone} an oder antworten Sie auf diesen Brief. Beides erreicht mich.',
        'Wenn sich eines Tages etwas ergibt, antworten Sie auf diesen Brief. Das erreicht mich nächste Woche wie in drei Jahren.',
      ],
      [
        {
          needs: ['keepInTouch'],
          text: 'Wenn Sie hin und wieder von mir hören möchten, können Sie das hier sagen. Sonst kommt nichts mehr.',
        },
      ],
      ['[Schreiben Sie mir zweimal im Jahr]({keepInTouch})'],
      [
        { reasons: ['out_of_business'], text: 'Alles Gute für Sie und für alle, die bei {clientName} waren.' },
        'Alles Gute für Sie und für alle bei {clientName}.',
      ],
    ],
    signOff: ['Mit herzlichen Grüßen'],
    footer,
  },
};
