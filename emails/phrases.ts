import type { LetterKind } from './kinds.ts';

export interface Phrase {
  pattern: RegExp;
  why: string;
}

function ban(why: string, ...sources: string[]): Phrase[] {
  return sources.map((source) => ({
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'iu'),
    why,
  }));
}

const worn = 'everybody has read it before; say what you mean, or leave it out.';
const rank = 'it tells people what they are to us.';
const pressure = 'it presses.';

/** What no letter says, in English and German. */
export const bannedEverywhere: Phrase[] = [
  ...ban(
    worn,
    "we(?:'ve| have)? miss(?:ed)? you",
    "i(?:'ve| have)? miss(?:ed)? you",
    'wir vermissen sie',
    'sie fehlen uns',
    'wir haben sie vermisst',
  ),
  ...ban(
    worn,
    'just (?:checking|following) (?:in|up)',
    'touch(?:ing)? base',
    'circl(?:e|ing) back',
    'reach(?:ing)? out',
  ),
  ...ban(
    worn,
    '(?:wollte )?(?:nur )?(?:mal )?(?:kurz )?nach(?:haken|fassen)',
    'nur mal (?:kurz )?(?:melden|nachfragen)',
    'wollte (?:nur )?(?:mal )?kurz nachfragen',
  ),
  ...ban(
    worn,
    '(?:hope|trust) (?:this|that this|my)(?: e-?mail| message| letter| note)? finds you(?: well)?',
    'hoffe,? (?:diese|dass diese|meine) (?:e-?mail|mail|nachricht|zeilen) (?:erreicht|erreichen|trifft)',
  ),
  ...ban(rank, 'valued (?:customer|client)s?', '(?:geschätzte|werte|liebe)[rn]? (?:kunde|kundin|kunden|kundinnen)'),
  ...ban(
    rank,
    '(?:former|ex|past|lost)[ -](?:client|customer)s?',
    '(?:ehemalige|frühere|verlorene)[rn]? (?:kunde|kundin|kunden|kundinnen)',
    'ex-kund(?:e|in|en)',
  ),
  ...ban(
    pressure,
    'last chance',
    'letzte (?:chance|gelegenheit)',
    'act now',
    'jetzt zugreifen',
    'hurry',
    'nur (?:noch )?heute',
    "don't miss",
    'verpassen sie nicht',
  ),
  ...ban(
    'it is what a form letter says; name what happened.',
    'any inconvenience',
    '(?:etwaige |mögliche |die )?unannehmlichkeiten',
  ),
];

const noPromise = 'an apology promises nothing; say what has been done.';
const noGuilt = 'nobody owes us an answer.';
const noPitch = 'this letter sells nothing.';
const noCheer = 'tell what changed; how glad we are of it is not news.';

/** What single kinds do not say besides. */
export const bannedIn: Record<LetterKind, Phrase[]> = {
  thank_you: [
    ...ban(
      'a letter of thanks asks nothing.',
      'why (?:did )?you left',
      'why did you leave',
      'survey',
      'feedback',
      'warum sie',
      'umfrage',
      'rückmeldung',
    ),
    ...ban(noPitch, 'offers?', 'discounts?', 'angebote?', 'rabatte?', 'preisnachlass'),
    ...ban(
      'a letter of thanks does not lament.',
      'sorry to see you go',
      'sad',
      'saddened',
      'schade',
      'traurig',
      'bedauern',
      'bedauerlich(?:erweise)?',
    ),
  ],
  apology: [
    ...ban(
      'it takes the apology back.',
      'if',
      'but',
      'however',
      'although',
      'misunderst(?:anding|ood)',
      'wenn',
      'falls',
      'sofern',
      'aber',
      'jedoch',
      'allerdings',
      'missverständnis(?:se)?',
    ),
    ...ban(
      noPromise,
      '(?:we|i) promise',
      "(?:we|i)(?: will|'ll)",
      'never again',
      'in (?:the )?future',
      'versprechen',
      'verspreche',
      'wir werden',
      'ich werde',
      'nie wieder',
      'künftig',
      'in zukunft',
    ),
    ...ban(
      'a discount turns an apology into a deal.',
      'discounts?',
      'vouchers?',
      'rabatte?',
      'gutscheine?',
      'preisnachlass',
    ),
  ],
  check_in: [
    ...ban(noPitch, 'offers?', 'discounts?', 'prices?', 'pricing', 'angebote?', 'rabatte?', 'preise?'),
    ...ban(
      'who they work with now is their affair.',
      '(?:new|current) (?:supplier|provider|agency|vendor|partner)',
      '(?:neue|jetzige|aktuelle)[rnsm]? (?:anbieter|dienstleister|agentur|lieferant|partner)',
    ),
  ],
  news: [
    ...ban(
      'awards and hires are news to us, not to them.',
      'awards?',
      'award-winning',
      'new hires?',
      'auszeichnung(?:en)?',
      'preisgekrönt',
      'neue[rns]? mitarbeiter(?:in|innen)?',
    ),
    ...ban(
      noCheer,
      'excit(?:ed|ing|ement)',
      'thrilled',
      'delighted',
      'proud',
      'begeister(?:t|n|ung)',
      'stolz',
      'spannend(?:e[rnsm]?)?',
      'freuen uns',
    ),
  ],
  offer: [
    ...ban(
      pressure,
      'only until',
      'limited(?: time)?',
      'expires',
      'today only',
      'while (?:it|stocks) lasts?',
      'nur (?:noch )?bis',
      'begrenzt',
      'solange der vorrat',
      'schnell sein',
    ),
    ...ban(
      'an offer stands on its own.',
      'cheaper than',
      'better than',
      'competitors?',
      'compared (?:to|with)',
      'günstiger als',
      'besser als',
      'wettbewerber',
      'konkurrenz',
      'im vergleich',
    ),
  ],
  farewell: [
    ...ban(
      noGuilt,
      "(?:we|i) (?:haven't|have not|never) heard",
      "you (?:never|haven't|have not|didn't) (?:repl(?:y|ied)|answer(?:ed)?)",
      'nichts (?:mehr )?von ihnen gehört',
      '(?:nie|nicht) geantwortet',
    ),
    ...ban('the last letter offers nothing.', 'offers?', 'discounts?', 'angebote?', 'rabatte?'),
  ],
};
