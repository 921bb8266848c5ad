/**
 * What an account of a mistake is about, for the subject of an apology: "The March invoices counted hours twice" gives
 * "the March invoices". Only where it is certain, else undefined: a wrong guess would head the most delicate letter.
 */
export function thingOf(account: string, language: string): string | undefined {
  const { noun, verb, stop, people, opener } = language === 'de' ? german : english;
  const words = account.split(' ');
  if (!opener.test(words[0] ?? '')) return undefined;
  for (let end = 2; end <= Math.min(7, words.length); end += 1) {
    const word = words[end - 1] ?? '';
    if (word.endsWith(':')) return finish(words.slice(0, end), people, noun);
    if (stop.test(word) || /[.,;!?]$/.test(word)) return undefined;
    if (end > 2 && verb.test(word)) return finish(words.slice(0, end - 1), people, noun);
  }
  return undefined;
}

interface Grammar {
  opener: RegExp;
  /** A word that shows that the sentence is past its subject. */
  verb: RegExp;
  /** A word after which the subject is more than the thing. */
  stop: RegExp;
  people: RegExp;
  noun: (phrase: string) => string;
}

const english: Grammar = {
  opener: /^(the|your|our)$/i,
  verb: /^(was|were|had|did|came|went|took|got|ran|fell|broke|lost|kept|left|arrived|counted|carried|contained|included|failed|slipped|missed|showed|stopped|crashed)$/,
  stop: /^(we|i|you|they|he|she|it|that|which|who|and|or|of|to)$/i,
  people: /\b(team|people|colleagues?|managers?|designers?|developers?|staff|account|company|clients?)$/i,
  noun: (phrase) => phrase[0]?.toLowerCase() + phrase.slice(1),
};

const german: Grammar = {
  opener: /^(die|der|das|ihre|unsere|ihr|unser)$/i,
  verb: /^(war|waren|hatte|hatten|kam|kamen|ging|gingen|lief|liefen|fiel|fielen|enthielt|enthielten|fehlte|fehlten|wurde|wurden|blieb|blieben|brach|stand|standen|stimmte|stimmten|zeigte|zeigten)$/,
  stop: /^(wir|ich|sie|es|er|man|das|dass|und|oder|die|der|den)$/,
  people: /(Team|Leute|Kolleg(e|en|in|innen)|Entwickler(in|innen)?|Firma|Kund(e|en|in|innen))$/,
  noun: (phrase) => phrase,
};

function finish(words: string[], people: RegExp, noun: Grammar['noun']): string | undefined {
  const phrase = words.join(' ').replace(/:$/, '');
  return phrase.length > 60 || people.test(phrase) ? undefined : noun(phrase);
}
